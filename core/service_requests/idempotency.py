"""The same key and input give the same answer; the same key with another input is a conflict."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import timedelta
from typing import Any

import orjson

from core.db import fetch, transactional
from core.errors import BadRequest, Conflict
from core.rows import Statement, at_the_end
from core.runtime import Runtime
from core.service_requests.models import IdempotencyRecord
from core.texts import text

KEPT = timedelta(hours=24)

ANSWERED = "UPDATE core_idempotency_record SET answer = $1 WHERE id = $2"

SORTED = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS

Answer = dict[str, Any]


async def once(
    runtime: Runtime,
    actor: str,
    operation: str,
    key: str | None,
    content: Mapping[str, Any],
    perform: Callable[[], Awaitable[Answer]],
) -> Answer:
    """The answer of `perform`, which runs once for a key and in the same transaction as the record
    of its answer.

    `content` is the input by its fields, `key` a UUID that the client made; without one, `perform`
    just runs.
    Raises Conflict for the same key with another content, BadRequest for a key that is no UUID.
    """
    if key is None:
        return await transactional(perform)()
    return await _once(runtime, actor, operation, _canonical(key), _hash(runtime, content), perform)


@transactional
async def _once(
    runtime: Runtime,
    actor: str,
    operation: str,
    key: str,
    input_hash: str,
    perform: Callable[[], Awaitable[Answer]],
) -> Answer:
    inserted = await fetch(
        "INSERT INTO core_idempotency_record (actor, operation, key, input_hash, created_at) "
        "VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (actor, operation, key) DO NOTHING RETURNING id",
        actor,
        operation,
        key,
        input_hash,
        runtime.now(),
    )
    if inserted:
        answer = await perform()
        at_the_end(_kept, (inserted[0]["id"], answer))
        return answer
    record = await IdempotencyRecord.get(actor=actor, operation=operation, key=key)
    if record.input_hash != input_hash:
        raise Conflict(
            text(
                "This idempotency key was used with another input. Make a new key for a new "
                "request."
            )
        )
    stored: Answer = record.answer
    return stored


async def _kept(answers: Sequence[tuple[int, Answer]]) -> Sequence[Statement]:
    return [Statement(ANSWERED, [orjson.dumps(answer).decode(), key]) for key, answer in answers]


async def purge(runtime: Runtime) -> int:
    """Delete records that need not be kept any longer; how many there were."""
    return await IdempotencyRecord.filter(created_at__lt=runtime.now() - KEPT).delete()


def _canonical(key: str) -> str:
    try:
        return str(uuid.UUID(key))
    except ValueError:
        raise BadRequest(
            text("`idempotencyKey` must be a UUID that the client has made.")
        ) from None


def _hash(runtime: Runtime, content: Mapping[str, Any]) -> str:
    """A keyed hash: a plain one would let a thief of the database try what the input held."""
    without_key = {name: value for name, value in content.items() if name != "idempotency_key"}
    canonical = orjson.dumps(without_key, _plain, SORTED)
    return runtime.secrets.digest("idempotency", canonical.decode())


def _plain(value: Any) -> Any:
    return vars(value) if is_dataclass(value) else str(value)
