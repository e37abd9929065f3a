"""What a socket runs: subscriptions alone, within the limits of POST; and POST runs none."""

from __future__ import annotations

import httpx
import pytest
from clients import GraphQLClient
from conftest import settings_for
from factories import make_citizen, session_token
from sockets import NOTIFICATION_RECEIVED, REQUEST_UPDATED, socket

from core.execution.document_ids import document_id
from core.execution.trusted import add_documents
from core.runtime import Runtime
from core.settings import Settings

PAGE = "citizen { requests(first: %d) { edges { node { %s } } } }"
DEEP = PAGE % (1, PAGE % (1, "id"))
COSTLY = PAGE % (100, "attachments { id } availableActions { code }")
FRAGMENTS = """subscription S { ...F } fragment F on Subscription { notificationReceived { id } }"""


@pytest.fixture
def kind() -> str:
    """What is shown here does not depend on the database."""
    return "sqlite"


@pytest.fixture
async def citizen(http: httpx.AsyncClient, runtime: Runtime) -> GraphQLClient:
    return GraphQLClient(http, await session_token(runtime, citizen=await make_citizen(runtime)))


@pytest.fixture
async def token(citizen: GraphQLClient) -> str:
    assert citizen.token is not None
    return citizen.token


def updated(selected: str) -> str:
    return f'subscription {{ serviceRequestUpdated(id: "x") {{ {selected} }} }}'


REFUSED = {
    "{ viewer { id } }": "BAD_REQUEST",
    "mutation { signOut { ok } }": "BAD_REQUEST",
    "subscription { __typename }": "BAD_REQUEST",
    "subscription { nothing }": "BAD_REQUEST",
    "subscription {": "BAD_REQUEST",
    "subscription { notificationReceived { id } inboxChanged { open } }": "BAD_REQUEST",
    "subscription { notificationReceived @skip(if: true) { id } }": "BAD_REQUEST",
    f"{NOTIFICATION_RECEIVED} subscription Other {{ inboxChanged {{ open }} }}": "BAD_REQUEST",
    updated(DEEP): "TOO_COMPLEX",
    updated(COSTLY): "TOO_COMPLEX",
    updated("id " * 1000): "TOO_COMPLEX",
    updated(" ".join(f"a{n}: id" for n in range(16))): "TOO_COMPLEX",
    REQUEST_UPDATED: "BAD_REQUEST",
}


async def test_documents_are_refused_as_by_post_and_the_socket_stays(
    served: str, token: str
) -> None:
    async with socket(served) as line:
        await line.begin(token)
        for document, code in REFUSED.items():
            error = await line.refused("a", document)
            assert error["extensions"] == {"code": code}, document
            assert sorted(error) == ["extensions", "message"], document
        error = await line.refused("a", REQUEST_UPDATED, id="x", more=1)
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        await line.subscribe("a", FRAGMENTS)


async def test_post_runs_no_subscription(citizen: GraphQLClient) -> None:
    citizen.language = "en"
    answer = await citizen.send(NOTIFICATION_RECEIVED)
    assert answer.status_code == 400
    (error,) = answer.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert error["message"].startswith("Name the one operation to run")


async def test_the_schema_is_not_told_in_production(
    served: str, token: str, citizen: GraphQLClient
) -> None:
    async with socket(served) as line:
        await line.begin(token)
        told = await line.refused("a", "subscription { notificationReceive { id } }")
        assert "notificationReceived" not in told["message"]


class TestTrustedAlone:
    """A production platform: only documents that are known run."""

    @pytest.fixture
    def settings(self, database_url: str) -> Settings:
        production = {"mode": "production", "public_url": "https://seva.example.in"}
        return settings_for(database_url).model_copy(update=production)

    async def test_known_documents_run_and_no_others(
        self, served: str, token: str, runtime: Runtime
    ) -> None:
        await add_documents({"NotificationReceived": NOTIFICATION_RECEIVED}, runtime.now())
        known = document_id(NOTIFICATION_RECEIVED)
        async with socket(served) as line:
            await line.begin(token)
            for payload in (
                {"query": NOTIFICATION_RECEIVED},
                {"documentId": document_id(REQUEST_UPDATED), "variables": {"id": "x"}},
                {"documentId": "x"},
                {"documentId": known, "query": REQUEST_UPDATED},
            ):
                await line.send(id="a", type="subscribe", payload=payload)
                message = await line.receive()
                assert message["type"] == "error", payload
                assert message["payload"][0]["extensions"] == {"code": "BAD_REQUEST"}
            await line.send(id="a", type="subscribe", payload={"documentId": known})
            await line.is_quiet()
