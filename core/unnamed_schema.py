"""The part of the schema that can be answered without knowing who is asking."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from graphql import GraphQLSchema
from strawberry.tools import create_type

import core.platform
from core.contract import Service
from core.plugins import PluginRegistry
from core.policy import POLICY, UNNAMED, Policy
from core.schema import schema_of
from core.settings import Settings


def compose_unnamed(registry: PluginRegistry, settings: Settings) -> GraphQLSchema:
    """Of core `platform`, of the services the queries whose policy asks nobody and the mutations
    that are UNNAMED. StartupError as for the whole schema.
    """
    services = registry.services
    return schema_of(
        (core.platform.Query, *_narrowed("query", services, lambda each: each.allows is None)),
        tuple(_narrowed("mutation", services, lambda each: each is UNNAMED)),
        (),
        [cls for service in services for cls in service.types],
        settings,
    )


def _narrowed(
    root: str, services: Sequence[Service], is_kept: Callable[[Policy], bool]
) -> Iterator[type]:
    """The services' root types with no other fields than those whose policy is kept."""
    for service in services:
        cls = getattr(service, root)
        fields = cls.__strawberry_definition__.fields if cls else ()
        kept = [each for each in fields if is_kept(each.metadata[POLICY])]
        if kept:
            yield create_type(root.capitalize(), kept)
