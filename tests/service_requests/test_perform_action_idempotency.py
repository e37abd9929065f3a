"""`performAction` with an idempotency key: one step and one answer, however often it is sent."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from lost_reports import ACT, act, rows, stored

from core.service_requests.models import ServiceRequest

FALSE = {"note": "She has said so.", "reasonCode": "ADMITTED"}


@pytest.fixture
async def owner(as_citizen: Callable[..., Awaitable[GraphQLClient]]) -> GraphQLClient:
    return await as_citizen()


@pytest.fixture
async def officer(as_officer: Callable[..., Awaitable[GraphQLClient]]) -> GraphQLClient:
    return await as_officer()


async def everything() -> Any:
    return await ServiceRequest.all().order_by("id").values(), await rows()


def key() -> str:
    return str(uuid.uuid4())


async def test_same_key_and_input_give_the_same_answer_and_one_step(
    owner: GraphQLClient, officer: GraphQLClient
) -> None:
    report = await stored(owner)
    words = FALSE | {"idempotencyKey": key()}
    first = await act(officer, report, "CANCEL_AS_FALSE", **words)
    assert first["errors"] == []
    assert first["request"]["status"]["code"] == "CANCELLED_FALSE"
    before = await everything()
    assert await act(officer, report, "CANCEL_AS_FALSE", **words) == first
    assert await everything() == before


async def test_same_key_with_another_input_is_a_conflict(
    owner: GraphQLClient, officer: GraphQLClient
) -> None:
    report = await stored(owner)
    words = FALSE | {"idempotencyKey": key()}
    await act(officer, report, "CANCEL_AS_FALSE", **words)
    before = await everything()
    step = {"requestId": report["id"], "action": "CANCEL_AS_FALSE", "expectedVersion": 1}
    error = await officer.refused(ACT, input=step | words | {"note": "another"})
    assert error["extensions"] == {"code": "CONFLICT"}
    assert await everything() == before


async def test_key_of_another_viewer_is_another_key(
    owner: GraphQLClient, officer: GraphQLClient
) -> None:
    first, second, same = await stored(owner), await stored(owner), key()
    await act(officer, first, "CANCEL_AS_FALSE", **FALSE, idempotencyKey=same)
    done = await act(owner, second, "WITHDRAW", idempotencyKey=same)
    assert done["request"]["status"]["code"] == "WITHDRAWN"


async def test_key_of_a_refused_action_may_be_used_again(
    owner: GraphQLClient, officer: GraphQLClient
) -> None:
    report, same = await stored(owner), key()
    refused = await act(officer, report, "CANCEL_AS_FALSE", idempotencyKey=same)
    assert [e["code"] for e in refused["errors"]] == ["NOTE_REQUIRED", "REASON_REQUIRED"]
    done = await act(officer, report, "CANCEL_AS_FALSE", **FALSE, idempotencyKey=same)
    assert done["errors"] == []
    assert done["request"]["status"]["code"] == "CANCELLED_FALSE"


async def test_key_that_is_no_uuid_is_a_bad_request(owner: GraphQLClient) -> None:
    report = await stored(owner)
    before = await everything()
    step = {"requestId": report["id"], "action": "WITHDRAW", "expectedVersion": 1}
    for wrong in ("1; DROP TABLE core_outbox", "", "0" * 31, "\0"):
        error = await owner.refused(ACT, input=step | {"idempotencyKey": wrong})
        assert error["extensions"] == {"code": "BAD_REQUEST"}, wrong
    assert await everything() == before
