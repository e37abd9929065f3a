"""Production runs documents by id alone: those that the operator has added, and nothing else of the
schema shows.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import httpx
import pytest
from commands import Finished, thana
from conftest import KINDS, MovableClock, settings_for
from contract import DOCUMENTS, VARIABLES, contract_operations
from graphql import parse, print_ast
from servers import variables
from starlette.applications import Starlette

from core.app import create_app
from core.execution.models import TrustedDocument
from core.identity.models import OneTimeCode
from core.sandboxes import Sandboxes
from core.settings import Settings


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Here the database matters."""
    return str(request.param)


PLATFORM = "query Platform {\n  platform {\n    state {\n      code\n    }\n  }\n}"


@pytest.fixture
def settings(database_url: str) -> Settings:
    return settings_for(database_url).model_copy(
        update={"mode": "production", "public_url": "https://seva.example.in"}
    )


def id_of(text: str) -> str:
    return f"sha256:{hashlib.sha256(text.encode()).hexdigest()}"


async def add(folder: Path, settings: Settings, *options: str) -> Finished:
    """`thana documents add` as an operator runs it."""
    own = {
        name.removeprefix("THANA_").lower(): value
        for name, value in variables(settings).items()
        if name.startswith("THANA_")
    }
    return await thana(folder, "documents", "add", folder, *options, **own)


@pytest.fixture
async def ids(app: Starlette, settings: Settings) -> dict[str, str]:
    """The ids of the contract's operations, added by the command."""
    done = await add(DOCUMENTS, settings)
    assert done.code == 0, done.err
    found: dict[str, str] = json.loads(done.out)
    return found


async def send(http: httpx.AsyncClient, **body: Any) -> tuple[int, Any]:
    answer = await http.post("/graphql", json=body, headers={"accept-language": "en"})
    return answer.status_code, answer.json()


def refusal(message: str) -> tuple[int, Any]:
    return 400, {"errors": [{"message": message, "extensions": {"code": "BAD_REQUEST"}}]}


UNKNOWN = refusal("No document with this id is known here.")
NOT_ITS_ID = refusal("The document does not have this id.")
ONLY_BY_ID = refusal("Only known documents run here: send `documentId`.")


async def test_added_documents_run_by_id_and_the_id_is_of_operation_and_fragments(
    http: httpx.AsyncClient, ids: dict[str, str]
) -> None:
    assert sorted(ids) == sorted(VARIABLES)
    file = parse((DOCUMENTS / "core_service_requests.graphql").read_text(encoding="utf-8"))
    by_name = {d.name.value: print_ast(d) for d in file.definitions}  # type: ignore[attr-defined]
    assert ids["RequestByNumber"] == id_of(
        by_name["RequestByNumber"] + "\n\n" + by_name["RequestCard"]
    )
    assert ids["NodeById"] == id_of(by_name["NodeById"])
    status, body = await send(http, documentId=ids["Platform"], variables={"language": "HI"})
    assert (status, body["data"]["platform"]["state"]) == (
        200,
        {"code": "MP", "name": "मध्य प्रदेश पुलिस"},
    )


async def test_a_text_is_refused_even_when_it_is_a_known_one(
    http: httpx.AsyncClient, ids: dict[str, str]
) -> None:
    assert await send(http, query=PLATFORM) == ONLY_BY_ID
    known = contract_operations()["RequestOtp"]
    assert await send(http, query=known, variables=VARIABLES["RequestOtp"]) == ONLY_BY_ID
    assert await OneTimeCode.all().count() == 0


async def test_a_text_does_not_become_known_by_coming_with_its_own_id(
    http: httpx.AsyncClient, ids: dict[str, str]
) -> None:
    assert await send(http, query=PLATFORM, documentId=id_of(PLATFORM)) == UNKNOWN
    assert await TrustedDocument.all().count() == len(ids)


async def test_a_known_text_with_its_id_runs_and_another_text_is_refused(
    http: httpx.AsyncClient, ids: dict[str, str]
) -> None:
    known = contract_operations()["Platform"]
    status, body = await send(http, query=f"# ours\n{known}", documentId=ids["Platform"])
    assert (status, body["data"]["platform"]["state"]["code"]) == (200, "MP")
    smuggled = f"{known} query Other {{ platform {{ state {{ code }} }} }}"
    for other in (PLATFORM, smuggled, contract_operations()["Viewer"]):
        sent = {"documentId": ids["Platform"], "operationName": "Other"}
        assert await send(http, query=other, **sent) == NOT_ITS_ID


async def test_texts_with_a_known_id_tell_nothing_of_the_schema(
    http: httpx.AsyncClient, ids: dict[str, str]
) -> None:
    answers = [
        await send(http, query=text, documentId=ids["Platform"])
        for text in ("{ platform { state { code } } }", "{ nowhere }", "{ __schema { types } }")
    ]
    assert answers == [NOT_ITS_ID] * 3


async def test_what_is_no_known_id_is_refused(http: httpx.AsyncClient, ids: dict[str, str]) -> None:
    known = ids["Platform"]
    for wrong in (
        known[:-1], known + "0", known.upper(), known[7:], f"sha256:{'0' * 64}", "\0", "' OR 1=1",
        "x" * 100_000,
    ):  # fmt: skip
        assert await send(http, documentId=wrong) == UNKNOWN, wrong[:80]


async def test_production_has_no_editor_no_introspection_no_get_and_no_demo_pages(
    http: httpx.AsyncClient, ids: dict[str, str]
) -> None:
    browser = {"accept": "text/html"}
    for method in ("GET", "HEAD", "PUT", "DELETE", "PATCH"):
        answer = await http.request(method, "/graphql", headers=browser)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST"), method
    for path in ("/", "/dev/outbox", "/assets/graphiql.min.js", "/graphiql", "/playground"):
        assert (await http.get(path, headers=browser)).status_code == 404, path
    assert await send(http, query="{ __schema { types { name } } }") == ONLY_BY_ID


async def test_the_ids_are_written_to_a_file_and_stay_when_added_again(
    ids: dict[str, str], settings: Settings, tmp_path: Path
) -> None:
    again = await add(DOCUMENTS, settings, "--output", str(tmp_path / "ids.json"))
    assert again.code == 0, again.err
    assert json.loads((tmp_path / "ids.json").read_text(encoding="utf-8")) == ids
    assert await TrustedDocument.all().count() == len(ids)


async def test_a_folder_with_any_fault_stores_nothing_and_names_each(
    app: Starlette, settings: Settings, tmp_path: Path
) -> None:
    faulty = {
        "a.graphql": "query Good { platform { state { code } } }",
        "b.graphql": "query Bad { nowhere }",
        "c.graphql": "query Good { viewer { id } }",
        "d.graphql": "{ viewer { id } }",
        "e.graphql": "query {",
        "f.graphql": f"query Wide {{ {'viewer { id } ' * 6} }}",
    }
    for name, text in faulty.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    done = await add(tmp_path, settings)
    assert done.code == 1
    assert [line.rpartition("/")[2] for line in done.err.strip().splitlines()] == [
        "b.graphql: Cannot query field 'nowhere' on type 'Query'.",
        "c.graphql: another operation is called Good already; rename one of them",
        "d.graphql: an operation has no name; give it one",
        "e.graphql: Syntax Error: Expected Name, found <EOF>.",
        "f.graphql: Wide has too many root fields: at most 5",
    ]
    assert await TrustedDocument.all().count() == 0


async def test_documents_that_were_added_before_the_start_run_without_being_looked_up(
    settings: Settings, clock: MovableClock, sandboxes: Sandboxes
) -> None:
    ids = json.loads((await add(DOCUMENTS, settings)).out)
    app = create_app(settings, clock, sandboxes=sandboxes)
    async with app.router.lifespan_context(app):
        await TrustedDocument.all().delete()
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
            status, body = await send(http, documentId=ids["Platform"])
            assert (status, body["data"]["platform"]["state"]["code"]) == (200, "MP")
            assert await send(http, documentId=id_of(PLATFORM)) == UNKNOWN
