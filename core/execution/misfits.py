"""Where the value of a variable does not fit its type, told without the value."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError
from graphql.type import GraphQLInputType
from graphql.utilities.validate_input_value import validate_input_value

# which field of an input object is missing or unknown, graphql-core says in its message alone
_FIELD = re.compile(r"(?:include required|include unknown) field '(\w{1,60})'")


class _Misfit(Exception):
    """Where a value does not fit."""


def misfit(name: str, input_type: GraphQLInputType, variables: Mapping[str, Any]) -> str | None:
    """The place within a variable, as `$input.items.0.mobile.imei1`; None where it fits."""

    def stop(error: GraphQLError, path: list[str | int]) -> None:
        # at the first fault: each message quotes the whole value, so that many cost their square
        field = _FIELD.search(error.message)
        steps = [f"${name}", *map(str, path), *([field.group(1)] if field else [])]
        raise _Misfit(".".join(steps)[:200])

    if name not in variables and not str(input_type).endswith("!"):
        return None
    try:
        validate_input_value(variables.get(name), input_type, stop, True)
    except _Misfit as place:
        return str(place)
    return None
