"""Gives the answer of a mutation again: the request as it was right after it, whatever has happened
since.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from core.runtime import Runtime
from core.service_requests import idempotency
from core.service_requests.models import ServiceRequest
from core.viewers import Viewer

SNAPSHOT = ("status", "phase", "version", "updated_at", "unit_id", "assignee_id", "due_at")


async def once(
    runtime: Runtime,
    viewer: Viewer,
    operation: str,
    key: str | None,
    content: Any,
    perform: Callable[[], Awaitable[ServiceRequest]],
) -> ServiceRequest:
    """The request that `perform` opened or moved, as it was right afterwards, however often the
    same key and input come.
    """
    made: list[ServiceRequest] = []

    async def perform_and_note() -> idempotency.Answer:
        request = await perform()
        made[:] = [request]
        return {
            "id": str(request.id),
            **{name: _plain(getattr(request, name)) for name in SNAPSHOT},
        }

    answer = await idempotency.once(
        runtime, viewer.actor, operation, key, content, perform_and_note
    )
    if made and str(made[0].id) == answer["id"]:
        return made[0]
    return await _as_answered(answer)


async def _as_answered(answer: idempotency.Answer) -> ServiceRequest:
    request = await ServiceRequest.get(id=answer["id"])
    for name in SNAPSHOT:
        setattr(request, name, ServiceRequest._meta.fields_map[name].to_python_value(answer[name]))
    return request


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, int) else str(value)
