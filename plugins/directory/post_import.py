"""Import of posts: all rows of a file or none of them. A post is known by its unit and its English
title; who is named as its holder follows the present one.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from core import (
    PLATFORM_CHAIN,
    Findings,
    ImportRefused,
    ImportResult,
    RowError,
    Runtime,
    Unit,
    day_in_india,
    record_audit,
    transactional,
)
from plugins.directory import entry_checks as checks
from plugins.directory.holders import differs, hold, new_holder, one_writer
from plugins.directory.models import Holder, Post
from plugins.directory.post_rows import COLUMNS, PostDraft, post_drafts
from plugins.directory.posts import MOST_POSTS
from plugins.directory.row_checks import row_errors
from plugins.directory.spreadsheets import read_table


@dataclass(frozen=True)
class Planned:
    """A row, and the post as it is to be, with the holder that it has now."""

    draft: PostDraft
    post: Post
    present: Holder | None
    is_new: bool
    is_changed: bool


async def import_posts(
    runtime: Runtime, path: Path, *, dry_run: bool = False, is_example: bool = False
) -> ImportResult:
    """Create and update posts. Columns: COLUMNS and, if wanted, position; an empty cell clears.
    Posts that the file does not name stay as they are. Raises ImportRefused.
    """
    today = day_in_india(runtime.now())
    drafts, errors = post_drafts(runtime, read_table(path, COLUMNS), today)
    if errors:
        raise ImportRefused(errors)
    plan = await _import(runtime, drafts, today, dry_run, is_example)
    updated = sum(each.is_changed and not each.is_new for each in plan)
    unchanged = sum(not each.is_changed for each in plan)
    return ImportResult(len(plan) - updated - unchanged, updated, unchanged)


@transactional
async def _import(
    runtime: Runtime, drafts: Sequence[PostDraft], today: date, dry_run: bool, is_example: bool
) -> list[Planned]:
    if not dry_run:
        await one_writer()
    posts = {(post.unit_id, checks.same_title(post.titles)): post for post in await Post.all()}
    holders = {row.post_id: row for row in await Holder.filter(is_present=True)}
    positions = Counter[str]()
    for post in posts.values():
        positions[post.unit_id] = max(positions[post.unit_id], post.position)
    counts = Counter(unit for unit, _ in posts)
    plan = []
    for draft in drafts:
        known = posts.get(draft.key)
        present = holders.get(known.id) if known else None
        plan.append(_planned(draft, known, present, positions, today, is_example))
    if errors := [*await _unknown_units(drafts), *_misfits(runtime, plan, counts)]:
        raise ImportRefused(sorted(errors, key=lambda error: error.row))
    if not dry_run:
        await _write(runtime, [each for each in plan if each.is_changed], today)
    return plan


def _planned(
    draft: PostDraft,
    known: Post | None,
    present: Holder | None,
    positions: Counter[str],
    today: date,
    is_example: bool,
) -> Planned:
    values = {**draft.values, "is_example": is_example}
    if draft.position is not None:
        values["position"] = draft.position
    if known is None:
        if draft.position is None:
            positions[draft.unit_code] += 1
            values["position"] = positions[draft.unit_code]
        post = Post(id=uuid.uuid4(), unit_id=draft.unit_code, updated_on=today, **values)
        return Planned(draft, post, None, is_new=True, is_changed=True)
    is_changed = differs(present, draft.holding) or any(
        getattr(known, name) != value for name, value in values.items()
    )
    if is_changed:
        known.update_from_dict({**values, "updated_on": today})
    return Planned(draft, known, present, is_new=False, is_changed=is_changed)


async def _unknown_units(drafts: Sequence[PostDraft]) -> Iterator[RowError]:
    known = {unit.code for unit in await Unit.filter(is_active=True).only("code")}
    return (
        RowError(draft.row, "unit_code", f"{draft.unit_code} is not known")
        for draft in drafts
        if draft.unit_code not in known
    )


def _misfits(runtime: Runtime, plan: list[Planned], counts: Counter[str]) -> Iterator[RowError]:
    """What is wrong with rows beside what is there, or beside one another."""
    for each in plan:
        row, unit, holding = each.draft.row, each.draft.unit_code, each.draft.holding
        findings = Findings()
        if holding is not None:
            here = findings.at("holder_since")
            checks.holder_follows(each.present, holding.name, holding.since, here)
        yield from row_errors(runtime, row, findings)
        counts[unit] += each.is_new
        if each.is_new and counts[unit] > MOST_POSTS:
            yield RowError(row, "unit_code", f"{unit} would have more than {MOST_POSTS} posts")


async def _write(runtime: Runtime, changed: Sequence[Planned], today: date) -> None:
    if not changed:
        return
    new = [each for each in changed if each.is_new]
    await Post.bulk_create([each.post for each in new], batch_size=500)
    first = [new_holder(each.post, each.draft.holding) for each in new if each.draft.holding]
    await Holder.bulk_create(first, batch_size=500)
    for each in changed:
        if not each.is_new:
            await each.post.save()
            await hold(each.post, each.present, each.draft.holding, today)
    await record_audit(
        PLATFORM_CHAIN,
        at=runtime.now(),
        actor="system:command",
        action="directory.import_posts",
        subject="posts:all",
        details={"created": len(new), "updated": len(changed) - len(new)},
    )
