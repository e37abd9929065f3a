"""A citizen with many requests, who pages through them as a frontend does."""

from __future__ import annotations

from typing import Any

from clients import GraphQLClient
from factories import make_request

from core.app import Platform
from core.db import transactional
from core.identity.models import Citizen

CARDS = """query MyRequests($first: Int!, $after: String, $filter: ServiceRequestFilter) {
  viewer { ... on Citizen { requests(first: $first, after: $after, filter: $filter) {
    pageInfo { hasNextPage endCursor } edges { cursor node { number } } } } } }"""
COUNTED = """query MyRequests($filter: ServiceRequestFilter) { viewer { ... on Citizen {
  requests(first: 1, filter: $filter) { totalCount edges { node { number } } } } } }"""


class Owner(GraphQLClient):
    """A citizen with requests."""

    platform: Platform
    citizen: Citizen

    async def has(self, many: int, **values: Any) -> list[str]:
        """That many requests more; their numbers."""

        @transactional
        async def make() -> list[str]:
            return [
                (await make_request(self.platform, self.citizen, **values)).number
                for _ in range(many)
            ]

        return await make()

    async def page(self, first: int, **values: Any) -> Any:
        return (await self.run(CARDS, first=first, **values))["viewer"]["requests"]

    async def numbers(self, **wanted: Any) -> list[str]:
        found = await self.page(100, filter=wanted)
        return [edge["node"]["number"] for edge in found["edges"]]

    async def count(self, **wanted: Any) -> int | None:
        answer = await self.run(COUNTED, filter=wanted)
        total: int | None = answer["viewer"]["requests"]["totalCount"]
        return total
