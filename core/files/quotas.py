"""How much one person may upload before a request names it."""

from __future__ import annotations

from datetime import timedelta

from tortoise.expressions import Q

from core import rate_limits
from core.errors import InvalidCredentials, RateLimited
from core.files.models import MADE_HERE, FileState, StoredFile
from core.files.refusals import QUOTA, RefusedFile
from core.identity.models import Citizen, Officer
from core.runtime import Runtime
from core.texts import text
from core.viewers import Viewer

DAY = timedelta(days=1)
KILOBYTE = 1000
LEAST_KILOBYTES = 500  # a small file takes as long to check as a large one


async def check_quota(runtime: Runtime, viewer: Viewer, declared_bytes: int) -> None:
    """Count one more upload of this size; refused when that is too many or too much. Needs a
    transaction around it, in which uploads of one person come one after the other.
    """
    settings, now = runtime.settings.files, runtime.now()
    await _lock(viewer)
    waiting = StoredFile.filter(owner=viewer.actor, request_id=None, expires_at__gt=now).exclude(
        Q(state=FileState.REFUSED) | Q(service=MADE_HERE)
    )
    if await waiting.count() >= settings.waiting_per_owner:
        most = settings.waiting_per_owner
        message = text("{most} of your files wait already. Use them, or delete some.", most=most)
        raise RefusedFile(QUOTA, message)
    kilobytes = max(-(-declared_bytes // KILOBYTE), LEAST_KILOBYTES)
    a_day = settings.bytes_per_owner_a_day // KILOBYTE
    try:
        await rate_limits.limit(f"files:{viewer.actor}", a_day, DAY, now, amount=kilobytes)
    except RateLimited as error:
        raise RefusedFile(QUOTA) from error


async def _lock(viewer: Viewer) -> None:
    """SQLite's transactions come one after the other anyway."""
    person = Citizen if viewer.citizen else Officer
    locked = await person.select_for_update().get(id=viewer.id)
    if getattr(locked, "erased_at", None):  # since this request was let in
        raise InvalidCredentials
