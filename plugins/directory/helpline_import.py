"""Import of helplines: all rows of a file or none of them. A helpline is known by its number."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core import (
    PLATFORM_CHAIN,
    Findings,
    ImportRefused,
    ImportResult,
    RowError,
    Runtime,
    Wrong,
    day_in_india,
    record_audit,
    revise,
    transactional,
)
from plugins.directory import entry_checks as checks
from plugins.directory import row_checks
from plugins.directory.editing import HELPLINES
from plugins.directory.models import Helpline
from plugins.directory.phones import office_phone
from plugins.directory.posts import MOST_HELPLINES
from plugins.directory.spreadsheets import Rows, read_table
from plugins.directory.texts import text

COLUMNS = (
    "number", "title_en", "title_hi", "purpose_en", "purpose_hi", "is_emergency", "source",
)  # fmt: skip
ANSWERS = {"yes": True, "no": False}


async def import_helplines(runtime: Runtime, path: Path, *, dry_run: bool = False) -> ImportResult:
    """Create and update helplines. Columns: COLUMNS and, if wanted, position. Helplines that the
    file does not name stay as they are. Raises ImportRefused.
    """
    drafts, errors = _drafts(runtime, read_table(path, COLUMNS))
    if errors:
        raise ImportRefused(errors)
    return await _import(runtime, drafts, dry_run)


@transactional
async def _import(
    runtime: Runtime, drafts: Mapping[str, dict[str, Any]], dry_run: bool
) -> ImportResult:
    if not dry_run:
        await revise(HELPLINES)
    lines = {line.number: line for line in await Helpline.all()}
    if len(lines.keys() | drafts.keys()) > MOST_HELPLINES:
        message = f"there would be more than {MOST_HELPLINES} helplines"
        raise ImportRefused([RowError(1, "file", message)])
    new = drafts.keys() - lines.keys()
    changed = [number for number in drafts if _differs(lines.get(number), drafts[number])]
    last = max((line.position for line in lines.values()), default=0)
    for number in [] if dry_run else changed:
        line = lines.get(number)
        if line is None:
            last += 1
            line = Helpline(number=number, position=last)
        line.update_from_dict({**drafts[number], "updated_on": day_in_india(runtime.now())})
        await line.save(force_create=number in new)
    result = ImportResult(len(new), len(changed) - len(new), len(drafts) - len(changed))
    if changed and not dry_run:
        await _record(runtime, result)
    return result


def _differs(line: Helpline | None, values: Mapping[str, Any]) -> bool:
    return line is None or any(getattr(line, name) != values[name] for name in values)


async def _record(runtime: Runtime, result: ImportResult) -> None:
    await record_audit(
        PLATFORM_CHAIN,
        at=runtime.now(),
        actor="system:command",
        action="directory.import_helplines",
        subject="helplines:all",
        details={"created": result.created, "updated": result.updated},
    )


def _drafts(runtime: Runtime, rows: Rows) -> tuple[dict[str, dict[str, Any]], list[RowError]]:
    """The columns of each helpline by its number, in the order of the file."""
    drafts: dict[str, dict[str, Any]] = {}
    errors: list[RowError] = []
    for number, row in rows.items():
        findings = Findings()
        called = findings.at("number").checked(office_phone, row["number"]) or ""
        if called in drafts:
            errors.append(RowError(number, "number", f"{called} stands in the file twice"))
        draft = _values(row, findings)
        errors += row_checks.row_errors(runtime, number, findings)
        if called:
            drafts[called] = draft
    return drafts, errors


def _values(row: Mapping[str, str], findings: Findings) -> dict[str, Any]:
    position = row_checks.position(row, findings)
    values = {
        "titles": row_checks.local_texts(row, "title", checks.TITLE, findings),
        "purposes": row_checks.local_texts(row, "purpose", checks.PURPOSE, findings),
        "is_emergency": findings.at("is_emergency").checked(_answer, row["is_emergency"]),
        "source": findings.at("source").line(row["source"], checks.SOURCE) or "",
    }
    return values if position is None else {**values, "position": position}


def _answer(cell: str) -> bool:
    if cell.lower() not in ANSWERS:
        raise Wrong("ANSWER_INVALID", text("Write yes or no."))
    return ANSWERS[cell.lower()]
