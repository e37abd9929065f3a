"""What a request has read is let go of with its answer: it waits for no search for cycles."""

from __future__ import annotations

import gc
from typing import Any

from clients import GraphQLClient
from factories import lost_report
from starlette.applications import Starlette

from core.context import Context
from core.execution.executor import CompiledExecutor

SUBMIT = """mutation Report($input: SubmitLostReportInput!) {
  submitLostReport(input: $input) { errors { code } } }"""
ASKED = (
    "{ stations(first: 5) { edges { node { code name } } } }",
    '{ station(code: "21346058") { name parent { name } } }',
    """{ viewer { ... on Citizen { requests(first: 5) { edges { node { number
      status { label } station { name } lastEvent { action { label } } } } } } } }""",
)
TIMES = 3


async def test_no_request_outlives_its_answer(app: Starlette, as_citizen: Any) -> None:
    citizen: GraphQLClient = await as_citizen()
    await citizen.run(SUBMIT, input=lost_report())
    for query in ASKED:
        gc.collect()
        before = there()
        gc.disable()
        try:
            for _ in range(TIMES):
                await citizen.run(query)
            left = [each for each in there() if not any(each is other for other in before)]
        finally:
            gc.enable()
        assert not left, query


def there() -> list[object]:
    """All contexts and executors that there are, those that other tests have left among them."""
    return [each for each in gc.get_objects() if type(each) in (Context, CompiledExecutor)]
