"""The tipster's side of a conversation: reading it, adding to it, erasing it."""

from __future__ import annotations

from datetime import timedelta

from core import Context, Findings, NotFound, RateLimited, Runtime, day_in_india, transactional
from plugins.tips import proofs
from plugins.tips.attachment_store import taken
from plugins.tips.content import MOST_MESSAGES, Attachment, TipSender, write
from plugins.tips.inputs import TipMessageInput
from plugins.tips.looking_up import UNKNOWN, Found, find, gate_of, settings_of
from plugins.tips.models import Tip, TipMessage, TipState
from plugins.tips.proofs import Proof
from plugins.tips.retention import overwrite
from plugins.tips.settings import TipsSettings
from plugins.tips.submitting import DAY_SECONDS, checked_text, spend, stop_at


async def add(context: Context, given: TipMessageInput, proof: Proof) -> Found:
    """Append the tipster's message. To a closed tip it brings the police again. Raises as `find`
    does, and InvalidInput.
    """
    runtime, settings = context.runtime, settings_of(context)
    findings = Findings()
    proofs.check(runtime, proof, findings)
    stop_at(findings)
    gate_of(context).count_request(context.client, runtime.now(), settings)
    found = await find(context, given.receipt)
    words = checked_text(given.text, 1, findings.at("text"))
    pictures = await taken(given.attachments or [], findings.at("attachments"))
    stop_at(findings)
    await _store(runtime, settings, found, words, pictures, proof)
    return Found(await Tip.get(id=found.tip.id), found.key)


@transactional
async def _store(
    runtime: Runtime,
    settings: TipsSettings,
    found: Found,
    words: str,
    pictures: tuple[Attachment, ...],
    proof: Proof,
) -> None:
    today = day_in_india(runtime.now())
    tip = await Tip.select_for_update().get_or_none(id=found.tip.id)  # officers may move it now
    if tip is None:  # erased at this moment
        raise NotFound(UNKNOWN)
    sent = TipMessage.filter(tip_id=tip.id)
    too_many_today = await sent.filter(sent_on=today).count() >= settings.messages_a_day
    if too_many_today or await sent.count() >= MOST_MESSAGES:
        raise RateLimited(DAY_SECONDS)
    await spend(runtime, proof)
    await write(found.key, tip, TipSender.TIPSTER, words, today, pictures)
    if tip.status.is_closed:
        tip.status = TipState.RECEIVED
        tip.expires_on = today + timedelta(days=settings.open_days)
    tip.is_told = False
    await tip.save(update_fields=["status", "expires_on", "is_told"])


async def erase(context: Context, receipt: str) -> None:
    """Delete the tip of a receipt with all that belongs to it. Raises as `find` does."""
    found = await find(context, receipt)
    await Tip.filter(id=found.tip.id).delete()
    await overwrite()
