"""What a service without requests tells the other plugins, from the outbox."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from typing import Any

from core.contract import ServiceEvent
from core.outbox.queue import enqueue
from core.runtime import Runtime

SERVICE_TOLD = "service_told"


async def tell_plugins(runtime: Runtime, event: ServiceEvent) -> None:
    """Have the hook `service_told` of all plugins called once the surrounding transaction has
    committed. Raises RuntimeError without a transaction.
    """
    await enqueue(runtime, SERVICE_TOLD, {**asdict(event), "day": event.day.isoformat()})


def event_of(payload: Mapping[str, Any]) -> ServiceEvent:
    """The event that was enqueued."""
    return ServiceEvent(**{**payload, "day": date.fromisoformat(payload["day"])})
