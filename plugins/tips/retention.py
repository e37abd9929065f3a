"""What is over is deleted, and overwritten where the database lies in a file of ours."""

from __future__ import annotations

from datetime import timedelta

from core import Runtime, day_in_india, fetch, is_sqlite
from plugins.tips.attachment_store import forget_unclaimed
from plugins.tips.models import SpentPuzzle, Tip
from plugins.tips.unlocking import forget as forget_unlocked

TABLES = ("tips_tip", "tips_message", "tips_attachment", "tips_unlocked_key")


async def clean_up(runtime: Runtime) -> None:
    """Delete tips whose time is over, pictures that no message took, puzzles that are too old to be
    used again, and keys that are unlocked no more.
    """
    today = day_in_india(runtime.now())
    await forget_unlocked(runtime)
    await forget_unclaimed(today)
    await SpentPuzzle.filter(spent_on__lt=today - timedelta(days=1)).delete()
    if await Tip.filter(expires_on__lt=today).delete():
        await overwrite()


async def overwrite() -> None:
    """Leave nothing of deleted rows behind: SQLite has overwritten them (secure_delete) but in its
    write-ahead log, which is emptied; PostgreSQL vacuums. Backups are the operator's.
    """
    if is_sqlite():
        await fetch("PRAGMA wal_checkpoint(TRUNCATE)")
        return
    for table in TABLES:
        await fetch(f"VACUUM {table}")
