"""A tip comes in: checked, addressed, sealed in memory, and only then stored. What fails is not
stored at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import uuid4

from core import (
    Context,
    Findings,
    InvalidInput,
    Place,
    RateLimited,
    Runtime,
    check_place,
    clean_line,
    clean_text,
    day_in_india,
    mask_aadhaar_in_text,
    transactional,
)
from plugins.tips import proofs, routing
from plugins.tips.attachment_store import taken
from plugins.tips.categories import Category, in_force
from plugins.tips.conflicts import is_name
from plugins.tips.content import (
    Attachment,
    Label,
    TipSender,
    addressed_of,
    seal_to_key_in_use,
    write,
)
from plugins.tips.inputs import TipInput
from plugins.tips.looking_up import gate_of, receipt_of, settings_of
from plugins.tips.models import Tip, UnitKey
from plugins.tips.proofs import Proof
from plugins.tips.receipts import Receipt, new_receipt
from plugins.tips.sealing import new_key, new_salt, seal, seal_to
from plugins.tips.settings import TipsSettings
from plugins.tips.texts import text

SHORTEST, LONGEST = 10, 4000
MOST_NAMED, LONGEST_NAME = 10, 100
EARLIEST_DAYS = 36_525
DAY_SECONDS = 86_400
NO_NAME = text("Write the officer's name: a rank or initials alone keep nobody away.")
NO_DAY = text("Give a day of the past, or leave it out.")


@dataclass(frozen=True)
class Draft:
    """A checked tip."""

    category: Category
    text: str
    place: Place
    named: tuple[str, ...]
    occurred_on: date | None
    is_happening_now: bool
    language: str | None
    attachments: tuple[Attachment, ...]


async def submit(context: Context, given: TipInput, proof: Proof) -> tuple[Receipt, Category]:
    """Store a tip; its receipt, which is kept nowhere. Raises InvalidInput, RateLimited,
    ServiceClosed, Unavailable.
    """
    gate, settings = gate_of(context), settings_of(context)
    draft = await _checked(context, given, proof)
    unit_key, district = await routing.addressed(context, draft.category, draft.place, draft.named)
    receipt, salt = new_receipt(), new_salt()
    receipt_key = await gate.new_receipt_key(receipt.secret, salt, context.client, proof.place)
    key = new_key()
    tip = sealed_tip(context.runtime, unit_key, key, receipt_key, _label(draft, district))
    tip.locator, tip.salt = receipt.locator, salt
    await _store(context.runtime, settings, tip, key, draft, proof)
    return receipt, draft.category


def sealed_tip(
    runtime: Runtime, unit_key: UnitKey, key: bytes, receipt_key: bytes, label: Label
) -> Tip:
    """A new tip, not stored yet and without a locator: its key is sealed to the unit and under the
    receipt's key.
    """
    id, today = uuid4(), day_in_india(runtime.now())
    return Tip(
        id=id,
        unit_key_id=unit_key.id,
        received_on=today,
        expires_on=today + timedelta(days=TipsSettings.of(runtime).open_days),
        key_for_receipt=seal(receipt_key, key, receipt_of(id)),
        key_for_unit=seal_to(unit_key.public_key, key, addressed_of(id)),
        label=label.sealed(key, id),
    )


@transactional
async def _store(
    runtime: Runtime, settings: TipsSettings, tip: Tip, key: bytes, draft: Draft, proof: Proof
) -> None:
    if await Tip.all().count() >= settings.most_tips:
        raise RateLimited(DAY_SECONDS, text("No more tips can be taken today. Call 112 or 100."))
    await spend(runtime, proof)
    await Tip.bulk_create([tip])  # the id is set already
    await seal_to_key_in_use(tip.id, key)
    today = tip.received_on
    await write(key, tip, TipSender.TIPSTER, draft.text, today, draft.attachments)


async def spend(runtime: Runtime, proof: Proof) -> None:
    """Use a proof up; needs a transaction around it. Raises InvalidInput when it was."""
    findings = Findings()
    await proofs.spend(runtime, proof, findings)
    stop_at(findings)


async def _checked(context: Context, given: TipInput, proof: Proof) -> Draft:
    findings = Findings()
    proofs.check(context.runtime, proof, findings)
    stop_at(findings)  # first: what costs nothing must not use up what a shared source may send
    gate_of(context).count_request(context.client, context.runtime.now(), settings_of(context))
    category = _category(context, given.category, findings.at("category"))
    place = Place(None, None, None, None)
    with findings.collected():
        place = await check_place(given.place, ("place",), is_printed=False)
    draft = Draft(
        category=category,
        text=checked_text(given.text, SHORTEST, findings.at("text")),
        place=place,
        named=_named(given.exclude_officers or [], findings.at("excludeOfficers")),
        occurred_on=_day(context, given.occurred_on, findings.at("occurredOn")),
        is_happening_now=given.is_happening_now,
        language=given.language.value if given.language else None,
        attachments=await taken(given.attachments or [], findings.at("attachments")),
    )
    stop_at(findings)
    return draft


def _category(context: Context, code: str, findings: Findings) -> Category:
    offered = in_force(settings_of(context))
    if code not in offered:
        findings.wrong("CATEGORY_UNKNOWN", text("Choose one of the categories offered."))
    return offered.get(code, next(iter(offered.values())))


def checked_text(given: str, shortest: int, findings: Findings) -> str:
    """Cleaned words in any script, without Aadhaar numbers."""
    words = clean_text(given[: LONGEST * 4])
    if len(words) < shortest:
        least = text("Write at least {least} characters.", least=shortest)
        findings.wrong("TOO_SHORT", least if shortest > 1 else text("Write what you want to say."))
    if len(words) > LONGEST:
        longest = text("This is too long: at most {longest} characters.", longest=LONGEST)
        findings.wrong("TOO_LONG", longest)
    return mask_aadhaar_in_text(words)


def _named(given: Sequence[str], findings: Findings) -> tuple[str, ...]:
    if len(given) > MOST_NAMED:
        findings.wrong("TOO_MANY", text("At most {most} names.", most=MOST_NAMED))
    names = [clean_line(name[: LONGEST_NAME * 4]) for name in given[:MOST_NAMED]]
    for place, name in enumerate(names):
        if len(name) > LONGEST_NAME:
            message = text("This is too long: at most {longest} characters.", longest=LONGEST_NAME)
            findings.at(str(place)).wrong("TOO_LONG", message)
        elif name and not is_name(name):
            findings.at(str(place)).wrong("OFFICER_UNNAMED", NO_NAME)
    return tuple(filter(None, names))


def _day(context: Context, day: date | None, findings: Findings) -> date | None:
    today = day_in_india(context.runtime.now())
    if day is not None and not 0 <= (today - day).days <= EARLIEST_DAYS:
        findings.wrong("DATE_INVALID", NO_DAY)
    return day


def _label(draft: Draft, district: str | None) -> Label:
    return Label(
        category=draft.category.code,
        district=district,
        named=draft.named,
        place=draft.place.text,
        latitude=draft.place.latitude,
        longitude=draft.place.longitude,
        occurred_on=draft.occurred_on.isoformat() if draft.occurred_on else None,
        is_happening_now=draft.is_happening_now,
        language=draft.language,
    )


def stop_at(findings: Findings) -> None:
    """Raises InvalidInput where something was found."""
    if findings.problems:
        raise InvalidInput(findings.problems)
