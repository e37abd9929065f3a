"""Which requests of the inbox are asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.cleaning import clean_line, latin_digits
from core.service_requests.models import Phase
from core.service_requests.words import searched_words

NO_WORD = "-"
"""A word that no request has."""


@dataclass(frozen=True)
class Wanted:
    """All of it holds. `overdue` and `unassigned` look at phase OPEN as well."""

    service: str | None = None
    status: str | None = None
    phase: Phase | None = None
    overdue: bool | None = None
    unassigned: bool | None = None
    assigned_to_me: bool | None = None
    station_code: str | None = None
    search: str | None = None

    @property
    def phases(self) -> Sequence[Phase]:
        """In which phases such a request can be; none when they contradict each other."""
        only_open = self.overdue or self.unassigned
        return [
            phase
            for phase in Phase
            if self.phase in (None, phase) and (phase is Phase.OPEN or not only_open)
        ]

    @property
    def codes(self) -> dict[str, str]:
        """What service and status must be, by column."""
        wanted = {"service": self.service, "status": self.status}
        return {name: clean_line(code)[:40] for name, code in wanted.items() if code is not None}

    @property
    def station(self) -> str | None:
        """The code of the unit that must have it."""
        code = self.station_code
        return latin_digits(clean_line(code))[:20] if code is not None else None

    @property
    def words(self) -> Sequence[str]:
        """The words that it must have. What has no letter and no digit finds nothing; a blank
        search asks for nothing.
        """
        if self.search is None or not clean_line(self.search):
            return []
        return searched_words(self.search) or [NO_WORD]
