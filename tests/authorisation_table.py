"""The declared authorisation matrix, as authorisation/matrix.txt holds it: who gets what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

TABLE = Path(__file__).parent / "authorisation" / "matrix.txt"

VIEWERS = {
    "anonymous": "nobody: the request carries no session",
    "owner": "the citizen whose request it is, at the station Makroniya",
    "citizen": "another citizen, who has no part in it",
    "station": "the head of the station Makroniya, to whom request and tip are given",
    "sister": "the head of another station of the same district, Sagar",
    "stranger": "the head of a station of another district, Bhopal, that some verifications ask",
    "district": "the head of the district Sagar, who supervises the station",
    "state": "an administrator of the whole state",
    "ended": "an officer whose posting at the station Makroniya has ended; the session lives",
    "gone-c": "a citizen's session that was revoked: the owner's own",
    "gone-o": "an officer's session that was revoked: that of the head of the station",
}
"""The columns, and who each of them is."""

MARKS = {"UNAUTHENTICATED": "401", "FORBIDDEN": "403", "NOT_FOUND": "404"}
"""The top-level errors, as the cells have them. `yes`: it is answered; `null` and `none`: it is
answered with nothing and with an empty list. Other codes in capitals are errors of the input.
"""


@dataclass(frozen=True)
class Row:
    """A root field, a URL, or fields of a type that all have the same cells."""

    section: str
    name: str
    cells: dict[str, str]
    fields: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """What the cells are of: the fields with their type, else the row itself."""
        type_name, _, _ = self.name.partition(" ")
        return [f"{type_name}.{field}" for field in self.fields] or [self.name]


@cache
def rows(section: str) -> tuple[Row, ...]:
    """The rows of a section: queries, mutations, fields or urls."""
    return tuple(row for row in _read() if row.section == section)


def differing(section: str, found: Mapping[str, Mapping[str, str]]) -> list[str]:
    """Every cell of a section that is not as it is declared, in words."""
    declared = {name: row.cells for row in rows(section) for name in row.names}
    return [
        f"{name} for {who}: {cells.get(who)}, declared as {declared.get(name, {}).get(who)}"
        for name, cells in found.items()
        for who in VIEWERS
        if declared.get(name, {}).get(who) != cells.get(who)
    ]


@cache
def _read() -> tuple[Row, ...]:
    section, found = "", list[Row]()
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        words = line.split()
        if not words or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[]")
        elif line.startswith(" "):
            row = found.pop()
            found.append(Row(row.section, row.name, row.cells, (*row.fields, *words)))
        else:
            name, cells = words[: -len(VIEWERS)], words[-len(VIEWERS) :]
            found.append(Row(section, " ".join(name), dict(zip(VIEWERS, cells, strict=True))))
    return tuple(found)
