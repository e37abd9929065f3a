"""A plugin of pytest by which every operation of any test is answered by both executors: by ours,
whose answer the test sees, by graphql-core's, and by ours again with what it has learned. A test
whose answers differ in one byte fails.

    PYTHONPATH=tests .venv/bin/python -m pytest -p both_executors tests/desk

Root fields are resolved once, so that what they change is changed once: the later runs complete the
same payloads.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from contextvars import ContextVar
from functools import partial
from typing import Any
from weakref import WeakSet

import pytest
from executors import told
from graphql import ExecutionResult, GraphQLSchema, print_ast
from graphql.execution import Executor
from graphql.pyutils import is_awaitable

from core.execution import ready
from core.execution.executor import CompiledExecutor
from core.execution.shapes import Shape, Shapes

outcomes: ContextVar[dict[str | int, Outcome] | None] = ContextVar("outcomes", default=None)
"""What has come of the root fields, by their names in the answer."""

differences: list[str] = []
compared = 0
_resolved_once: WeakSet[GraphQLSchema] = WeakSet()


class Both:
    """Stands where the platform makes its executor."""

    def __init__(self, schema: GraphQLSchema, *values: Any, shape: Shape, **options: Any) -> None:
        _resolve_once(schema)
        self._context, self._operation = values[3:5]
        self._ours = partial(CompiledExecutor, schema, *values, shape=shape, **options)
        self._theirs = partial(Executor, schema, *values, **options)

    async def execute_operation(self) -> ExecutionResult:
        token = outcomes.set({})
        try:
            answer, reads = await _run(self._ours), set(self._context.reads)
            expected = await _run(self._theirs)
            again = await _run(self._ours)
        finally:
            outcomes.reset(token)
        self._compare(answer, expected, again)
        if self._context.reads != reads:
            self._tell("reads", reads, self._context.reads)
        return answer

    def close(self) -> None:
        """Each of the executors was let go of when it had answered."""

    def _compare(self, answer: ExecutionResult, *others: ExecutionResult) -> None:
        global compared
        compared += 1
        for other in others:
            if told(other) != told(answer):
                self._tell("answer", told(answer), told(other))

    def _tell(self, what: str, found: object, expected: object) -> None:
        operation = print_ast(self._operation)
        differences.append(f"{what} of {operation}\n  {found!r}\n  {expected!r}")


class Outcome:
    """What a resolver gives or raises, at once or later, as often as it is asked for."""

    def __init__(self, resolve: Callable[[], Any]) -> None:
        self._resolve = resolve
        self._value: Any = None
        self._error: Exception | None = None
        self._ended: asyncio.Event | None = None

    def first(self) -> Any:
        try:
            self._value = self._resolve()
        except Exception as error:
            self._error = error
        if not is_awaitable(self._value):
            return self._told()
        self._ended = asyncio.Event()
        return self._awaited(self._value, self._ended)

    def again(self) -> Any:
        return self._told_later(self._ended) if self._ended else self._told()

    async def _awaited(self, value: Awaitable[Any], ended: asyncio.Event) -> Any:
        try:
            self._value = await value
        except Exception as error:
            self._error = error
        ended.set()
        return self._told()

    async def _told_later(self, ended: asyncio.Event) -> Any:
        await ended.wait()  # in vain for what was cancelled at first, until it is cancelled again
        return self._told()

    def _told(self) -> Any:
        if self._error is not None:
            raise self._error
        return self._value


def _resolve_once(schema: GraphQLSchema) -> None:
    if schema in _resolved_once:
        return
    _resolved_once.add(schema)
    for root in (schema.query_type, schema.mutation_type, schema.subscription_type):
        for field in root.fields.values() if root else ():
            assert field.resolve is not None
            field.resolve = _once(field.resolve)


def _once(resolve: Callable[..., Any]) -> Callable[..., Any]:
    def once(source: Any, info: Any, **arguments: Any) -> Any:
        known, name = outcomes.get(), info.path.key
        if known is None:
            return resolve(source, info, **arguments)
        if name in known:
            return known[name].again()
        known[name] = Outcome(partial(resolve, source, info, **arguments))
        return known[name].first()

    return once


async def _run(make: Callable[[], Executor[Any]]) -> ExecutionResult:
    answer = make().execute_operation()
    result = await answer if is_awaitable(answer) else answer
    assert isinstance(result, ExecutionResult)
    return result


@pytest.fixture(scope="session", autouse=True)
def both_executors() -> Iterator[None]:
    """Both for all tests, and ours compiled from the first run on."""
    of = Shapes.of
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Shapes, "of", lambda *asked: of(*asked) or of(*asked))
        patch.setattr(ready, "CompiledExecutor", Both)
        yield


@pytest.fixture(autouse=True)
def equal_answers(both_executors: None) -> Iterator[None]:
    """Of each test."""
    yield
    found = "\n\n".join(differences)
    differences.clear()
    assert not found, found


def pytest_configure(config: pytest.Config) -> None:
    # graphql-core leaves some of what an error overtakes without awaiting it, and so do we
    for warning in (
        "ignore::pytest.PytestUnraisableExceptionWarning",
        "ignore:coroutine .* was never awaited:RuntimeWarning",
    ):
        config.addinivalue_line("filterwarnings", warning)


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["compared"] = compared


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """Of pytest-xdist: one of its processes has ended."""
    global compared
    compared += getattr(node, "workeroutput", {}).get("compared", 0)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    terminalreporter.write_line(f"operations answered by both executors: {compared}")
