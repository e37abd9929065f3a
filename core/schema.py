"""Composes one GraphQL schema from core and the registry's services, and holds every field to its
declaration.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from inspect import isawaitable
from typing import Any

import strawberry
from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_composite_type,
)
from strawberry.exceptions import DuplicatedTypeName
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import merge_types

import core.desk.schema
import core.documents.schema
import core.identity.schema
import core.notifications.schema
import core.payments.schema
import core.platform
import core.privacy.schema
import core.service_requests.schema
from core.contract import Service
from core.errors import Forbidden, StartupError, Unauthenticated
from core.nodes import NodeQuery
from core.plugins import PluginRegistry
from core.policy import BOUND, POLICY, UNNAMED, Policy
from core.scalars import SCALARS
from core.service_faults import field_names
from core.service_requests.types import ArchivedRequest
from core.settings import Settings
from core.viewers import Viewer

Resolver = Callable[..., Any]
ROOTS = ("Query", "Mutation", "Subscription")


CORE_QUERIES = (
    core.platform.Query,
    core.identity.schema.Query,
    core.service_requests.schema.Query,
    core.desk.schema.Query,
    core.documents.schema.Query,
    NodeQuery,
)
CORE_MUTATIONS = (
    core.identity.schema.Mutation,
    core.notifications.schema.Mutation,
    core.service_requests.schema.Mutation,
    core.desk.schema.Mutation,
    core.documents.schema.Mutation,
    core.payments.schema.Mutation,
    core.privacy.schema.Mutation,
)
CORE_SUBSCRIPTIONS = (
    core.service_requests.schema.Subscription,
    core.notifications.schema.Subscription,
    core.desk.schema.Subscription,
)


def compose(registry: PluginRegistry, settings: Settings) -> GraphQLSchema:
    """The schema, in the order of the services' codes. StartupError for clashes and for undeclared
    fields.
    """
    services = registry.services
    own = (cls for s in services for cls in (s.request_type, *s.types) if cls)
    return schema_of(
        _roots("query", CORE_QUERIES, services),
        _roots("mutation", CORE_MUTATIONS, services),
        _roots("subscription", CORE_SUBSCRIPTIONS, services),
        [ArchivedRequest, *own],
        settings,
    )


def schema_of(
    queries: tuple[type, ...],
    mutations: tuple[type, ...],
    subscriptions: tuple[type, ...],
    types: Sequence[type],
    settings: Settings,
) -> GraphQLSchema:
    """The schema of root types, each field behind its policy. `types` are those that only an
    interface leads to. StartupError for undeclared fields.
    """
    try:
        composed = strawberry.Schema(
            query=merge_types("Query", queries),
            mutation=merge_types("Mutation", mutations) if mutations else None,
            subscription=merge_types("Subscription", subscriptions) if subscriptions else None,
            types=types,
            config=StrawberryConfig(scalar_map=SCALARS),
        )
    except DuplicatedTypeName as error:
        owners = sorted(
            {getattr(cls, "__module__", "?") for cls in (error.first_cls, error.second_cls)}
        )
        raise StartupError(f"{' and '.join(owners)}: {error.message}") from None
    schema = composed._schema
    _keep_languages(schema, settings)
    _tell_one_of(schema)
    if faults := sorted(_undeclared(schema)):
        raise StartupError(*faults)
    _guard(schema)
    return schema


def _roots(root: str, core_types: Sequence[type], services: Sequence[Service]) -> tuple[type, ...]:
    plugins = [(service.code, cls) for service in services if (cls := getattr(service, root))]
    owners = {name: "core" for cls in core_types for name in field_names(cls)}
    for code, cls in plugins:
        for name in field_names(cls):
            if name in owners:
                raise StartupError(f"{owners[name]} and {code} both bring the {root} field {name}")
            owners[name] = code
    return (*core_types, *(cls for _, cls in plugins))


def _keep_languages(schema: GraphQLSchema, settings: Settings) -> None:
    """The schema's enum holds the languages of the settings alone."""
    languages = schema.type_map["Language"]
    assert isinstance(languages, GraphQLEnumType)  # noqa: S101
    offered = {language.name for language in settings.languages}
    languages.values = {name: value for name, value in languages.values.items() if name in offered}


def _tell_one_of(schema: GraphQLSchema) -> None:
    """Strawberry keeps @oneOf to itself; graphql-core judges it, in literals and variables, once it
    knows of it.
    """
    for graphql_type in schema.type_map.values():
        if isinstance(graphql_type, GraphQLInputObjectType):
            definition = graphql_type.extensions.get("strawberry-definition")
            graphql_type.is_one_of = definition is not None and definition.is_one_of


def own_types(schema: GraphQLSchema) -> Iterator[GraphQLObjectType | GraphQLInterfaceType]:
    """The types with fields, but for those that GraphQL itself brings."""
    for name, graphql_type in sorted(schema.type_map.items()):
        if isinstance(
            graphql_type, GraphQLObjectType | GraphQLInterfaceType
        ) and not name.startswith("__"):
            yield graphql_type


def _undeclared(schema: GraphQLSchema) -> Iterator[str]:
    """Every type, field, input and argument without description, every field without policy, every
    list of objects without bound. A mutation's `input` is described by its type.
    """
    for owner in own_types(schema):
        for name, graphql_field in owner.fields.items():
            place = f"field {owner.name}.{name}"
            if not graphql_field.description:
                yield f"{place} has no description"
            if policy_of(owner, graphql_field) is None:
                yield f"{place} has no policy; give it one, or its type"
            elif policy_of(owner, graphql_field) is UNNAMED and owner.name not in ROOTS[:2]:
                yield f"{place} cannot be UNNAMED: only root fields of queries and mutations can"
            if _is_list(graphql_field) and bound_of(graphql_field) is None:
                yield f"{place} is a list without a bound; say how many it can hold"
            for argument, definition in graphql_field.args.items():
                if not definition.description and (owner.name, argument) != ("Mutation", "input"):
                    yield f"argument {argument} of {place} has no description"
    for graphql_type in schema.type_map.values():
        if not graphql_type.description and graphql_type.name not in ROOTS:
            yield f"type {graphql_type.name} has no description"
        if isinstance(graphql_type, GraphQLInputObjectType):
            for name, input_field in graphql_type.fields.items():
                if not input_field.description:
                    yield f"field {graphql_type.name}.{name} has no description"


def _is_list(graphql_field: GraphQLField) -> bool:
    inner = get_nullable_type(graphql_field.type)
    return isinstance(inner, GraphQLList) and is_composite_type(get_named_type(inner))


def _metadata(graphql_field: GraphQLField) -> dict[str, Any]:
    definition = graphql_field.extensions.get("strawberry-definition")
    return dict(definition.metadata) if definition is not None else {}


def policy_of(
    owner: GraphQLObjectType | GraphQLInterfaceType, graphql_field: GraphQLField
) -> Policy | None:
    """The field's policy, else its type's."""
    own: Policy | None = _metadata(graphql_field).get(POLICY)
    origin = owner.extensions["strawberry-definition"].origin
    return own or getattr(origin, "__policy__", None)


def bound_of(graphql_field: GraphQLField) -> int | None:
    """The most that a plain list can hold, as declared."""
    bound: int | None = _metadata(graphql_field).get(BOUND)
    return bound


def _guard(schema: GraphQLSchema) -> None:
    for owner in own_types(schema):
        if isinstance(owner, GraphQLObjectType):
            for graphql_field in owner.fields.values():
                policy = policy_of(owner, graphql_field)
                if (
                    policy is not None
                    and policy.allows is not None
                    and graphql_field.resolve is not None
                ):
                    graphql_field.resolve = _guarded(graphql_field.resolve, policy)


def _guarded(resolve: Resolver, policy: Policy) -> Resolver:
    """The resolver behind its policy: nothing of it runs for a viewer whom the policy does not
    allow.
    """

    async def guarded(source: Any, info: Any, **arguments: Any) -> Any:
        viewer: Viewer = await info.context.viewer()
        assert policy.allows is not None  # noqa: S101
        if not policy.allows(viewer, source):
            raise Forbidden if viewer.is_signed_in else Unauthenticated
        answer = resolve(source, info, **arguments)
        return await answer if isawaitable(answer) else answer

    return guarded
