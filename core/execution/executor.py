"""graphql-core's executor, with objects and their lists completed by generated functions. Errors,
paths, the order of things and what is awaited stay graphql-core's own.
"""

from __future__ import annotations

from collections.abc import Awaitable, Iterable
from typing import Any

from graphql import (
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    get_nullable_type,
)
from graphql.execution import default_field_resolver
from graphql.execution.collect_fields import FieldDetailsList, GroupedFieldSet
from graphql.execution.execute import assume_not_awaitable
from graphql.pyutils import Path, gather_with_cancel, is_awaitable

from core.execution.ahead import load_ahead, loads_ahead
from core.execution.generating import completion
from core.execution.listing import complete_items
from core.execution.paths import LazyPath, whole
from core.execution.resolving import Resolving
from core.execution.shapes import Shape
from core.execution.targets import Completion, Composite, Selected, Target, is_ordinary

Late = dict[str, Awaitable[Any]]


class CompiledExecutor(Resolving):
    """Runs one operation in its shape. Without one all is left to graphql-core, and so it is with
    middleware, or another idea of what is awaited.
    """

    def __init__(self, *values: Any, shape: Shape | None = None, **options: Any) -> None:
        super().__init__(*values, **options)
        self.shape = shape or Shape()
        self._relevant_sub_fields = self.shape.sub_fields
        self.is_default = self.field_resolver is default_field_resolver
        self._is_compiled = (
            shape is not None
            and self.middleware_manager is None
            and self.is_awaitable in (is_awaitable, assume_not_awaitable)
        )

    def execute_root_grouped_field_set(
        self,
        root_type: GraphQLObjectType,
        root_value: Any,
        grouped_field_set: GroupedFieldSet,
        serially: bool,
        position_context: None,
    ) -> Any:
        shared = self.shape.roots.setdefault(root_type, grouped_field_set)
        if self._is_compiled and not serially:
            key = (root_type, id(shared))
            if key not in self.shape.completions:
                self.shape.completions[key] = completion(self, root_type, shared)
            return self.shape.completions[key](self, root_value, None)
        return super().execute_root_grouped_field_set(
            root_type, root_value, shared, serially, position_context
        )

    def get_stream_usage(self, field_details_list: FieldDetailsList, path: Path) -> None:
        """Nothing is streamed; graphql-core would look for the directive at each list."""

    def collect_and_execute_subfields(
        self,
        return_type: GraphQLObjectType,
        field_details_list: FieldDetailsList,
        path: Path,
        result: Any,
        position_context: None,
    ) -> Any:
        if not self._is_compiled:
            return super().collect_and_execute_subfields(
                return_type, field_details_list, path, result, position_context
            )
        return self._completion(return_type, field_details_list)(self, result, path)

    def complete_iterable_value(
        self,
        item_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        items: Iterable[Any],
        position_context: None,
    ) -> Any:
        if self._is_compiled:
            target = self._target_of(info, field_details_list, item_type)
            if target is not None:
                return complete_items(self, target, path, items, info)
        return super().complete_iterable_value(
            item_type, field_details_list, info, path, items, position_context
        )

    async def complete_awaitable_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: GraphQLResolveInfo[Any],
        path: Path,
        result: Any,
        position_context: None,
    ) -> Any:
        if self._is_compiled and self._loads_ahead(return_type, field_details_list):
            result = self._with_loaded(return_type, field_details_list, result)
        return await super().complete_awaitable_value(
            return_type, field_details_list, info, path, result, position_context
        )

    def _loads_ahead(self, of_type: GraphQLOutputType, details: FieldDetailsList) -> bool:
        key = (of_type, id(details))
        if key not in self.shape.loads:
            self.shape.loads[key] = loads_ahead(self, of_type, details)
        return self.shape.loads[key]

    async def _with_loaded(
        self, of_type: GraphQLOutputType, details: FieldDetailsList, result: Awaitable[Any]
    ) -> Any:
        value = await result
        if not isinstance(value, Exception):
            await load_ahead(self, of_type, details, value)
        return value

    def _target_of(
        self, info: GraphQLResolveInfo[Any], details: FieldDetailsList, item_type: GraphQLOutputType
    ) -> Target | None:
        key = (item_type, id(details))
        if key not in self.shape.targets:
            definition = self.schema.get_field(info.parent_type, info.field_name)
            assert definition is not None  # noqa: S101
            selected = Selected("", info.parent_type, definition, details, info.field_nodes)
            self.target(selected, item_type)
        return self.shape.targets[key]

    def target(self, selected: Selected, type_: GraphQLOutputType) -> Target | None:
        """What a selected field, or each item of its list, may hold; None for what is no object."""
        key, kind = (type_, id(selected.details)), get_nullable_type(type_)
        if key not in self.shape.targets:
            self.shape.targets[key] = (
                Target(selected, type_, kind) if isinstance(kind, Composite) else None
            )
        return self.shape.targets[key]

    def _completion(self, kind: GraphQLObjectType, details: FieldDetailsList) -> Completion:
        key = (kind, id(details))
        if key not in self.shape.completions:
            fields = self.collect_subfields(kind, details).grouped_field_set
            self.shape.completions[key] = completion(self, kind, fields)
        return self.shape.completions[key]

    # what generated code calls; a path is that of the field

    def conclude(
        self, selected: Selected, path: LazyPath, value: Any, target: Target | None = None
    ) -> Any:
        """Complete a value in hand, or raise one that is an error, as `execute_field` does."""
        of_type, details, at = selected.definition.type, selected.details, whole(path)
        info = self.info(selected, at)
        try:
            if self.is_awaitable(value):
                return self.complete_awaitable_value(of_type, details, info, at, value, None)
            completed = self.complete_value(of_type, details, info, at, value, None)
        except Exception as error:
            self.failed(selected, at, error)
            return None
        if target is not None and completed is not None:
            target.learn(self, value, info)
        elif is_ordinary(type(value)):
            self.shape.known.add(type(value))
        return self.later(selected, at, completed) if self.is_awaitable(completed) else completed

    def failed(self, selected: Selected, path: LazyPath, error: Exception) -> None:
        of_type, details = selected.definition.type, selected.details
        self.handle_field_error(error, of_type, details, whole(path))

    async def later(self, selected: Selected, path: LazyPath, completed: Awaitable[Any]) -> Any:
        try:
            return await completed
        except Exception as error:
            self.failed(selected, path, error)
            return None

    def items(self, target: Target, path: LazyPath, items: list[Any]) -> Any:
        return complete_items(self, target, path, items)

    def keep(self, late: Late | None, name: str, value: Any) -> Late | None:
        """The fields that are awaited, this one with them if it is."""
        if self.is_awaitable(value):
            late = {} if late is None else late
            late[name] = value
        return late

    def settle(self, late: Late | None) -> None:
        """Have what is awaited end in peace, when an error nulls the object."""
        if late:
            self.settle_in_background(list(late.values()))

    async def gathered(self, fields: dict[str, Any], late: Late) -> dict[str, Any]:
        """The fields, once all are there."""
        if len(late) == 1:
            for name, value in late.items():
                fields[name] = await value
        else:
            found = await gather_with_cancel(*late.values())
            fields.update(zip(late, found, strict=True))
        return fields
