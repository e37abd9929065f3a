"""Deletes what need not be kept: used codes, ended sessions, old counters, answered idempotency
keys, done outbox rows, files that nobody waits for.
"""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

from core import rate_limits
from core.files import sweeping
from core.identity.models import OneTimeCode, Session
from core.outbox import OutboxEntry
from core.runtime import Runtime
from core.service_requests import idempotency

EVERY_SECONDS = 3600
OUTBOX_KEPT = timedelta(days=7)
COUNTERS_KEPT = timedelta(days=2)
CODES_KEPT = timedelta(days=1)

logger = logging.getLogger("thana.housekeeping")


async def run(runtime: Runtime) -> None:
    """Clean up every hour until cancelled."""
    while True:
        try:
            await clean_up(runtime)
        except Exception as error:  # the next hour tries again
            logger.error("housekeeping failed: %s", type(error).__name__)
        await asyncio.sleep(EVERY_SECONDS)


async def clean_up(runtime: Runtime) -> None:
    """One round."""
    now = runtime.now()
    await OneTimeCode.filter(expires_at__lt=now - CODES_KEPT).delete()
    await Session.filter(expires_at__lt=now).delete()
    await rate_limits.purge(now - COUNTERS_KEPT)
    await idempotency.purge(runtime)
    await sweeping.sweep(runtime)
    await OutboxEntry.filter(done_at__lt=now - OUTBOX_KEPT).delete()
