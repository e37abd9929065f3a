"""What the policies of a schema's root fields say of those who ask."""

from __future__ import annotations

from graphql import GraphQLSchema

from core.policy import UNNAMED
from core.schema import own_types, policy_of


def unnamed_fields(schema: GraphQLSchema) -> frozenset[str]:
    """The root fields for which nobody is recognised, as `Mutation.submitTip`."""
    return frozenset(
        f"{owner.name}.{name}"
        for owner in own_types(schema)
        for name, graphql_field in owner.fields.items()
        if policy_of(owner, graphql_field) is UNNAMED
    )


def needs_sign_in(schema: GraphQLSchema) -> bool:
    """Whether there is no subscription for those who are not signed in."""
    root = schema.subscription_type
    policies = [policy_of(root, each) for each in root.fields.values()] if root else []
    return all(policy is not None and policy.allows is not None for policy in policies)
