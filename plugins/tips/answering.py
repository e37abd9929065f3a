"""What officers do with a tip: answer, set a status, pass it on. Each step is in the audit, without
a word of the tip.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from core import (
    Conflict,
    Context,
    Findings,
    NotFound,
    clean_line,
    day_in_india,
    record_audit,
    transactional,
)
from plugins.tips.content import TipSender, seal_to_key_in_use, write
from plugins.tips.desk import ReadableTip, tip_of
from plugins.tips.inputs import MoveTipInput, ReplyToTipInput
from plugins.tips.looking_up import settings_of
from plugins.tips.models import KeyShare, Tip, TipState, UnitKey
from plugins.tips.routing import has_named_reader
from plugins.tips.submitting import checked_text, stop_at
from plugins.tips.texts import text

TO_BE_SET = tuple(
    state for state in TipState if state not in (TipState.RECEIVED, TipState.PASSED_ON)
)


async def reply(context: Context, given: ReplyToTipInput) -> ReadableTip:
    """Write to the tipster, who sees that it was read. Raises InvalidInput, NotFound, Forbidden."""
    found = await tip_of(context, given.tip_id)
    findings = Findings()
    words = checked_text(given.text, 1, findings.at("text"))
    stop_at(findings)
    await _reply(context, found, words)
    return await _again(found)


@transactional
async def _reply(context: Context, found: ReadableTip, words: str) -> None:
    own = Tip.filter(id=found.tip.id, unit_key_id=found.tip.unit_key_id)
    if not await own.exists():
        raise NotFound
    await own.filter(status=TipState.RECEIVED).update(status=TipState.TRIAGED)
    today = day_in_india(context.runtime.now())
    await write(found.key, found.tip, TipSender.POLICE, words, today)
    await _note(context, found, "tips.reply", {})


async def move(context: Context, given: MoveTipInput) -> ReadableTip:
    """Set a status or pass the tip on, with what the tipster reads about it; the tip as it is now,
    be it another unit's. Raises InvalidInput, NotFound, Forbidden, Conflict.
    """
    found = await tip_of(context, given.tip_id)
    findings = Findings()
    if (given.status is None) == (given.unit_code is None):
        findings.wrong("ONE_STEP", text("Give either a status or a unit to pass the tip on to."))
    stop_at(findings)
    words = checked_text(given.text, 1, findings.at("text")) if given.text else None
    status = _status(given.status, findings.at("status"))
    to = await _reader(found, given.unit_code, findings.at("unitCode"))
    stop_at(findings)
    await _move(context, found, status, to, words)
    return await _again(found)


async def _again(found: ReadableTip) -> ReadableTip:
    """The tip as it is now; as it was, where it is erased at this moment."""
    return replace(found, tip=await Tip.get_or_none(id=found.tip.id) or found.tip)


def _status(code: str | None, findings: Findings) -> TipState:
    known = {state.value: state for state in TO_BE_SET}
    if code is not None and code not in known:
        message = text("Give one of {codes}.", codes=", ".join(known))
        findings.wrong("STATUS_UNKNOWN", message)
    return known.get(code or "", TipState.PASSED_ON)


async def _reader(found: ReadableTip, unit_code: str | None, findings: Findings) -> UnitKey | None:
    """The key of the unit that the tip is passed on to."""
    if unit_code is None:
        return None
    key = await UnitKey.get_or_none(unit_code=clean_line(unit_code)[:20])
    if key is None or not await KeyShare.exists(unit_key_id=key.id):
        findings.wrong("UNIT_WITHOUT_KEY", text("This unit cannot read tips: it has no key."))
    elif key.id == found.tip.unit_key_id:
        findings.wrong("SAME_UNIT", text("The tip is this unit's already."))
    elif await has_named_reader(key, found.label.named):
        message = text("The tipster has asked that an officer who reads there does not see it.")
        findings.wrong("OFFICER_EXCLUDED", message)
    return key


@transactional
async def _move(
    context: Context, found: ReadableTip, status: TipState, to: UnitKey | None, words: str | None
) -> None:
    today, tip = day_in_india(context.runtime.now()), found.tip
    settings = settings_of(context)
    days = settings.closed_days if status.is_closed else settings.open_days
    changed = {"status": status, "expires_on": today + timedelta(days=days)}
    if to is not None:
        changed |= {"unit_key_id": to.id, "is_told": False}
    as_read = Tip.filter(id=tip.id, unit_key_id=tip.unit_key_id, status=tip.status)
    if not await as_read.update(**changed):
        raise Conflict
    if to is not None:
        await seal_to_key_in_use(tip.id, found.key)
    if words:
        await write(found.key, tip, TipSender.POLICE, words, today)
    where = {"status": status.value} | ({"to": to.unit_code} if to else {})
    await _note(context, found, "tips.move", where)


async def _note(context: Context, found: ReadableTip, action: str, details: dict[str, str]) -> None:
    viewer = await context.viewer()
    key = await UnitKey.get(id=found.tip.unit_key_id)
    await record_audit(
        key.unit_code,
        at=context.runtime.now(),
        actor=viewer.actor,
        action=action,
        subject=f"tip:{found.tip.id}",
        details=details,
    )
