"""Administrators make and change posts. The present holder is replaced, never overwritten."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import date
from typing import Any

from core import (
    Context,
    Findings,
    InvalidInput,
    NotFound,
    Unit,
    Viewer,
    as_of_now,
    check_local_texts,
    day_in_india,
    decode_id,
    record_audit,
    transactional,
)
from plugins.directory import entry_checks as checks
from plugins.directory.administrators import require_administrator
from plugins.directory.editing_inputs import SavePostInput
from plugins.directory.holders import Holding, differs, hold, one_writer
from plugins.directory.models import Holder, Post
from plugins.directory.post_types import POST, post_key
from plugins.directory.posts import MOST_POSTS, active_unit

CHANGEABLE = ("unit_id", "titles", "rank", "phone", "email", "is_example")


@transactional
async def save_post(context: Context, given: SavePostInput) -> Post:
    """The post, made or changed; it is no example from then on. Raises NotFound for a post that is
    not there, Forbidden for all but administrators of its unit and of the one that it moves to,
    InvalidInput with everything that is wrong.
    """
    await one_writer()
    today = day_in_india(context.runtime.now())
    viewer = await as_of_now(context.runtime, await context.viewer())
    existing = await _existing(viewer, given.id)
    post = existing or Post(id=uuid.uuid4())
    before = {} if existing is None else {name: getattr(post, name) for name in CHANGEABLE}
    present = await Holder.get_or_none(post_id=post.id, is_present=True)
    findings = Findings()
    unit = await _unit(viewer, given.unit_code, findings.at("unitCode"))
    _fill(post, given, findings)
    await _place(post, unit, findings)
    wanted = _holding(given, present, today, findings)
    if findings.problems:
        raise InvalidInput(findings.problems)
    fields = [name for name in CHANGEABLE if not before or getattr(post, name) != before[name]]
    fields += ["holder"] if differs(present, wanted) else []
    if fields:
        post.updated_on = today
        await post.save(force_create=existing is None)
        await hold(post, present, wanted, today)
        await _record(context, viewer, post, fields, before)
    return post


async def _existing(viewer: Viewer, global_id: str | None) -> Post | None:
    if global_id is None:
        return None
    kind, key = decode_id(global_id) or ("", "")
    post = await Post.get_or_none(id=post_key(key)) if kind == POST else None
    if post is None:
        raise NotFound
    await require_administrator(viewer, post.unit_id)
    return post


async def _unit(viewer: Viewer, code: str, here: Findings) -> Unit | None:
    unit = await active_unit(code)
    if unit is None:
        here.wrong("UNIT_UNKNOWN", checks.UNIT_UNKNOWN)
        return None
    await require_administrator(viewer, unit.code)
    return unit


def _fill(post: Post, given: SavePostInput, findings: Findings) -> None:
    post.titles = check_local_texts(given.title, checks.TITLE, findings.at("title"))
    post.rank = findings.at("rank").line(given.rank, checks.RANK, required=True) or ""
    post.is_example = False
    if given.phone is not None:
        post.phone = checks.phone(given.phone, findings.at("phone"))
    if given.email is not None:
        post.email = checks.email(given.email, findings.at("email"))


async def _place(post: Post, unit: Unit | None, findings: Findings) -> None:
    """A unit has one post of a title, and not too many; one that is new there stands last."""
    if unit is None:
        return
    others = await Post.filter(unit_id=unit.code).exclude(id=post.id)
    if "en" in post.titles:
        taken = {checks.same_title(other.titles) for other in others}
        if checks.same_title(post.titles) in taken:
            findings.at("title").wrong("POST_TITLE_TAKEN", checks.TITLE_TAKEN)
    if post.unit_id != unit.code:
        post.unit_id = unit.code
        post.position = max((other.position for other in others), default=0) + 1
        if len(others) >= MOST_POSTS:
            findings.at("unitCode").wrong("TOO_MANY", checks.TOO_MANY_POSTS)


def _holding(
    given: SavePostInput, present: Holder | None, today: date, findings: Findings
) -> Holding | None:
    """Who is to hold the post from now on."""
    since = findings.at("holderSince").checked(
        lambda day: checks.not_in_future(today, day), given.holder_since
    )
    name = findings.at("holderName").line(given.holder_name, checks.NAME)
    if given.holder_name is None and present is not None:
        name = present.name
    if name is None:
        if given.holder_since is not None:
            findings.at("holderName").wrong("HOLDER_REQUIRED", checks.NO_HOLDER)
        return None
    checks.holder_follows(present, name, since, findings.at("holderSince"))
    return Holding(name, since)


async def _record(
    context: Context,
    viewer: Viewer,
    post: Post,
    fields: list[str],
    before: Mapping[str, Any],
) -> None:
    """In the audit of the unit, with the names of what changed and no value."""
    was_elsewhere = before and before["unit_id"] != post.unit_id
    moved = {"from_unit": before["unit_id"]} if was_elsewhere else {}
    await record_audit(
        post.unit_id,
        at=context.runtime.now(),
        actor=viewer.actor,
        action="directory.save_post",
        subject=f"post:{post.id}",
        details={"fields": sorted(fields), **moved},
    )
