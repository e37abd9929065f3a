"""An officer's passphrase opens the unit's key for a quarter of an hour; what it opens with is in
the officer's device alone, and travels in the header Thana-Tips-Key.
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from uuid import UUID, uuid4

from core import (
    Context,
    Forbidden,
    InvalidInput,
    Officer,
    OfficerRole,
    Problem,
    Runtime,
    Viewer,
    clean_line,
    limit_rate,
    record_audit,
    transactional,
)
from plugins.tips.conflicts import names_of
from plugins.tips.models import KeyShare, UnitKey, UnlockedKey
from plugins.tips.officer_keys import Replaced, WrongPassphrase, private_key
from plugins.tips.sealing import KEY_BYTES, Broken, new_key, seal, unseal
from plugins.tips.settings import TipsSettings
from plugins.tips.texts import text
from plugins.tips.unit_keys import opened_share

HEADER = "Thana-Tips-Key"
MINUTES = 15
TRIES_AN_HOUR = 10
ID_BYTES = 16

REPLACED = text(
    "Somebody has replaced a key in the database: what is sent now may be read by others. Tell"
    " whoever answers for tips in your state before you do anything else."
)
LOCKED = text("The tips of your unit are locked. Unlock them with your passphrase first.")


@dataclass(frozen=True)
class Opened:
    """What an officer's request may open: the key of one unit."""

    officer: Officer
    unit_key: UnitKey
    private_key: bytes

    @cached_property
    def names(self) -> str:
        """The officer's, as they are now: once for all tips of a list."""
        return names_of(self.officer.username, self.officer.full_name)


async def unlock(context: Context, unit_code: str, passphrase: str) -> tuple[str, datetime]:
    """The value of the header, and until when it is good. Raises Forbidden for whoever is not of
    the unit's tips or finds a key replaced, RateLimited, and InvalidInput for a wrong passphrase.
    """
    viewer, runtime = await context.viewer(), context.runtime
    settings: TipsSettings = context.registry.settings("tips")
    assert viewer.officer is not None  # noqa: S101
    code = clean_line(unit_code)
    if not _reads(viewer, code) or viewer.officer.username in settings.excluded_officers:
        raise Forbidden
    tries = f"tips.unlock:{viewer.officer.id}"
    await limit_rate(tries, TRIES_AN_HOUR, timedelta(hours=1), runtime.now())
    private = await _unit_private_key(viewer.officer, code, passphrase)
    return await _keep(runtime, viewer, private)


async def _unit_private_key(
    officer: Officer, unit_code: str, passphrase: str
) -> tuple[UnitKey, bytes]:
    share = await KeyShare.get_or_none(
        officer_id=officer.id, unit_key__unit_code=unit_code
    ).prefetch_related("unit_key")
    if share is None:
        message = text("You have no share of this unit's key yet. Ask a colleague who has one.")
        raise InvalidInput([Problem(("unitCode",), "NO_KEY_SHARE", message)])
    try:
        private = await private_key(officer.id, passphrase)
        return share.unit_key, opened_share(share, share.unit_key, private)
    except Replaced:
        raise Forbidden(REPLACED) from None
    except (WrongPassphrase, Broken):
        message = text("This is not your passphrase.")
        raise InvalidInput([Problem(("passphrase",), "PASSPHRASE_WRONG", message)]) from None


@transactional
async def _keep(
    runtime: Runtime, viewer: Viewer, opened: tuple[UnitKey, bytes]
) -> tuple[str, datetime]:
    (unit_key, private), device_key, id = opened, new_key(), uuid4()
    assert viewer.session is not None  # noqa: S101
    expires_at = runtime.now() + timedelta(minutes=MINUTES)
    await UnlockedKey.create(
        id=id,
        session_id=viewer.session.id,
        unit_key_id=unit_key.id,
        sealed=seal(device_key, private, f"unlocked:{id}"),
        expires_at=expires_at,
    )
    await record_audit(
        unit_key.unit_code,
        at=runtime.now(),
        actor=viewer.actor,
        action="tips.unlock",
        subject=f"unit:{unit_key.unit_code}",
    )
    return urlsafe_b64encode(id.bytes + device_key).decode(), expires_at


async def opened(context: Context) -> Opened:
    """What the header that came along opens. Raises Forbidden where nothing, or not any more: the
    quarter of an hour is over, the posting or the session has ended, or the key was rotated.
    """
    viewer = await context.viewer()
    token = _read(context.headers.get(HEADER.lower(), ""))
    if token is None or viewer.officer is None or viewer.session is None:
        raise Forbidden(LOCKED)
    id, device_key = token
    row = await UnlockedKey.get_or_none(
        id=id, session_id=viewer.session.id, expires_at__gt=context.runtime.now()
    ).prefetch_related("unit_key")
    if row is None or not _reads(viewer, row.unit_key.unit_code):
        raise Forbidden(LOCKED)
    try:
        private = unseal(device_key, row.sealed, f"unlocked:{id}")
    except Broken:
        raise Forbidden(LOCKED) from None
    return Opened(viewer.officer, row.unit_key, private)


def _reads(viewer: Viewer, unit_code: str) -> bool:
    """Whether the viewer has the role for tips at this very unit."""
    return any(
        posting.role is OfficerRole.TIPS_OFFICER and posting.unit_id == unit_code
        for posting in viewer.postings
    )


def _read(header: str) -> tuple[UUID, bytes] | None:
    try:
        plain = urlsafe_b64decode(header[:200])
    except ValueError:
        return None
    if len(plain) != ID_BYTES + KEY_BYTES:
        return None
    return UUID(bytes=plain[:ID_BYTES]), plain[ID_BYTES:]


async def forget(runtime: Runtime) -> None:
    """Delete what is good no more."""
    await UnlockedKey.filter(expires_at__lte=runtime.now()).delete()
