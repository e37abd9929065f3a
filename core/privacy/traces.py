"""What the platform holds of a citizen beside the requests: sessions, codes, messages, files."""

from __future__ import annotations

import uuid
from collections.abc import Collection

from core.db import fetch, written
from core.documents.models import DocumentWatch
from core.files.models import StoredFile
from core.files.sweeping import give_up
from core.identity import sessions
from core.identity.models import Citizen, OneTimeCode
from core.notifications.models import ChannelPreference, DemoMessage, Notification
from core.outbox.models import OutboxEntry
from core.runtime import Runtime
from core.service_requests.models import IdempotencyRecord

SHELL = {
    name: None
    for name in (
        "mobile",
        "verified_email",
        "email",
        "full_name",
        "relation",
        "relative_name",
        "gender",
        "birth_date",
        "present_address",
        "permanent_address",
    )
}
"""What a citizen's row holds after an erasure: the id alone, that other rows refer to."""

SENT = (
    "SELECT delivery.id FROM core_delivery AS delivery JOIN core_notification AS notification"
    " ON notification.id = delivery.notification_id WHERE notification.citizen_id IN ({citizens})"
)
ERASED_CITIZENS = "SELECT id FROM core_citizen WHERE erased_at IS NOT NULL"


async def erase_traces(runtime: Runtime, citizen: Citizen) -> None:
    """Delete all of them; needs a transaction around it. `citizen` still has the addresses."""
    await written()  # what this transaction would tell the citizen is one of them
    actor = f"citizen:{citizen.id}"
    await sessions.revoke_all(runtime, citizen_id=citizen.id)
    await IdempotencyRecord.filter(actor=actor).delete()
    await give_up(StoredFile.filter(owner=actor, expires_at__isnull=False), runtime.now())
    await _erase_codes([each for each in (citizen.mobile, citizen.verified_email) if each])
    await _erase_messages(citizen)


async def _erase_codes(addresses: Collection[str]) -> None:
    """The codes, and the messages that carry them."""
    codes = OneTimeCode.filter(address__in=addresses)
    sent = await codes.values_list("id", flat=True)
    await OutboxEntry.filter(id__in=sent).delete()
    await codes.delete()


async def _erase_messages(citizen: Citizen) -> None:
    addresses = [each for each in (citizen.mobile, citizen.verified_email, citizen.email) if each]
    await DemoMessage.filter(recipient__in=addresses).delete()
    await DocumentWatch.filter(email=citizen.verified_email or "").delete()
    await OutboxEntry.filter(lane=f"citizen:{citizen.id}").delete()
    await _delete_sent("$1", citizen.id)
    await Notification.filter(citizen_id=citizen.id).delete()
    await ChannelPreference.filter(citizen_id=citizen.id).delete()


async def sweep() -> None:
    """Delete what was being written of erased citizens at the moment of their erasure."""
    await _delete_sent(ERASED_CITIZENS)
    await fetch(f"DELETE FROM core_notification WHERE citizen_id IN ({ERASED_CITIZENS})")  # noqa: S608


async def _delete_sent(citizens: str, *values: uuid.UUID) -> None:
    """Messages on their way, those that the demo has kept, and what is known of both."""
    sent = SENT.format(citizens=citizens)
    for table in ("core_outbox", "core_demo_message", "core_delivery"):
        await fetch(f"DELETE FROM {table} WHERE id IN ({sent})", *values)  # noqa: S608
