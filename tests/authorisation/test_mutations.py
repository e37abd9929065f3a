"""Every mutation, sent by every viewer about a record of the owner. What is not done changes
nothing.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from authorisation_asking import done_mark
from authorisation_calls import MUTATIONS, Input
from authorisation_scene import Scene
from authorisation_table import VIEWERS, differing
from authorisation_types import answer_types, whole_answer
from everything_stored import everything
from graphql import GraphQLObjectType, GraphQLSchema

READS_ALONE = "confirmTipReceipt("
"""It stores nothing, and is a mutation so that a receipt is never sent by GET."""


def document(schema: GraphQLSchema, name: str, own: Mapping[str, GraphQLObjectType]) -> str:
    """The mutation with all fields of its answer."""
    assert schema.mutation_type is not None
    root = schema.mutation_type.fields[name]
    answer = whole_answer(schema, own[root.type.of_type.name], own)  # type: ignore[union-attr]
    if not root.args:
        return f"mutation {{ {name} {{ {answer} }} }}"
    declared = ", ".join(f"${each}: {argument.type}" for each, argument in root.args.items())
    passed = ", ".join(f"{each}: ${each}" for each in root.args)
    return f"mutation({declared}) {{ {name}({passed}) {{ {answer} }} }}"


async def test_each_mutation_answers_each_viewer_as_declared(
    scene: Scene, schema: GraphQLSchema
) -> None:
    own = answer_types(schema)
    cells = {}
    for name, make_input in MUTATIONS.items():
        text = document(schema, name.partition(":")[0], own)
        cells[name] = await _row(scene, text, make_input)
    assert differing("mutations", cells) == []


async def _row(
    scene: Scene, text: str, make_input: Callable[[Scene], Awaitable[Input]]
) -> dict[str, str]:
    """The marks of all viewers. After a change the next one finds everything made anew."""
    row, before, given = {}, None, None
    for who in VIEWERS:
        if before is None:
            await scene.sign_in()
            given = await make_input(scene)
            before = await everything()
        row[who] = await _sent(scene, who, text, given)
        after = await everything()
        assert (row[who] == "yes" and READS_ALONE not in text) == (after != before), (
            text,
            who,
            row[who],
            changed(before, after),
        )
        before = before if after == before else None
    return row


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    """The tables that differ."""
    return [table for table in before if before[table] != after[table]]


async def _sent(scene: Scene, who: str, text: str, given: Input) -> str:
    variables = {"input": given} if "$input" in text else given or {}
    answer = await scene.viewers[who].send(text, **variables)
    return done_mark(answer.json())
