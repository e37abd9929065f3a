"""The officers' side: the tips of the unit that is unlocked, but for those from which the officer
is kept away.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tortoise.expressions import Q

from core import Context, NotFound, bad_cursor, decode_cursor, decode_id, encode_cursor
from plugins.tips.conflicts import is_named
from plugins.tips.content import Label, addressed_of, label_of
from plugins.tips.inputs import TipFilter
from plugins.tips.models import Tip, TipState
from plugins.tips.sealing import Broken, unseal_with
from plugins.tips.unlocking import Opened, opened

TIP = "Tip"
CURSOR = "tips"
READ_AT_ONCE = 100

logger = logging.getLogger("thana.tips")


@dataclass(frozen=True)
class ReadableTip:
    """A tip that the officer may see, its key and label."""

    tip: Tip
    key: bytes
    label: Label

    @property
    def cursor(self) -> str:
        return encode_cursor(CURSOR, self.tip.received_on.isoformat(), str(self.tip.id))


async def page(context: Context, first: int, after: str | None, wanted: TipFilter) -> Page:
    """One more than `first` of the tips, the newest day first, within a day in no order that means
    anything.
    """
    by = await opened(context)
    found: list[ReadableTip] = []
    async for tip in _listed(by, _behind(after), wanted):
        found.append(tip)
        if len(found) > first:
            break
    for each in found[:first]:
        context.note_read("tip", each.tip.id)
    return Page(by, wanted, found)


@dataclass(frozen=True)
class Page:
    """A page of tips, with what counts them all."""

    by: Opened
    wanted: TipFilter
    found: list[ReadableTip]

    async def count(self, most: int) -> int:
        """How many there are, at most one more than `most`."""
        count = 0
        async for _ in _listed(self.by, None, self.wanted):
            count += 1
            if count > most:
                break
        return count


async def tip_of(context: Context, global_id: str) -> ReadableTip:
    """The tip of a global id. Raises NotFound for one of another unit, and for one from which the
    officer is kept away.
    """
    by = await opened(context)
    kind, key = decode_id(global_id) or ("", "")
    tip = await Tip.get_or_none(id=key, unit_key_id=by.unit_key.id) if _is_tip(kind, key) else None
    readable = _readable(by, tip) if tip is not None else None
    if readable is None:
        raise NotFound
    context.note_read("tip", readable.tip.id)
    return readable


def _is_tip(kind: str, key: str) -> bool:
    try:
        return kind == TIP and str(UUID(key)) == key
    except ValueError:
        return False


async def _listed(
    by: Opened, behind: tuple[date, str] | None, wanted: TipFilter
) -> AsyncIterator[ReadableTip]:
    """The tips behind a cursor that the officer may see and that are wanted."""
    if wanted.status not in (None, *TipState):
        return
    while True:
        rows = Tip.filter(_after(behind), unit_key_id=by.unit_key.id)
        if wanted.status is not None:
            rows = rows.filter(status=wanted.status)
        read = await rows.order_by("-received_on", "id").limit(READ_AT_ONCE)
        for tip in read:
            readable = _readable(by, tip)
            if readable is not None and _is_wanted(readable.label, wanted):
                yield readable
        if len(read) < READ_AT_ONCE:
            return
        behind = (read[-1].received_on, str(read[-1].id))


def _readable(by: Opened, tip: Tip) -> ReadableTip | None:
    """The tip opened; None for an officer who is named in it, and for one that does not open: it
    must not keep the others from being read.
    """
    try:
        key = unseal_with(by.private_key, tip.key_for_unit, addressed_of(tip.id))
        label = label_of(key, tip)
    except Broken:
        logger.error("tip %s does not open: it was altered in the database", tip.id)
        return None
    is_kept_away = bool(label.named) and is_named(by.names, label.named)
    return None if is_kept_away else ReadableTip(tip, key, label)


def _is_wanted(label: Label, wanted: TipFilter) -> bool:
    return wanted.category in (None, label.category) and wanted.district_code in (
        None,
        label.district,
    )


def _after(behind: tuple[date, str] | None) -> Q:
    if behind is None:
        return Q()
    day, id = behind
    return Q(received_on__lt=day) | Q(received_on=day, id__gt=id)


def _behind(cursor: str | None) -> tuple[date, str] | None:
    if cursor is None:
        return None
    day, id = decode_cursor(CURSOR, cursor, 2)
    try:
        return date.fromisoformat(day), str(UUID(id))
    except ValueError:
        raise bad_cursor() from None
