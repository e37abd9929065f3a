"""Opaque sessions: made at sign-in, looked up at each request, revoked by their owner."""

from __future__ import annotations

import hashlib
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from tortoise.expressions import Q
from tortoise.queryset import QuerySet

from core.audit import service as audit
from core.identity.models import Citizen, Officer, Posting, Session
from core.identity.signed_in import SignedIn, owner_of
from core.live.announcing import announce
from core.runtime import Runtime

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
MOST_SESSIONS = 20


@dataclass(frozen=True)
class NewSession:
    """A session just made. The token is shown this once."""

    token: str
    expires_at: datetime


async def start(
    runtime: Runtime,
    *,
    citizen: Citizen | None = None,
    officer: Officer | None = None,
    replaces: str | None,
) -> NewSession:
    """A new session for a citizen or an officer; the token that came with the request is worth
    nothing afterwards, nor is the owner's twenty-first session: none that its owner cannot see.
    """
    now, token = runtime.now(), secrets.token_urlsafe(TOKEN_BYTES)
    hours = (
        runtime.settings.sessions.citizen_hours
        if citizen
        else runtime.settings.sessions.officer_hours
    )
    if replaces:
        await _end(runtime, Session.filter(token_hash=_hash(replaces)))
    session = await Session.create(
        id=uuid.uuid4(),
        token_hash=_hash(token),
        citizen=citizen,
        officer=officer,
        created_at=now,
        last_seen_at=now,
        expires_at=now + timedelta(hours=hours),
    )
    await _record(runtime, session, "session.start")
    others = _owned(session).exclude(id=session.id).order_by("-last_seen_at", "id")
    await _end(runtime, others.offset(MOST_SESSIONS - 1).limit(MOST_SESSIONS))
    return NewSession(token, session.expires_at)


async def find(runtime: Runtime, token: str) -> SignedIn | None:
    """Who this token belongs to; None when it is expired, revoked, idle too long, or no token of
    ours.
    """
    found = await _living(runtime, "token_hash", _hash(token)) if token else None
    if found and runtime.now() - found.session.last_seen_at > SEEN_EVERY:
        await Session.filter(id=found.session.id).update(last_seen_at=runtime.now())
    return found


async def find_again(runtime: Runtime, session: Session) -> SignedIn | None:
    """Who a session belongs to by now; None when it has ended since it was found. That is no use
    of it: what a subscription is told keeps no session alive that its owner has left.
    """
    return await _living(runtime, "id", session.id)


async def _living(
    runtime: Runtime, key: Literal["id", "token_hash"], value: Any
) -> SignedIn | None:
    found = await owner_of(key, value, runtime.now())
    if found is None or not _is_alive(runtime, found.session):
        return None
    if found.citizen is not None and found.citizen.erased_at is not None:
        return None
    if found.officer is not None and not found.officer.is_active:
        return None
    return found


def _is_alive(runtime: Runtime, session: Session) -> bool:
    is_idle = session.last_seen_at <= _seen_since(runtime, session)
    return session.expires_at > runtime.now() and not is_idle


def _seen_since(runtime: Runtime, session: Session) -> datetime:
    """A session that was last used at this moment or before it has been idle too long."""
    limits = runtime.settings.sessions
    idle = limits.citizen_idle_hours if session.citizen_id else limits.officer_idle_hours
    return runtime.now() - timedelta(hours=idle)


async def current_postings(officer_id: uuid.UUID, now: datetime) -> list[Posting]:
    """The postings that an officer holds at a moment, with their units."""
    held = Posting.filter(
        Q(ends_at=None) | Q(ends_at__gt=now), officer_id=officer_id, starts_at__lte=now
    )
    return await held.select_related("unit").order_by("starts_at", "id")


async def of_owner(runtime: Runtime, session: Session) -> list[Session]:
    """The living sessions of the session's owner, latest first."""
    living = _owned(session).filter(
        expires_at__gt=runtime.now(), last_seen_at__gt=_seen_since(runtime, session)
    )
    return await living.order_by("-last_seen_at", "id").limit(MOST_SESSIONS)


async def revoke(runtime: Runtime, by: Session, session_id: uuid.UUID) -> bool:
    """End a session of the same owner. False when it is no such session."""
    return await _end(runtime, _owned(by).filter(id=session_id)) == 1


async def _end(runtime: Runtime, sessions: QuerySet[Session]) -> int:
    """End these sessions, each by one caller alone; how many this call has ended."""
    ended = [s for s in await sessions if await Session.filter(id=s.id).delete()]
    for session in ended:
        await _record(runtime, session, "session.end")
    await _announce_end(runtime, ended)
    return len(ended)


async def revoke_all(runtime: Runtime, **owner: uuid.UUID) -> int:
    """End every session of `officer_id=…` or `citizen_id=…`; how many there were. Needs a
    transaction around it.
    """
    ended = await Session.filter(**owner)
    await Session.filter(id__in=[session.id for session in ended]).delete()
    await _announce_end(runtime, ended)
    return len(ended)


async def _announce_end(runtime: Runtime, ended: Sequence[Session]) -> None:
    if ended:
        await announce(runtime, [topic_of(session) for session in ended])


def topic_of(session: Session) -> str:
    """What the end of a session is announced as."""
    return f"session:{session.id}"


def _owned(session: Session) -> QuerySet[Session]:
    owner = (
        {"citizen_id": session.citizen_id}
        if session.citizen_id
        else {"officer_id": session.officer_id}
    )
    return Session.filter(**owner)


async def _record(runtime: Runtime, session: Session, action: str) -> None:
    actor = (
        f"citizen:{session.citizen_id}" if session.citizen_id else f"officer:{session.officer_id}"
    )
    await audit.record(
        audit.PLATFORM,
        at=runtime.now(),
        actor=actor,
        action=action,
        subject=f"session:{session.id}",
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
