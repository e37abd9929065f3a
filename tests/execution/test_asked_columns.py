"""Lists read the columns that are asked for and no others: each field alone is what it is among all
of them, whichever way an operation asks for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from clients import GraphQLClient
from factories import lost_report, make_officer, session_token
from graphql import GraphQLObjectType, get_named_type, is_leaf_type
from own_statements import own_statements
from starlette.applications import Starlette

from core import app as composition

SUBMIT = """mutation Report($input: SubmitLostReportInput!) {
  submitLostReport(input: $input) { errors { code } } }"""
STATIONS = "{{ stations(first: 3) {{ edges {{ node {{ {asked} }} }} }} }}"
STATION = '{{ station(code: "21346058") {{ {asked} }} }}'
REQUESTS = """{{ viewer {{ ... on Citizen {{ requests(first: 3) {{ edges {{ node {{
  {asked} }} }} }} }} }} }}"""
INBOX = "{{ inbox(first: 3) {{ edges {{ node {{ {asked} }} }} }} }}"
TIMES = 3
"""What an operation asks is compiled when it runs again."""


def plain_fields(app: Starlette, name: str, shared_with: str | None = None) -> Sequence[str]:
    """The fields of a type that are shown as they are; those that an interface has as well."""
    platform = app.state.platform
    schema = composition.compose(platform.registry, platform.runtime.settings)
    kind, others = schema.type_map[name], schema.type_map[shared_with or name]
    assert isinstance(kind, GraphQLObjectType)
    return [
        name
        for name, field in kind.fields.items()
        if is_leaf_type(get_named_type(field.type)) and not field.args and name in others.fields  # type: ignore[attr-defined]
    ]


async def assert_each_alone_is_as_among_all(
    client: GraphQLClient, query: str, names: Sequence[str]
) -> None:
    assert len(names) >= 8
    together = _objects(await client.run(query.format(asked=" ".join(names))))
    assert together
    for name in names:
        for _ in range(TIMES):
            alone = _objects(await client.run(query.format(asked=name)))
            assert alone == [{name: each[name]} for each in together], name


async def test_each_field_of_stations(app: Starlette, as_nobody: GraphQLClient) -> None:
    names = plain_fields(app, "Unit")
    await assert_each_alone_is_as_among_all(as_nobody, STATIONS, names)
    await assert_each_alone_is_as_among_all(as_nobody, STATION, names)


async def test_each_field_of_requests(
    app: Starlette, as_citizen: Any, as_nobody: GraphQLClient
) -> None:
    citizen: GraphQLClient = await as_citizen()
    for _ in range(2):
        await citizen.run(SUBMIT, input=lost_report())
    names = plain_fields(app, "LostReport", shared_with="ServiceRequest")
    await assert_each_alone_is_as_among_all(citizen, REQUESTS, names)
    runtime = app.state.platform.runtime
    token = await session_token(runtime, officer=(await make_officer(runtime)).row)
    await assert_each_alone_is_as_among_all(GraphQLClient(citizen.http, token), INBOX, names)


async def test_what_is_asked_for_in_two_places_is_read_whichever_comes_first(
    as_nobody: GraphQLClient,
) -> None:
    query = """query Two($with: Boolean!) { stations(first: 1) { edges { node { code } } }
      stations(first: 1) @include(if: $with) { edges { node { kind } } } }"""
    for with_kind in (False, False, True, True, False):
        (node,) = _objects(await as_nobody.run(query, **{"with": with_kind}))
        assert set(node) == ({"code", "kind"} if with_kind else {"code"})


async def test_a_search_that_finds_nothing_is_an_empty_page(as_nobody: GraphQLClient) -> None:
    query = 'query { stations(filter: { search: "zzqqxx" }) { edges { node { code } } } }'
    for _ in range(TIMES):
        assert await as_nobody.run(query) == {"stations": {"edges": []}}


async def test_a_list_of_stations_reads_nothing_else(as_nobody: GraphQLClient) -> None:
    with own_statements() as sent:
        await as_nobody.run(STATIONS.format(asked="code phone"))
    (statement,) = [each for each in sent if "FROM core_unit" in each]
    shown = statement.partition("SELECT ")[2].partition(" FROM")[0]
    assert set(shown.split(", ")) == {"code", "phone", "source_name"}


def _objects(data: Any) -> list[dict[str, Any]]:
    while "edges" not in data and len(data) == 1 and isinstance(next(iter(data.values())), dict):
        data = next(iter(data.values()))
    return [edge["node"] for edge in data["edges"]] if "edges" in data else [data]
