"""Deletes what need not be kept: used codes, ended sessions, old counters, answered idempotency
keys, done outbox rows, what was announced, files that nobody waits for, what an erasure has left,
checks of documents and who waited for news of them; exports the heads of the audit.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

from core import rate_limits
from core.audit.exporting import export_when_due
from core.db import fetch
from core.desk.enquiry_clocks import run_enquiry_clocks
from core.desk.escalating import Services, run_clocks
from core.desk.returning import return_what_was_left
from core.documents import erasing as erased_documents
from core.documents.checks import forget_checks
from core.documents.signing import document_signer
from core.documents.watching import forget_watchers
from core.files import sweeping
from core.identity.models import OneTimeCode, Session
from core.live.models import Announcement
from core.notifications.models import DemoMessage
from core.outbox.models import OutboxEntry
from core.payments import providers
from core.payments.reconciling import reconcile
from core.privacy import asked, erasing, farewell, traces
from core.runtime import Providers, Runtime
from core.service_requests import idempotency
from core.service_requests.messages import RequestedService

HOUR = 3600
MINUTE = 60
OUTBOX_KEPT = timedelta(days=7)
MESSAGES_KEPT = timedelta(days=30)
ANNOUNCEMENTS_KEPT = timedelta(minutes=10)
COUNTERS_KEPT = timedelta(days=2)
CODES_KEPT = timedelta(days=1)

logger = logging.getLogger("thana.housekeeping")

Job = Coroutine[Any, Any, None]


UNSENT_CODES = (
    "DELETE FROM core_outbox WHERE id IN (SELECT id FROM core_one_time_code WHERE expires_at < $1)"
)


class Plugins(providers.Plugins, asked.Plugins, Services, Protocol):
    """What housekeeping needs of the plugins' registry."""

    @property
    def services(self) -> Sequence[RequestedService]: ...

    async def try_each(self, hook: str, **arguments: Any) -> Mapping[str, Exception]: ...


def jobs(runtime: Runtime, plugins: Plugins) -> Iterator[tuple[str, Job]]:
    """What runs until it is cancelled, by name: clean up and go on with erasures every hour; every
    minute see to requests that nobody acts on, payments that nothing is known of, what plugins have
    to do, and whether heads are to be exported.
    """
    for seconds, what, work in (
        (HOUR, "cleaning up", lambda: clean_up(runtime)),
        (HOUR, "finishing erasures", lambda: erasing.finish(runtime, plugins)),
        (MINUTE, "running clocks", lambda: run_clocks(runtime, plugins)),
        (MINUTE, "running enquiries", lambda: run_enquiry_clocks(runtime, plugins)),
        (MINUTE, "returning requests", lambda: return_what_was_left(runtime)),
        (MINUTE, "reconciling payments", lambda: reconcile(runtime, plugins)),
        (MINUTE, "keeping plugins' houses", lambda: keep_houses(runtime, plugins)),
        (MINUTE, "exporting heads", lambda: export_heads(runtime, plugins)),
    ):
        yield what, _every(seconds, what, work)


async def _every(seconds: int, what: str, work: Callable[[], Awaitable[object]]) -> None:
    while True:
        try:
            await work()
        except Exception as error:  # the next round tries again
            logger.error("%s failed: %s", what, type(error).__name__)
        await asyncio.sleep(seconds)


async def keep_houses(runtime: Runtime, plugins: Plugins) -> None:
    """One round of the plugins', each on its own."""
    for code, error in (await plugins.try_each("keep_house", runtime=runtime)).items():
        logger.error("keeping house of %s failed: %s", code, type(error).__name__)


async def export_heads(runtime: Runtime, providers: Providers) -> None:
    """Export the heads of the audit, once in each period."""
    settings = runtime.settings.audit
    await export_when_due(
        settings.heads_folder,
        settings.heads_minutes,
        runtime.now(),
        lambda: document_signer(runtime, providers),
    )


async def clean_up(runtime: Runtime) -> None:
    """One round."""
    now = runtime.now()
    await _forget_codes(now - CODES_KEPT)
    await Session.filter(expires_at__lt=now).delete()
    await rate_limits.purge(now - COUNTERS_KEPT)
    await idempotency.purge(runtime)
    await sweeping.sweep(runtime)
    await erased_documents.sweep(runtime)
    await forget_checks(runtime)
    await forget_watchers(runtime)
    await traces.sweep()
    await farewell.forget_unsent(now - farewell.UNSENT_KEPT)
    await OutboxEntry.filter(done_at__lt=now - OUTBOX_KEPT).delete()
    await Announcement.filter(at__lt=now - ANNOUNCEMENTS_KEPT).delete()
    await DemoMessage.filter(at__lt=now - MESSAGES_KEPT).delete()


async def _forget_codes(before: datetime) -> None:
    """Messages that were given up go with the codes that they carry, while it is known which."""
    await fetch(UNSENT_CODES, before)
    await OneTimeCode.filter(expires_at__lt=before).delete()
