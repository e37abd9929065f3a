"""Operations generated for a schema with everything: answer and errors are graphql-core's own."""

from __future__ import annotations

import gc
import os
from types import SimpleNamespace as Carried

import pytest
from executors import executors_of
from generated import CONDITIONS, operations
from synthetic import synthetic_schema

COUNT = int(os.environ.get("OPERATIONS", "300"))


# graphql-core leaves some of what an error overtakes without awaiting it, and so do we
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.filterwarnings("ignore:coroutine .* was never awaited:RuntimeWarning")
@pytest.mark.parametrize(("count", "mutating"), [(COUNT, False), (COUNT // 4, True)])
async def test_generated_operations_answer_as_graphql_core_does(count: int, mutating: bool) -> None:
    schema, with_errors = synthetic_schema(), 0
    for number, text in enumerate(operations(schema, count, mutating=mutating)):
        both = executors_of(schema, text)
        asked = [name for name in CONDITIONS if f"${name}:" in text]
        for bits, again in ((0, 0), (0, 1), (0, 0), (5, 0), (5, 0), (7, 0), (7, 0), (5, 1)):
            variables = {name: bool(bits >> n & 1) for n, name in enumerate(asked)}
            root = {"seed": 2 * number + again}
            expected = await both.theirs(variables, Carried(), root)
            found = await both.ours(variables, Carried(), root)
            assert found == expected, (text, variables, root, found, expected)
            with_errors += not expected.endswith(b",[]]")
    assert with_errors > count // 2
    gc.collect()  # what was left is told of here, and not at the end of the whole run
