"""The statements that read the inbox. Each unit's requests of each phase are read from an index in
the order asked for, and only as far as needed: a page costs the same however many there are.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.db import is_sqlite
from core.desk.statement_parts import (
    CLOCK_IN,
    COUNT,
    COUNT_IN_SQLITE,
    COVERED,
    ELSEWHERE,
    FOUND,
    FOUND_IN_SQLITE,
    HAS_WORD,
    IS_SUCH,
    OF_STATION,
    PAGE,
    PAGE_IN_SQLITE,
    SEEN,
)
from core.desk.wanted import Wanted
from core.service_requests.models import Phase
from core.viewers import Viewer


@dataclass(frozen=True)
class _Found:
    """Where requests are found: `parts` are what is read one by one, `source` the rows of a part,
    `row` and `key` their alias and the request's id. `same` is a column that is null in all of
    them, with which their index begins. A request that several units enquire about is found in as
    many parts, and listed once: `is_distinct`.
    """

    parts: str
    source: str
    conditions: Sequence[str]
    row: str = "r"
    key: str = "r.id"
    same: str | None = None
    is_distinct: bool = False

    @property
    def words(self) -> dict[str, str]:
        """What every statement says of it."""
        return {
            "parts": self.parts,
            "source": self.source,
            "key": self.key,
            "distinct": "DISTINCT " if self.is_distinct else "",
        }


class Statement:
    """A statement about a viewer's inbox, with its values."""

    def __init__(self, viewer: Viewer, now: datetime) -> None:
        self._viewer = viewer
        self._now = now
        self.values: list[Any] = []
        self._units = ", ".join(self._value(code) for code in viewer.unit_codes) or "NULL"

    def page(
        self,
        wanted: Wanted,
        column: str,
        direction: str,
        most: int,
        beyond: tuple[datetime, uuid.UUID] | None = None,
        shown: str = "request.id",
    ) -> str:
        """Up to so many requests in the order of a column, those beyond a place in it."""
        limit = f"LIMIT {int(most)}"
        found = [
            self._place(each, column, direction, beyond, limit)
            for each in self._found(wanted, in_order=True)
        ]
        return self._begun(PAGE_IN_SQLITE if is_sqlite() else PAGE).format(
            shown=shown,
            found=" UNION ALL ".join(found),
            column=column,
            direction=direction,
            limit=limit,
        )

    def _place(
        self,
        found: _Found,
        column: str,
        direction: str,
        beyond: tuple[datetime, uuid.UUID] | None,
        limit: str,
    ) -> str:
        place, conditions = f"{found.row}.{column}", [*found.conditions]
        if beyond is not None:
            at, last = map(self._value, beyond)
            sign = ">" if direction == "ASC" else "<"
            conditions.append(f"({place}, {found.key}) {sign} ({at}, {last})")
        columns = [each for each in (found.same, place, found.key) if each]
        return (FOUND_IN_SQLITE if is_sqlite() else FOUND).format(
            **found.words,
            where=" AND ".join(conditions),
            place=place,
            order=", ".join(f"{each} {direction}" for each in columns),
            limit=limit,
        )

    def counts(self, wanted: Sequence[Wanted], most: int) -> str:
        """How many there are of each, counted up to `most`: a row with a column for each."""
        counted = (f"{self._count(each, most)} AS of_{n}" for n, each in enumerate(wanted))
        return self._begun(", ".join(counted))

    def _count(self, wanted: Wanted, most: int) -> str:
        counted = (
            (COUNT_IN_SQLITE if is_sqlite() else COUNT).format(
                **found.words, where=" AND ".join(found.conditions), limit=f"LIMIT {int(most)}"
            )
            for found in self._found(wanted, in_order=False)
        )
        return " + ".join(counted)

    def _begun(self, rest: str) -> str:
        return COVERED.replace("{units}", self._units) + rest

    def _found(self, wanted: Wanted, *, in_order: bool) -> list[_Found]:
        """What the units have, and what they are asked about by others."""
        units = "covered part"
        if wanted.station is not None:
            units = OF_STATION.format(code=self._value(wanted.station))
        if wanted.words:
            own = self._with_words(wanted, units)
        else:
            own = self._listed(wanted, units, in_order=in_order)
        is_in_queue = wanted.unassigned or wanted.assigned_to_me
        return [own] if is_in_queue else [own, self._asked(wanted, units)]

    def _listed(self, wanted: Wanted, units: str, *, in_order: bool) -> _Found:
        """The indexes begin with unit and phase: in order, each phase is read by itself."""
        conditions = ["r.unit_id = part.unit_id", _in_phases(wanted), *self._conditions(wanted)]
        conditions += [] if wanted.phases == [Phase.OPEN] else [SEEN]
        if in_order and len(wanted.phases) > 1:
            phases = " UNION ALL ".join(f"SELECT {phase} AS phase" for phase in _names(wanted))
            units, conditions[1] = f"{units} CROSS JOIN ({phases}) of", "r.phase = of.phase"
        same = "r.assignee_id" if wanted.unassigned else None
        return _Found(units, "core_service_request r", conditions, same=same)

    def _with_words(self, wanted: Wanted, units: str) -> _Found:
        """What has the first word, and of it what has the others."""
        first, *others = map(self._value, wanted.words)
        conditions = ["w.unit_id = part.unit_id", f"w.word = {first}"]
        key = "w.request_id"
        conditions += [HAS_WORD.format(key=key, word=word) for word in others]
        of_request = [*self._conditions(wanted), *_in_some_phases(wanted)]
        if of_request:
            conditions.append(IS_SUCH.format(key=key, conditions=" AND ".join(of_request)))
        return _Found(units, "core_request_word w", conditions, "w", key)

    def _asked(self, wanted: Wanted, units: str) -> _Found:
        """What a unit enquires about and another has; overdue by the enquiry's own date."""
        key, value = "e.request_id", self._value
        conditions = ["e.unit_id = part.unit_id", "e.is_open = TRUE", *_clock_in(wanted)]
        if (service := wanted.codes.get("service")) is not None:
            conditions.append(f"e.service = {value(service)}")
        if wanted.overdue:
            conditions.append(f"e.due_at < {value(self._now)}")
        conditions += [HAS_WORD.format(key=key, word=value(word)) for word in wanted.words]
        of_request = [ELSEWHERE.format(units=units)]
        if (status := wanted.codes.get("status")) is not None:
            of_request.append(f"r.status = {value(status)}")
        conditions.append(IS_SUCH.format(key=key, conditions=" AND ".join(of_request)))
        return _Found(units, "core_enquiry e", conditions, "e", key, is_distinct=True)

    def _conditions(self, wanted: Wanted) -> list[str]:
        value = self._value
        conditions = [f"r.{name} = {value(code)}" for name, code in wanted.codes.items()]
        if wanted.overdue:
            conditions.append(f"r.due_order < {value(self._now)}")
        if wanted.assigned_to_me:
            conditions.append(f"r.assignee_id = {value(self._viewer.id)}")
        if wanted.unassigned:
            conditions.append("r.assignee_id IS NULL")
        return conditions

    def _value(self, value: Any) -> str:
        self.values.append(value)
        return f"${len(self.values)}"


def _names(wanted: Wanted) -> list[str]:
    return [f"'{phase.value}'" for phase in wanted.phases] or ["NULL"]


def _clock_in(wanted: Wanted) -> list[str]:
    told = [CLOCK_IN[phase] for phase in wanted.phases] or ["FALSE"]
    return told if len(told) < len(Phase) else []


def _in_some_phases(wanted: Wanted) -> list[str]:
    return [_in_phases(wanted)] if len(wanted.phases) < len(Phase) else []


def _in_phases(wanted: Wanted) -> str:
    """Written out, so that PostgreSQL sees that a partial index holds what is asked for."""
    names = _names(wanted)
    return (
        f"r.phase = {names[0]}" if len(names) == 1 else f"r.phase IN ({', '.join(names) or 'NULL'})"
    )
