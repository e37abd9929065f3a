"""What an operation looks like under one choice of its @skip and @include: the fields collected and
the completions written, shared by all its runs but the first.
"""

from __future__ import annotations

from collections import OrderedDict
from datetime import date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from uuid import UUID

from graphql import GraphQLObjectType
from graphql.execution.collect_fields import CollectedFields, FieldDetailsList, GroupedFieldSet

from core.execution.targets import Completion, Target

if TYPE_CHECKING:
    from core.execution.ahead import Plan

PLAIN = (bool, bytes, date, datetime, Decimal, dict, float, int, list, str, time, tuple, UUID)


class Shape:
    """Keys hold the id of a list of field details, which `sub_fields` keeps alive."""

    def __init__(self) -> None:
        self.roots: dict[GraphQLObjectType, GroupedFieldSet] = {}
        self.sub_fields: dict[
            tuple[GraphQLObjectType, int], tuple[FieldDetailsList, CollectedFields]
        ] = {}
        self.completions: dict[tuple[GraphQLObjectType, int], Completion] = {}
        self.targets: dict[tuple[Any, int], Target | None] = {}
        self.over_rows: dict[tuple[int, type, tuple[str, ...]], Completion | None] = {}
        self.plans: dict[tuple[GraphQLObjectType, int], Plan] = {}
        self.loads: dict[tuple[Any, int], bool] = {}
        self.known: set[type] = set(PLAIN)
        """Classes whose values are neither null, nor errors, nor awaited."""


class Shapes:
    """The shapes of all operations, least recently used out first."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._shapes: OrderedDict[tuple[object, tuple[Any, ...]], Shape | None] = OrderedDict()

    def of(self, operation: object, choice: tuple[Any, ...]) -> Shape | None:
        """The shape of an operation under a choice; None at first: what runs once is not worth
        compiling.
        """
        key = (operation, choice)
        is_known = key in self._shapes
        shape = self._shapes.pop(key, None)
        if is_known and shape is None:
            shape = Shape()
        self._shapes[key] = shape
        if len(self._shapes) > self._most:
            self._shapes.popitem(last=False)
        return shape
