"""Brings old marks under the newest key, so that an older key can be dropped, and marks what was
reported before there were marks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any

from tortoise.expressions import Subquery

from core import Runtime, transactional
from plugins.lost_property.marks import hashed, marks_of, rows_of
from plugins.lost_property.matching import hashes_of, match_later
from plugins.lost_property.models import FoundItem, ItemKind, ItemMark, LostItem
from plugins.lost_property.workflow import LOOKED_FOR

AT_ONCE = 500


@dataclass(frozen=True)
class Rehashed:
    """How many marks were brought under the newest key; how many cannot be, for they are of whole
    Aadhaar numbers, which are not kept; how many were made.
    """

    done: int
    left: int
    made: int


async def rehash(runtime: Runtime) -> Rehashed:
    """Can be repeated, and run beside the server."""
    newest = next(iter(runtime.secrets.digests("", "")))
    counts: Counter[bool] = Counter()
    async for marks in _old(newest):
        counts += await _rehash(runtime, marks)
    made = sum([await _mark(runtime, items) async for items in _unmarked()])
    return Rehashed(done=counts[True], left=counts[False], made=made)


async def _old(newest: str) -> AsyncIterator[Sequence[ItemMark]]:
    """The marks under other keys, some at a time."""
    last, both_sides = 0, ("lost_item", "found_item")
    old = ItemMark.exclude(key_id=newest).order_by("id").select_related(*both_sides)
    while marks := await old.filter(id__gt=last).limit(AT_ONCE):
        last = marks[-1].id
        yield marks


@transactional
async def _rehash(runtime: Runtime, marks: Sequence[ItemMark]) -> Counter[bool]:
    counts: Counter[bool] = Counter()
    for mark in marks:
        change = _change(runtime, mark)
        if change is not None:
            await ItemMark.filter(id=mark.id).update(**change)
        counts[change is not None] += 1
    return counts


def _change(runtime: Runtime, mark: ItemMark) -> dict[str, Any] | None:
    """The same mark under the newest key; None where the thing's details do not tell it."""
    thing: LostItem | FoundItem | None = mark.lost_item or mark.found_item
    assert thing is not None  # noqa: S101  (it has one side)
    for own in hashed(runtime, marks_of(thing.kind, thing.details)):
        if own.hashes.get(mark.key_id) == mark.hash:
            key_id, digest = next(iter(own.hashes.items()))
            return {"key_id": key_id, "hash": digest}
    return None


async def _unmarked() -> AsyncIterator[Sequence[LostItem]]:
    """The things without marks that somebody still looks for, some at a time."""
    marked = Subquery(ItemMark.filter(lost_item_id__isnull=False).values("lost_item_id"))
    unmarked = LostItem.filter(is_found=False, report__request__status__in=LOOKED_FOR).exclude(
        kind=ItemKind.OTHER
    )
    last: Any = None
    query = unmarked.exclude(id__in=marked).order_by("id").limit(AT_ONCE)
    while items := await (query if last is None else query.filter(id__gt=last)):
        last = items[-1].id
        yield items


@transactional
async def _mark(runtime: Runtime, items: Sequence[LostItem]) -> int:
    known = [item for item in items if item.details]  # none are left after an erasure
    marks = [(item, hashed(runtime, marks_of(item.kind, item.details))) for item in known]
    rows = [row for item, each in marks for row in rows_of(item, each)]
    await ItemMark.bulk_create(rows)
    await match_later(runtime, "lost", {str(item.id): hashes_of(each) for item, each in marks})
    return len(rows)
