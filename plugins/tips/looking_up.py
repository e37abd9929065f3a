"""From a receipt to its tip. A receipt that is unknown takes the same work as one that is known."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from core import BadRequest, Context, NotFound
from plugins.tips.gate import Gate
from plugins.tips.models import Tip
from plugins.tips.receipts import Mistyped, Receipt, read_receipt
from plugins.tips.sealing import KEY_BYTES, Broken, new_key, new_salt, seal, unseal
from plugins.tips.settings import TipsSettings
from plugins.tips.texts import text

MISTYPED = text("This is no receipt: it has 21 characters, and one of them is missing or mistyped.")
UNKNOWN = text("There is no tip with this receipt. It may have been erased, or its time is over.")


@dataclass(frozen=True)
class Found:
    """A tip and its key."""

    tip: Tip
    key: bytes


def gate_of(context: Context) -> Gate:
    """The gate of this process."""
    gate: Gate = context.registry.port(Gate, context.runtime)
    return gate


def settings_of(context: Context) -> TipsSettings:
    settings: TipsSettings = context.registry.settings("tips")
    return settings


async def find(context: Context, typed: str) -> Found:
    """The tip of a receipt. Raises BadRequest for what cannot be one, NotFound, RateLimited,
    Unavailable.
    """
    try:
        receipt = read_receipt(typed)
    except Mistyped:
        raise BadRequest(MISTYPED) from None
    gate, now = gate_of(context), context.runtime.now()
    gate.count_try(context.client, now, settings_of(context))
    return await _opened(gate, receipt, context.client)


async def _opened(gate: Gate, receipt: Receipt, source: str) -> Found:
    # a neighbour where there is no such tip: a row that is read takes longer than none
    tip = await Tip.filter(locator__lte=receipt.locator).order_by("-locator").first()
    at = tip if tip is not None and tip.locator == receipt.locator else _NOBODYS
    key = await gate.receipt_key(receipt.secret, at.salt, source)
    try:
        return Found(at, unseal(key, at.key_for_receipt, receipt_of(at.id)))
    except Broken:
        raise NotFound(UNKNOWN) from None


def receipt_of(tip_id: UUID) -> str:
    """What a tip's key is bound to when it is sealed for the receipt."""
    return f"receipt:{tip_id}"


def _nobodys() -> Tip:
    """A tip that no receipt opens, to be tried where there is none."""
    id = uuid4()
    sealed = seal(new_key(), secrets.token_bytes(KEY_BYTES), receipt_of(id))
    return Tip(id=id, salt=new_salt(), key_for_receipt=sealed)


_NOBODYS = _nobodys()
