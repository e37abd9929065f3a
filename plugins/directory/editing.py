"""Administrators change entries of units and helplines, each within the own jurisdiction as it is
at that moment.
"""

from __future__ import annotations

from typing import Any

from core import (
    Context,
    Findings,
    InvalidInput,
    NotFound,
    Unit,
    Viewer,
    as_of_now,
    change_unit,
    check_local_texts,
    day_in_india,
    record_audit,
    revise,
    transactional,
)
from plugins.directory import entry_checks as checks
from plugins.directory.administrators import administered_state, require_administrator
from plugins.directory.editing_inputs import SaveHelplineInput, UpdateUnitInput
from plugins.directory.models import Helpline
from plugins.directory.phones import office_phone
from plugins.directory.places_schema import places_of
from plugins.directory.posts import MOST_HELPLINES, active_unit
from plugins.directory.texts import text

HELPLINES = "directory.helplines"
"""What is revised whenever any helpline changes."""

OUTSIDE = text("This lies outside the state. Are latitude and longitude the right way round?")
TOO_MANY_HELPLINES = text("There are at most {most} helplines.", most=MOST_HELPLINES)


@transactional
async def update_unit(context: Context, given: UpdateUnitInput) -> Unit:
    """The unit as it is now. Raises NotFound, Forbidden for all but its administrators, Conflict
    when the version has passed, InvalidInput with everything that is wrong.
    """
    viewer = await as_of_now(context.runtime, await context.viewer())
    unit = await active_unit(given.code)
    if unit is None:
        raise NotFound
    await require_administrator(viewer, unit.code)
    return await change_unit(
        context.runtime,
        unit,
        await _changes(context, given),
        expected_version=given.expected_version,
        actor=viewer.actor,
    )


async def _changes(context: Context, given: UpdateUnitInput) -> dict[str, Any]:
    """The columns that the input names. Raises InvalidInput."""
    findings = Findings()
    change: dict[str, Any] = {}
    if given.names is not None:
        change["names"] = check_local_texts(given.names, checks.TITLE, findings.at("names"))
    if given.phone is not None:
        change["phone"] = checks.phone(given.phone, findings.at("phone"))
    if given.email is not None:
        change["email"] = checks.email(given.email, findings.at("email"))
    if given.address is not None:
        change["address"] = findings.at("address").line(given.address, checks.ADDRESS)
    checks.point(given.latitude, given.longitude, findings)
    if given.latitude is not None and given.longitude is not None and not findings.problems:
        change |= {"latitude": given.latitude, "longitude": given.longitude}
        if await places_of(context).is_outside(given.latitude, given.longitude):
            findings.at("latitude").wrong("PLACE_INVALID", OUTSIDE)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return change


@transactional
async def save_helpline(context: Context, given: SaveHelplineInput) -> Helpline:
    """The helpline of a number, made or changed. Raises Forbidden for all but administrators of the
    whole state, InvalidInput with everything that is wrong.
    """
    runtime = context.runtime
    await revise(HELPLINES)  # whoever comes second waits here, and sees what the first has done
    viewer = await as_of_now(runtime, await context.viewer())
    state = await administered_state(viewer)
    number, wanted = _helpline(given)
    line = await Helpline.get_or_none(number=number)
    today = day_in_india(runtime.now())
    if line is None:
        line = Helpline(number=number, position=await _last_position() + 1, **wanted)
        line.updated_on = today
        await line.save(force_create=True)
        await _record(context, viewer, state, line, ["number", *wanted])
    elif changed := [name for name in wanted if getattr(line, name) != wanted[name]]:
        await line.update_from_dict({**wanted, "updated_on": today}).save()
        await _record(context, viewer, state, line, changed)
    return line


def _helpline(given: SaveHelplineInput) -> tuple[str, dict[str, Any]]:
    findings = Findings()
    number = findings.at("number").checked(office_phone, given.number)
    wanted = {
        "titles": check_local_texts(given.title, checks.TITLE, findings.at("title")),
        "purposes": check_local_texts(given.purpose, checks.PURPOSE, findings.at("purpose")),
        "is_emergency": given.is_emergency,
    }
    if findings.problems or number is None:
        raise InvalidInput(findings.problems)
    return number, wanted


async def _last_position() -> int:
    """Raises InvalidInput where no helpline can be added any more."""
    positions = [line.position for line in await Helpline.all()]
    if len(positions) >= MOST_HELPLINES:
        findings = Findings()
        findings.at("number").wrong("TOO_MANY", TOO_MANY_HELPLINES)
        raise InvalidInput(findings.problems)
    return max(positions, default=0)


async def _record(
    context: Context, viewer: Viewer, state: Unit, line: Helpline, fields: list[str]
) -> None:
    await record_audit(
        state.code,
        at=context.runtime.now(),
        actor=viewer.actor,
        action="directory.save_helpline",
        subject=f"helpline:{line.number}",
        details={"fields": sorted(fields)},
    )
