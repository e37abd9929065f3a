"""Consents to notices (DPDP Act 2023, sections 5 and 6): given to one version in one language, and
withdrawn at any time.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from datetime import timedelta

from tortoise.queryset import QuerySet

from core import rate_limits
from core.audit import service as audit
from core.context import Context
from core.db import transactional
from core.errors import Choice, InvalidInput, Problem
from core.identity.models import Citizen
from core.privacy.models import Consent
from core.privacy.notices import Notice, in_force
from core.runtime import Runtime
from core.texts import Language, text
from core.viewers import Viewer, as_of_now

MOST_SHOWN = 50
CHANGES_A_DAY = 50
DAY = timedelta(days=1)


async def give(context: Context, purpose: str, version: str, language: Language) -> None:
    """Note the viewer's consent to a notice, as it is shown in a language. One that stands already
    is left as it is. Raises InvalidInput for a notice that is not in force.
    """
    notice = _notice(in_force(context.registry.services), purpose, version)
    shown = context.runtime.texts(notice.text, language)
    await _give(context.runtime, await context.viewer(), notice, language, shown)


@transactional
async def _give(
    runtime: Runtime, viewer: Viewer, notice: Notice, language: Language, shown: str
) -> None:
    citizen = await _locked(runtime, viewer)
    if await _standing(citizen, notice.purpose).filter(notice_version=notice.version).exists():
        return
    given = await Consent.create(
        id=uuid.uuid4(),
        citizen=citizen,
        purpose=notice.purpose,
        notice_version=notice.version,
        language=language,
        text_sha256=hashlib.sha256(shown.encode()).hexdigest(),
        given_at=runtime.now(),
    )
    await _record(runtime, citizen, "consent.give", given)


@transactional
async def withdraw(runtime: Runtime, viewer: Viewer, purpose: str) -> None:
    """End the viewer's consents for a purpose. Raises InvalidInput when none stands."""
    citizen = await _locked(runtime, viewer)
    standing = await _standing(citizen, purpose)
    if not standing:
        message = text("You have given no consent for this purpose, or have withdrawn it before.")
        raise InvalidInput([Problem(("purpose",), "CONSENT_UNKNOWN", message)])
    for consent in standing:
        await Consent.filter(id=consent.id).update(withdrawn_at=runtime.now())
        await _record(runtime, citizen, "consent.withdraw", consent)


async def missing(context: Context, citizen_id: uuid.UUID) -> list[str]:
    """The purposes that this state requires consent for, and the citizen has given none for to the
    notice in force.
    """
    notices = in_force(context.registry.services)
    given = {
        (consent.purpose, consent.notice_version)
        for consent in await Consent.filter(citizen_id=citizen_id, withdrawn_at=None)
    }
    required = context.runtime.settings.privacy.required_consents
    return [each for each in required if (each, notices[each].version) not in given]


def _notice(notices: dict[str, Notice], purpose: str, version: str) -> Notice:
    notice = notices.get(purpose)
    if notice is None:
        message = text("There is no notice for this purpose. Choose one of those in force.")
        raise InvalidInput([Problem(("purpose",), "NOTICE_UNKNOWN", message, _choices(notices))])
    if notice.version != version:
        message = text("This is not the notice in force. Show the present one, and ask again.")
        choice = Choice(notice.version, notice.version)
        raise InvalidInput([Problem(("noticeVersion",), "NOTICE_VERSION", message, (choice,))])
    return notice


def _choices(purposes: Iterable[str]) -> tuple[Choice, ...]:
    return tuple(Choice(purpose, purpose) for purpose in purposes)


async def _locked(runtime: Runtime, viewer: Viewer) -> Citizen:
    """The viewer, whose changes come one after the other until the transaction's end; at most
    fifty of them a day. SQLite's transactions come one after the other anyway.
    """
    viewer = await as_of_now(runtime, viewer)
    await rate_limits.limit(f"consents:{viewer.id}", CHANGES_A_DAY, DAY, runtime.now())
    return await Citizen.select_for_update().get(id=viewer.id)


def _standing(citizen: Citizen, purpose: str) -> QuerySet[Consent]:
    return Consent.filter(citizen_id=citizen.id, purpose=purpose[:40], withdrawn_at=None)


async def _record(runtime: Runtime, citizen: Citizen, action: str, consent: Consent) -> None:
    await audit.record(
        audit.PLATFORM,
        at=runtime.now(),
        actor=f"citizen:{citizen.id}",
        action=action,
        subject=f"consent:{consent.id}",
        details={"purpose": consent.purpose, "version": consent.notice_version},
    )


async def newest(citizen_id: uuid.UUID) -> Sequence[Consent]:
    """The newest consents of a citizen, withdrawn ones among them."""
    own = Consent.filter(citizen_id=citizen_id)
    return await own.order_by("-given_at", "-id").limit(MOST_SHOWN)
