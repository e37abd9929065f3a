"""The platform's own operations, those of the contract and generated ones, for a citizen, an
officer and nobody: answer, errors and what the audit notes are as with graphql-core's executor.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import httpx
import orjson
import pytest
from authorisation_scene import Scene, make_scene
from contract import VARIABLES, contract_operations
from executors import Executors, executors_of
from generated import CONDITIONS, operations
from graphql import GraphQLSchema
from graphql.pyutils import is_awaitable
from starlette.applications import Starlette

from core import app as composition
from core.context import Context, Credentials
from core.routes import loaders_of
from plugins.tips import proof_of_work

COUNT = int(os.environ.get("OPERATIONS", "300")) // 5
VIEWERS = ("owner", "station", "anonymous")
NOTHING = b"[null,"
"""An answer that an error has made null as a whole."""

# graphql-core leaves some of what an error overtakes without awaiting it, and so do we
pytestmark = [
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning"),
]


@pytest.fixture(autouse=True)
def collected() -> Iterator[None]:
    """What was left is told of here, and not at the end of the whole run."""
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def same_puzzle(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each asker of a proof of work gets the same task."""
    monkeypatch.setattr(proof_of_work.secrets, "token_hex", lambda count: "0" * 2 * count)


@pytest.fixture
def kind() -> str:
    """One kind of database: executors know of none."""
    return "sqlite"


@pytest.fixture
async def scene(app: Starlette, http: httpx.AsyncClient) -> Scene:
    return await make_scene(app, http)


@pytest.fixture
def schema(app: Starlette) -> GraphQLSchema:
    platform = app.state.platform
    return composition.compose(platform.registry, platform.runtime.settings)


def context(scene: Scene, viewer: str) -> Context:
    """A request of its own."""
    registry, token = scene.app.state.platform.registry, scene.viewers[viewer].token
    return Context(scene.runtime, registry, loaders_of(registry), Credentials(token))


async def equal(scene: Scene, both: Executors, variables: dict[str, Any]) -> int:
    """Compare an operation for each viewer; how many answers were without errors."""
    sound = 0
    for viewer in VIEWERS:
        expected = await theirs(scene, both, variables, viewer)
        sound += expected[0].endswith(b",[]]")
        for run in range(3):  # before it is compiled, when it is, and afterwards
            asked = context(scene, viewer)
            found = (await both.ours(variables, asked), asked.reads)
            tries = 20  # which of two reads fails first is the database's, with either executor
            while found != expected and tries:
                expected, tries = await theirs(scene, both, variables, viewer), tries - 1
            assert agree(found[0], expected[0]), (viewer, run, found[0], expected[0])
            if not expected[0].startswith(NOTHING):  # what had been read by then is a race as well
                assert found[1] == expected[1], (viewer, run)
    return sound


def agree(found: bytes, expected: bytes) -> bool:
    """Whether two answers are the same, but for the moments of their errors: those of fields whose
    values were loaded ahead come later, and after what has made a whole answer null, none comes.
    """
    data, errors = orjson.loads(found)
    expected_data, expected_errors = orjson.loads(expected)
    if orjson.dumps(data) != orjson.dumps(expected_data):
        return False
    fewer, more = sorted((sorted(map(orjson.dumps, e)) for e in (errors, expected_errors)), key=len)
    return fewer == more or (data is None and 0 < len(fewer) and set(fewer) < set(more))


async def theirs(
    scene: Scene, both: Executors, variables: dict[str, Any], viewer: str
) -> tuple[bytes, set[str]]:
    asked = context(scene, viewer)
    return await both.theirs(variables, asked), asked.reads


def resolved_once(resolve: Callable[..., Any]) -> Callable[..., Awaitable[Any]]:
    """A mutation that is made at its first call, and answers the same at each other one."""
    made: dict[str, tuple[Any, Exception | None]] = {}

    async def once(source: Any, info: Any, **arguments: Any) -> Any:
        token = info.context.credentials.token
        if token not in made:
            try:
                answer = resolve(source, info, **arguments)
                made[token] = (await answer if is_awaitable(answer) else answer, None)
            except Exception as error:
                made[token] = (None, error)
        value, error = made[token]
        if error is not None:
            raise error
        return value

    return once


async def test_every_operation_of_the_contract_answers_as_with_graphql_core(
    scene: Scene, schema: GraphQLSchema, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert schema.mutation_type is not None
    for field in schema.mutation_type.fields.values():
        monkeypatch.setattr(field, "resolve", resolved_once(field.resolve or repr))
    report = await scene.report()
    await scene.settle()
    sound = 0
    signing_out_last = sorted(contract_operations().items(), key=lambda each: each[0] == "SignOut")
    for name, text in signing_out_last:
        number = {"number": report["number"]} if "number" in VARIABLES[name] else {}
        sound += await equal(scene, executors_of(schema, text), VARIABLES[name] | number)
    assert sound > 60


async def test_generated_operations_of_the_platform_answer_as_with_graphql_core(
    scene: Scene, schema: GraphQLSchema
) -> None:
    report = await scene.report()
    await scene.found()
    await scene.settle()
    known = {
        "id": [report["id"], await scene.notification(), scene.officer_id("station"), "x"],
        "number": [report["number"]],
        "code": ["21346058", await scene.paper(report)],
        "districtCode": ["21346"],
        "first": [1, 20],
        "after": [None],
    }
    sound = 0
    for text in operations(schema, COUNT, known=known):
        names = [name for name in CONDITIONS if f"${name}:" in text]
        sound += await equal(scene, executors_of(schema, text), dict.fromkeys(names, True))
    assert sound > COUNT // 2
