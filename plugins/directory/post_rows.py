"""Rows of posts, checked as far as that goes without the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from core import Findings, RowError, Runtime, latin_digits
from plugins.directory import entry_checks as checks
from plugins.directory import row_checks
from plugins.directory.holders import Holding
from plugins.directory.spreadsheets import Rows

COLUMNS = (
    "unit_code", "title_en", "title_hi", "rank", "phone", "email", "holder", "holder_since",
)  # fmt: skip

PostKey = tuple[str, str]
"""What a post is known by: the unit's code, and the English title without case."""


@dataclass(frozen=True)
class PostDraft:
    """A checked row. Without a position the post keeps its own, or stands last."""

    row: int
    unit_code: str
    values: Mapping[str, Any]
    position: int | None
    holding: Holding | None

    @property
    def key(self) -> PostKey:
        return self.unit_code, checks.same_title(self.values["titles"])


def post_drafts(
    runtime: Runtime, rows: Rows, today: date
) -> tuple[list[PostDraft], list[RowError]]:
    """The drafts, and everything that is wrong with the rows by themselves."""
    drafts: dict[PostKey, PostDraft] = {}
    errors: list[RowError] = []
    for number, row in rows.items():
        findings = Findings()
        draft = _draft(number, row, today, findings)
        errors += row_checks.row_errors(runtime, number, findings)
        if all(draft.key) and draft.key in drafts:
            message = f"stands for this unit in row {drafts[draft.key].row} too"
            errors.append(RowError(number, "title_en", message))
        drafts.setdefault(draft.key, draft)
    return list(drafts.values()), errors


def _draft(number: int, row: Mapping[str, str], today: date, findings: Findings) -> PostDraft:
    here = findings.at
    unit_code = here("unit_code").line(latin_digits(row["unit_code"]), required=True) or ""
    values = {
        "titles": row_checks.local_texts(row, "title", checks.TITLE, findings),
        "rank": here("rank").line(row["rank"], checks.RANK, required=True) or "",
        "phone": checks.phone(row["phone"], here("phone")),
        "email": checks.email(row["email"], here("email")),
    }
    position = row_checks.position(row, findings)
    return PostDraft(number, unit_code, values, position, _holding(row, today, findings))


def _holding(row: Mapping[str, str], today: date, findings: Findings) -> Holding | None:
    here = findings.at("holder_since")
    since = here.checked(row_checks.day, row["holder_since"] or None)
    here.checked(lambda day: checks.not_in_future(today, day), since)
    name = findings.at("holder").line(row["holder"], checks.NAME)
    if name is None and row["holder_since"]:
        findings.at("holder").wrong("HOLDER_REQUIRED", checks.NO_HOLDER)
    return Holding(name, since) if name else None
