"""`viewer.requests`: sizes of pages and cursors that are not ours are refused."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from request_owners import CARDS, Owner

TIMELINE = """query Timeline($number: String!, $after: String) { serviceRequest(number: $number) {
  timeline(first: 1, after: $after) { edges { cursor node { action { code } } } } } }"""
BAD_REQUEST = {"code": "BAD_REQUEST"}


@pytest.mark.parametrize("first", [0, -1, 101, 2**31 - 1])
async def test_page_of_no_or_too_many_is_refused(owner: Owner, first: int) -> None:
    error = await owner.refused(CARDS, first=first)
    assert error["extensions"]["code"] in ("BAD_REQUEST", "TOO_COMPLEX")
    if first <= 101:
        assert error["extensions"] == BAD_REQUEST
        assert error["message"] == "Ask for 1 to 100 with `first`."


async def test_count_beyond_an_integer_is_refused(owner: Owner) -> None:
    assert (await owner.refused(CARDS, first=10**10))["extensions"] == BAD_REQUEST


def opaque(content: Any) -> str:
    text = content if isinstance(content, str) else json.dumps(content, separators=(",", ":"))
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


async def test_edited_and_foreign_cursors_are_refused(owner: Owner) -> None:
    numbers = await owner.has(2)
    cursor = (await owner.page(1))["pageInfo"]["endCursor"]
    kind, at, key = json.loads(urlsafe_b64decode(cursor + "=="))
    timeline = await owner.run(TIMELINE, number=numbers[0])
    event = timeline["serviceRequest"]["timeline"]["edges"][0]["cursor"]
    for edited in (
        "",
        "x",
        "ü",
        cursor[:-1],
        cursor + "=",
        f" {cursor}",
        event,
        opaque("[" * 30_000),
        opaque("null"),
        opaque({kind: 1, at: 1, key: 1}),
        opaque([kind]),
        opaque([kind, at]),
        opaque([kind, at, key, key]),
        opaque(["other", at, key]),
        opaque([kind, key, at]),
        opaque([kind, at, 1]),
        opaque([kind, at, key.upper()]),
        opaque(json.dumps([kind, at, key])),
        opaque([kind, at.replace("+00:00", ""), key]),
        opaque([kind, at.replace("+00:00", "+05:30"), key]),
        opaque([kind, "9999-12-31T23:59:59-14:00", key]),
        opaque([kind, "0001-01-01T00:00:00+14:00", key]),
        opaque([kind, "2026-11-23", key]),
        opaque([kind, at, "' OR 1=1 --"]),
    ):
        error = await owner.refused(CARDS, first=1, after=edited)
        assert error["extensions"] == BAD_REQUEST, edited
    for edited in (
        cursor,
        opaque(["events", "-1"]),
        opaque(["events", "²"]),
        opaque(["events", "9" * 20]),
        opaque(["events", ""]),
    ):
        error = await owner.refused(TIMELINE, number=numbers[0], after=edited)
        assert error["extensions"] == BAD_REQUEST, edited


async def test_cursor_of_another_citizen_shows_nothing_of_theirs(
    owner: Owner, as_citizen: Callable[..., Awaitable[GraphQLClient]]
) -> None:
    await owner.has(2)
    cursor = (await owner.page(1))["pageInfo"]["endCursor"]
    stranger = await as_citizen()
    seen = (await stranger.run(CARDS, first=10, after=cursor))["viewer"]["requests"]
    assert seen["edges"] == []
