"""Lists of stations as frontends ask for them."""

from __future__ import annotations

from typing import Any

from clients import GraphQLClient

from core.units.models import Unit

STATIONS = """query($first: Int!, $after: String, $filter: StationFilter, $language: Language) {
  stations(first: $first, after: $after, filter: $filter) { totalCount
    pageInfo { hasNextPage endCursor }
    edges { cursor node { id code name(language: $language) kind district { code } } } } }"""
CODES = """query($first: Int!, $after: String, $filter: StationFilter) {
  stations(first: $first, after: $after, filter: $filter) { totalCount
    pageInfo { hasNextPage endCursor } edges { cursor node { code } } } }"""


async def page(client: GraphQLClient, first: int = 100, **variables: Any) -> Any:
    """The connection of one page."""
    return (await client.run(CODES, first=first, **variables))["stations"]


def codes_of(connection: Any) -> list[str]:
    return [edge["node"]["code"] for edge in connection["edges"]]


async def codes(client: GraphQLClient, **wanted: Any) -> list[str]:
    """The codes of the first 100 stations of a filter, in their order."""
    return codes_of(await page(client, filter=wanted))


async def first_hit(client: GraphQLClient, search: str) -> str | None:
    """The code of the likeliest station."""
    shown = await page(client, 1, filter={"search": search})
    return next(iter(codes_of(shown)), None)


async def names(client: GraphQLClient, **wanted: Any) -> list[str]:
    """The source's names of what is found."""
    found = await codes(client, **wanted)
    rows = await Unit.in_bulk(found, "code")
    return [rows[code].source_name for code in found]


async def walk(client: GraphQLClient, size: int, **wanted: Any) -> list[str]:
    """The codes of all pages, one after the other."""
    seen: list[str] = []
    after, more = None, True
    while more:
        shown = await page(client, size, after=after, filter=wanted)
        seen += codes_of(shown)
        after, more = shown["pageInfo"]["endCursor"], shown["pageInfo"]["hasNextPage"]
        assert len(shown["edges"]) == size or not more
    return seen
