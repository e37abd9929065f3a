"""`thana serve --only`: a few plugins, and nobody is recognised."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from types import ModuleType

import httpx
import pytest
from conftest import MovableClock
from contract import VARIABLES, contract_operations
from graphql import GraphQLSchema, parse
from own_statements import own_statements
from starlette.applications import Starlette
from starlette.routing import Route
from unnamed_roles import GRANTS

from core.app import create_app
from core.errors import StartupError
from core.execution.document_ids import canonical_text, document_id
from core.execution.trusted import add_documents
from core.sandboxes import Sandboxes
from core.settings import Settings

ONLY = ("letterbox", "directory")
READ = set(re.findall(r"\b(?:core|directory|tortoise)_\w+", GRANTS.read_text(encoding="utf-8")))
"""The tables that the role may read."""
DIRECTORY = ("NearestStations", "ResponsibleStation", "Stations", "StationByCode", "Offices",
             "Helplines", "Districts", "Platform")  # fmt: skip


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"plugins": ("directory", "letterbox", "lost_property")})


@pytest.fixture
async def alone(
    settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> AsyncIterator[Starlette]:
    app = create_app(settings, clock, sandboxes=sandboxes, only=ONLY)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def http(alone: Starlette) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(alone) as client:
        yield client


def client_of(app: Starlette) -> httpx.AsyncClient:
    return httpx.AsyncClient(
        transport=httpx.ASGITransport(app=app), base_url="http://127.0.0.1:8000"
    )


def tables(statements: list[str]) -> set[str]:
    """The tables that statements name."""
    named = re.findall(r"\b(?:core|directory|tortoise|lost)_\w+", " ".join(statements))
    return {name for name in named if "__" not in name}  # with it, what is joined is called so


async def test_it_reads_what_its_role_may_and_writes_nothing(
    settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> None:
    with own_statements() as run:
        app = create_app(settings, clock, sandboxes=sandboxes, only=ONLY)
        async with app.router.lifespan_context(app), client_of(app) as client:
            await ask_all(client)
    assert tables(run) <= READ, sorted(tables(run) - READ)
    assert [each for each in run if re.match("INSERT|UPDATE|DELETE", each.strip(), re.I)] == []


async def ask_all(client: httpx.AsyncClient) -> None:
    """Ask whatever the directory and the letter box answer, with a session that comes along."""
    headers = {"authorization": "Bearer some-token", "cookie": "__Host-session=x"}
    asked = [(contract_operations()[name], VARIABLES[name]) for name in DIRECTORY]
    for query, variables in [*asked, ("{ box { count } }", {}), ("{ boxPlace }", {})]:
        body = {"query": query, "variables": variables}
        answer = (await client.post("/graphql", json=body, headers=headers)).json()
        assert "errors" not in answer, answer
    for path in ("/stations", "/directory/stations.geojson", "/box/page", "/livez", "/readyz"):
        assert (await client.get(path)).status_code == 200, path


def schema_of(app: Starlette) -> GraphQLSchema:
    (route,) = (r for r in app.routes if isinstance(r, Route) and r.path == "/graphql")
    schema: GraphQLSchema = route.endpoint._documents.schema
    return schema


async def test_the_schema_holds_what_asks_for_nobody(alone: Starlette) -> None:
    schema = schema_of(alone)
    assert schema.query_type is not None
    assert {"platform", "box", "boxPlace", "station"} <= set(schema.query_type.fields)
    assert {"viewer", "node", "serviceRequests", "lostReports"} & set(
        schema.query_type.fields
    ) == set()
    assert schema.mutation_type is not None
    assert set(schema.mutation_type.fields) == {"dropLetter"}
    assert schema.subscription_type is None


async def test_the_routes_are_those_of_the_plugins(alone: Starlette) -> None:
    paths = {route.path for route in alone.routes if isinstance(route, Route)}
    assert {"/graphql", "/livez", "/readyz", "/box/page", "/stations"} <= paths
    assert [p for p in paths if p.startswith(("/files", "/verify", "/desk", "/dev", "/pay"))] == []


async def test_a_letter_goes_in_and_a_session_changes_nothing(http: httpx.AsyncClient) -> None:
    drop = "mutation Drop($input: DropInput!) { dropLetter(input: $input) { isDropped } }"
    body = {"query": drop, "variables": {"input": {"text": "It was the butler."}}}
    answer = await http.post("/graphql", json=body, headers={"authorization": "Basic x"})
    assert answer.json() == {"data": {"dropLetter": {"isDropped": True}}}
    box: ModuleType = sys.modules["letterbox"]
    assert box.contexts[-1].is_unnamed
    page = (await http.get("/box/page")).json()
    assert page["source"] == box.contexts[-1].client


async def test_route_for_those_who_sign_in_is_not_there(http: httpx.AsyncClient) -> None:
    headers = {"authorization": "Bearer some-token", "thana-box-key": "a-key"}
    with own_statements() as run:
        answer = await http.post("/box/parcels/1", headers=headers)
    assert (answer.status_code, tables(run)) == (404, set())
    assert answer.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}


async def test_trusted_documents_run(
    settings: Settings, alone: Starlette, http: httpx.AsyncClient, clock: MovableClock
) -> None:
    written = canonical_text(parse("query Place { boxPlace }"))
    await add_documents({"Place": written}, clock.now())
    answer = await http.post("/graphql", json={"documentId": document_id(written)})
    assert answer.json() == {"data": {"boxPlace": "beside the door"}}


@pytest.mark.parametrize("strange", ["letterbux", "tenant"])
def test_a_plugin_that_is_not_enabled_is_named(settings: Settings, strange: str) -> None:
    with pytest.raises(StartupError) as stopped:
        create_app(settings, only=("letterbox", strange))
    assert stopped.value.faults == (
        f"--only {strange}: this plugin is not enabled;"
        " enabled: directory, letterbox, lost_property",
    )


def test_it_does_not_start_with_an_access_log(settings: Settings) -> None:
    logging = settings.model_copy(update={"access_log": True})
    with pytest.raises(StartupError) as stopped:
        create_app(logging, only=ONLY)
    assert stopped.value.faults == (
        "setting access_log: this process serves people who stay unnamed, at /graphql, /box/page,"
        " /box/parcels/, /box/pictures, and an access log would tell when each of them came; set"
        " access_log = false for it (THANA_ACCESS_LOG=false), the main process keeps its own",
    )
    create_app(logging, only=("directory",))
