"""What a state sets of tips, under [services.tips]."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from core import Language, Runtime, Section

Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=300)]
Words = dict[Language, Line]
Code = Annotated[str, StringConstraints(pattern="^[A-Z][A-Z0-9_]{1,39}$")]
UnitCode = Annotated[str, StringConstraints(pattern="^[A-Za-z0-9_-]{1,20}$")]
Bits = Annotated[int, Field(ge=1, le=28)]


class Route(StrEnum):
    """Whose unit a tip is addressed to: that of the place's station, of its district, or the
    state's own.
    """

    STATION = "STATION"
    DISTRICT = "DISTRICT"
    STATE = "STATE"


class CategorySettings(Section):
    """What a state changes of a category, or a category of its own: that needs a label. `unit` is
    a unit's code, such as that of the state's narcotics wing, and goes before `route`.
    """

    label: Words = {}
    hint: Words = {}
    is_emergency: bool | None = None
    route: Route | None = None
    unit: UnitCode | None = None


class StatusSettings(Section):
    """What the tipster reads as the status."""

    label: Words = {}


class TipsSettings(Section):
    """`categories` and `statuses` by code, what is changed of them; `left_out` are the categories
    that are not offered. `excluded_officers`: usernames that never see a tip. `closed_days`: how
    long a tip is kept after it was closed; `open_days`: how long one that nobody closes.
    `difficulty` and `most_difficulty`: zero bits of the proof of work, at rest and under a flood;
    `tips_a_minute`: above so many in one process it begins to rise. `form_seconds`: how long the
    page without JavaScript has to have been open, at rest; `most_form_seconds` under a flood.
    `tries_an_hour` per process, and `tries_of_a_source`: receipts that are looked up. The first is
    more than a process can derive keys for: whoever reached it would shut all others out.
    `requests_of_a_source`: tips, messages and pictures that one source sends in an hour.
    `messages_a_day` on one tip; `most_tips` stored at once. `attachment_bytes`: of one picture;
    `unclaimed_bytes`: of all pictures that belong to no tip yet. `onion_address`: where the page is
    found through Tor; `exit_address`: where the link to leave it at once leads.
    `notice_hours`: within which officers are told of new tips, at a random time.
    """

    categories: Annotated[dict[Code, CategorySettings], Field(max_length=25)] = {}
    left_out: frozenset[Code] = frozenset()
    statuses: dict[Code, StatusSettings] = {}
    excluded_officers: frozenset[str] = frozenset()
    closed_days: Annotated[int, Field(ge=1, le=3650)] = 90
    open_days: Annotated[int, Field(ge=1, le=3650)] = 365
    difficulty: Bits = 14
    most_difficulty: Bits = 18
    tips_a_minute: Annotated[int, Field(ge=1, le=100_000)] = 20
    form_seconds: Annotated[int, Field(ge=0, le=600)] = 20
    most_form_seconds: Annotated[int, Field(ge=0, le=3600)] = 300
    tries_an_hour: Annotated[int, Field(ge=1, le=1_000_000)] = 100_000
    tries_of_a_source: Annotated[int, Field(ge=1, le=1_000_000)] = 60
    requests_of_a_source: Annotated[int, Field(ge=1, le=1_000_000)] = 60
    messages_a_day: Annotated[int, Field(ge=1, le=1000)] = 20
    most_tips: Annotated[int, Field(ge=1, le=100_000_000)] = 1_000_000
    attachment_bytes: Annotated[int, Field(ge=1024, le=20_000_000)] = 10_000_000
    unclaimed_bytes: Annotated[int, Field(ge=0, le=10**12)] = 2_000_000_000
    onion_address: Annotated[str, StringConstraints(pattern=r"^[a-z2-7]{56}\.onion$")] | None = None
    exit_address: Annotated[str, StringConstraints(pattern=r"^https://[!-~]{1,200}$")] = (
        "https://www.google.com/"
    )
    notice_hours: Annotated[int, Field(ge=1, le=24)] = 6

    @classmethod
    def of(cls, runtime: Runtime) -> TipsSettings:
        """What thana.toml says, without the keys that are core's."""
        own: Mapping[str, Any] = runtime.settings.services.get("tips", {})
        return cls(**{name: value for name, value in own.items() if name in cls.model_fields})
