"""What comes along with a request whose sender stays unnamed changes nothing: it is not read."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import httpx
import pytest
from conftest import MovableClock
from factories import make_citizen, session_token
from own_statements import own_statements

from core.runtime import Runtime

DROP = "mutation Drop($input: DropInput!) { dropLetter(input: $input) { isDropped } }"
BODY = {"query": DROP, "variables": {"input": {"text": "It was the butler."}}}
BOX = {"query": "{ box { count } }"}
PLACE = {"query": "{ boxPlace }"}


@pytest.fixture
async def token(runtime: Runtime) -> str:
    return await session_token(runtime, citizen=await make_citizen(runtime, language="hi"))


def along(token: str) -> list[dict[str, str]]:
    """What a browser or a client may send along."""
    return [
        {"cookie": f"__Host-session={token}"},
        {"authorization": f"Bearer {token}"},
        {"authorization": "Basic x"},
        {"authorization": "Bearer no-such-session"},
        {"cookie": f"__Host-session={token}", "origin": "https://evil.example"},
        {"cookie": f"__Host-session={token}; __Host-session=another"},
        {"thana-box-key": "a-key", "x-forwarded-for": "203.0.113.7"},
    ]


async def test_a_session_that_comes_along_is_not_read(
    http: httpx.AsyncClient, letterbox: ModuleType, token: str
) -> None:
    expected = await http.post("/graphql", json=BODY)
    assert expected.json() == {"data": {"dropLetter": {"isDropped": True}}}
    assert "set-cookie" not in expected.headers
    for headers in along(token):
        with own_statements() as run:
            answer = await http.post("/graphql", json=BODY, headers=headers)
        assert (answer.status_code, answer.content) == (200, expected.content), headers
        assert answer.headers == expected.headers
        assert run == []
        context = letterbox.contexts[-1]
        assert (context.is_unnamed, dict(context.headers)) == (True, {})
        assert not (await context.viewer()).is_signed_in


async def test_its_fields_for_officers_stay_closed(
    http: httpx.AsyncClient, letterbox: ModuleType, token: str
) -> None:
    asked = {"query": "{ box { texts } }"}
    answer = await http.post("/graphql", json=asked, headers={"authorization": f"Bearer {token}"})
    assert answer.json()["errors"][0]["extensions"] == {"code": "UNAUTHENTICATED"}


async def test_the_answer_is_in_the_language_that_the_client_accepts(
    http: httpx.AsyncClient, letterbox: ModuleType, token: str
) -> None:
    for headers in ({"accept-language": "en"}, {"accept-language": "hi"}):
        headers["authorization"] = f"Bearer {token}"
        await http.post("/graphql", json=BOX, headers=headers)
    assert [context.known_language.value for context in letterbox.contexts] == ["en", "hi"]


async def test_the_answer_has_the_headers_of_all_and_none_to_tell_it_again(
    http: httpx.AsyncClient, letterbox: ModuleType
) -> None:
    answer = await http.post("/graphql", json=BODY)
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert {"set-cookie", "etag", "last-modified"} & set(answer.headers) == set()


@pytest.fixture
def client_of(letterbox: ModuleType, app: Any) -> Any:
    async def ask(address: str) -> str:
        transport = httpx.ASGITransport(app=app, client=(address, 1))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            await client.post("/graphql", json=BOX)
        return str(letterbox.contexts[-1].client)

    return ask


async def test_a_source_is_told_apart_for_an_hour_and_has_no_address(
    client_of: Any, clock: MovableClock
) -> None:
    one, other = await client_of("192.0.2.1"), await client_of("192.0.2.2")
    assert (len(one), one == other) == (64, False)
    clock.move(minutes=29, seconds=59)
    assert await client_of("192.0.2.1") == one
    clock.move(seconds=1)
    assert await client_of("192.0.2.1") != one


async def test_a_network_of_version_6_is_one_source(client_of: Any) -> None:
    one = await client_of("2001:db8:1:2::1")
    assert await client_of("2001:db8:1:2:ffff::9") == one
    assert await client_of("2001:db8:1:3::1") != one
    assert await client_of("::ffff:192.0.2.1") == await client_of("192.0.2.1")


async def test_other_documents_are_asked_from_our_own_pages_alone_as_before(
    http: httpx.AsyncClient, letterbox: ModuleType, token: str
) -> None:
    headers = {"cookie": f"__Host-session={token}", "origin": "https://evil.example"}
    assert (await http.post("/graphql", json=PLACE, headers=headers)).status_code == 403
    assert letterbox.contexts == []


async def test_a_service_reads_the_headers_that_it_declares_and_no_other(
    http: httpx.AsyncClient, letterbox: ModuleType
) -> None:
    headers = {"Thana-Box-Key": "a-key", "Thana-Other": "x", "user-agent": "y"}
    await http.post("/graphql", json=PLACE, headers=headers)
    assert dict(letterbox.contexts[-1].headers) == {"thana-box-key": "a-key"}
