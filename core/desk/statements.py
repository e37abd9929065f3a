"""The statements that read the inbox. Each unit's requests of each phase are read from an index in
the order asked for, and only as far as needed: a page costs the same however many there are.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.context import Viewer
from core.db import is_sqlite
from core.desk.wanted import Wanted
from core.service_requests.models import Phase

COVERED = (
    "WITH covered AS (SELECT DISTINCT unit_id FROM core_unit_ancestry"
    " WHERE ancestor_id IN ({units})) SELECT "
)
PAGE = (
    "{shown} FROM (SELECT found.id, found.place FROM {parts} CROSS JOIN LATERAL"
    " (SELECT {key} AS id, {place} AS place FROM {source} WHERE {where} ORDER BY {order} {limit})"
    " found ORDER BY place {direction}, id {direction} {limit}) page"
    " JOIN core_service_request request ON request.id = page.id"
    " ORDER BY page.place {direction}, page.id {direction}"
)
COUNT = (
    "(SELECT COUNT(*) FROM (SELECT 1 FROM {parts} CROSS JOIN LATERAL"
    " (SELECT 1 FROM {source} WHERE {where} OFFSET 0) found {limit}) counted)"
)
"""OFFSET 0 keeps PostgreSQL from reading the requests before it knows the units."""

PAGE_IN_SQLITE = (
    "{shown} FROM {parts} CROSS JOIN core_service_request request WHERE request.id IN"
    " (SELECT {key} FROM {source} WHERE {where} ORDER BY {order} {limit})"
    " ORDER BY request.{column} {direction}, request.id {direction} {limit}"
)
COUNT_IN_SQLITE = (
    "(SELECT COUNT(*) FROM (SELECT 1 FROM {parts} CROSS JOIN {source} WHERE {where} {limit}))"
)
"""SQLite has no LATERAL; an IN that is read anew for each part does the same."""

OF_STATION = "(SELECT unit_id FROM covered WHERE unit_id = {code}) part"
HAS_WORD = (
    "(SELECT TRUE FROM core_request_word other"
    " WHERE other.request_id = w.request_id AND other.word = {word} LIMIT 1)"
)
IS_SUCH = "(SELECT {conditions} FROM core_service_request r WHERE r.id = w.request_id)"
"""As values and not as EXISTS, which PostgreSQL may turn round and begin with."""


@dataclass(frozen=True)
class _Found:
    """Where requests are found: `parts` are what is read one by one, `source` the rows of a part,
    `row` and `key` their alias and the request's id. `same` is a column that is null in all of
    them, with which their index begins.
    """

    parts: str
    source: str
    conditions: Sequence[str]
    row: str = "r"
    key: str = "r.id"
    same: str | None = None


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
        shown: str = "request.*",
    ) -> str:
        """Up to so many requests in the order of a column, those beyond a place in it."""
        found = self._found(wanted, in_order=True)
        place, conditions = f"{found.row}.{column}", [*found.conditions]
        if beyond is not None:
            at, last = map(self._value, beyond)
            sign = ">" if direction == "ASC" else "<"
            conditions.append(f"({place}, {found.key}) {sign} ({at}, {last})")
        columns = [each for each in (found.same, place, found.key) if each]
        return self._begun(PAGE_IN_SQLITE if is_sqlite() else PAGE).format(
            shown=shown,
            parts=found.parts,
            source=found.source,
            where=" AND ".join(conditions),
            key=found.key,
            place=place,
            column=column,
            direction=direction,
            order=", ".join(f"{each} {direction}" for each in columns),
            limit=f"LIMIT {int(most)}",
        )

    def counts(self, wanted: Sequence[Wanted], most: int) -> str:
        """How many there are of each, counted up to `most`: a row with a column for each."""
        counted = (f"{self._count(each, most)} AS of_{n}" for n, each in enumerate(wanted))
        return self._begun(", ".join(counted))

    def _count(self, wanted: Wanted, most: int) -> str:
        found = self._found(wanted, in_order=False)
        return (COUNT_IN_SQLITE if is_sqlite() else COUNT).format(
            parts=found.parts,
            source=found.source,
            where=" AND ".join(found.conditions),
            limit=f"LIMIT {int(most)}",
        )

    def _begun(self, rest: str) -> str:
        return COVERED.replace("{units}", self._units) + rest

    def _found(self, wanted: Wanted, *, in_order: bool) -> _Found:
        units = "covered part"
        if wanted.station is not None:
            units = OF_STATION.format(code=self._value(wanted.station))
        if wanted.words:
            return self._with_words(wanted, units)
        return self._listed(wanted, units, in_order=in_order)

    def _listed(self, wanted: Wanted, units: str, *, in_order: bool) -> _Found:
        """The indexes begin with unit and phase: in order, each phase is read by itself."""
        conditions = ["r.unit_id = part.unit_id", _in_phases(wanted), *self._conditions(wanted)]
        if in_order and len(wanted.phases) > 1:
            phases = " UNION ALL ".join(f"SELECT {phase} AS phase" for phase in _names(wanted))
            units, conditions[1] = f"{units} CROSS JOIN ({phases}) of", "r.phase = of.phase"
        same = "r.assignee_id" if wanted.unassigned else None
        return _Found(units, "core_service_request r", conditions, same=same)

    def _with_words(self, wanted: Wanted, units: str) -> _Found:
        """What has the first word, and of it what has the others."""
        first, *others = map(self._value, wanted.words)
        conditions = ["w.unit_id = part.unit_id", f"w.word = {first}"]
        conditions += [HAS_WORD.format(word=word) for word in others]
        of_request = self._conditions(wanted)
        if len(wanted.phases) < len(Phase):
            of_request.append(_in_phases(wanted))
        if of_request:
            conditions.append(IS_SUCH.format(conditions=" AND ".join(of_request)))
        return _Found(units, "core_request_word w", conditions, "w", "w.request_id")

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


def _in_phases(wanted: Wanted) -> str:
    """Written out, so that PostgreSQL sees that a partial index holds what is asked for."""
    names = _names(wanted)
    return (
        f"r.phase = {names[0]}" if len(names) == 1 else f"r.phase IN ({', '.join(names) or 'NULL'})"
    )
