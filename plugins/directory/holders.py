"""Who holds a post and since when. Nobody is forgotten: who does not hold it any more is a former
holder.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date

from core import revise
from plugins.directory.models import Holder, Post

POSTS = "directory.posts"
"""What is revised whenever any post changes."""


async def one_writer() -> None:
    """Whoever changes posts waits here for whoever else does, until the end of the transaction: of
    two that make the same post, or name another holder, the second sees what the first has done.
    """
    await revise(POSTS)


@dataclass(frozen=True)
class Holding:
    """Who is to hold a post from now on, and since when; None where that is not known."""

    name: str
    since: date | None


def differs(present: Holder | None, wanted: Holding | None) -> bool:
    """Whether a post is held otherwise than is wanted. No day tells nothing against a known one."""
    if present is None or wanted is None:
        return (present is None) != (wanted is None)
    return present.name != wanted.name or wanted.since not in (None, present.since)


async def hold(post: Post, present: Holder | None, wanted: Holding | None, today: date) -> None:
    """Have the post held as wanted, by nobody when None; needs a transaction around it that
    is the one writer.
    """
    if not differs(present, wanted):
        return
    if present is not None and wanted is not None and present.name == wanted.name:
        present.since = wanted.since
        await present.save(update_fields=["since"])
        return
    if present is not None:
        present.is_present = False
        present.until = wanted.since if wanted and wanted.since else today
        await present.save(update_fields=["is_present", "until"])
    if wanted is not None:
        await new_holder(post, wanted).save(force_create=True)


def new_holder(post: Post, wanted: Holding) -> Holder:
    """The row of a holder who was none before."""
    return Holder(id=uuid.uuid4(), post_id=post.id, name=wanted.name, since=wanted.since)
