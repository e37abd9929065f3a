"""Completes the objects of a list: each by the completion of its class, else by graphql-core."""

from __future__ import annotations

from collections.abc import Awaitable, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from graphql import GraphQLResolveInfo
from graphql.execution.executor import collect_iterator_awaitables
from graphql.pyutils import gather_with_cancel
from strawberry.types.cast import get_strawberry_type_cast

from core.execution.over_rows import completions_over
from core.execution.paths import LazyPath, whole
from core.execution.targets import Completion, Target
from core.execution.unmade import UnmadeEdges

if TYPE_CHECKING:
    from core.execution.executor import CompiledExecutor


def complete_items(
    executor: CompiledExecutor,
    target: Target,
    path: LazyPath,
    items: Iterable[Any],
    info: GraphQLResolveInfo[Any] | None = None,
) -> Any:
    """The list of the items' fields, or a coroutine of it. Raises what nulls the whole list."""
    listing = _Listing(executor, target, path, info)
    known: Mapping[type, Completion] = target.completions
    if type(items) is UnmadeEdges and (found := completions_over(executor, target, items)):
        known, items = found, items.rows.rows
    iterator = iter(items)
    try:
        listing.complete(iterator, known)
    except Exception:
        pending = [listing.done[index] for index in listing.late]
        pending += collect_iterator_awaitables(iterator, executor.is_awaitable)
        if pending:
            executor.settle_in_background(pending)
        raise
    return listing.awaited() if listing.late else listing.done


class _Listing:
    """The items of one list: those done, and the indices of those that are awaited."""

    def __init__(
        self,
        executor: CompiledExecutor,
        target: Target,
        path: LazyPath,
        info: GraphQLResolveInfo[Any] | None,
    ) -> None:
        self.done: list[Any] = []
        self.late: list[int] = []
        self._executor = executor
        self._target = target
        self._path = path
        self._info = info

    def complete(self, items: Iterator[Any], known: Mapping[type, Completion]) -> None:
        executor, path, done = self._executor, self._path, self.done
        find, is_asked = known.get, self._target.is_asked
        for index, item in enumerate(items):
            completion = find(type(item))
            if completion is None or (is_asked and get_strawberry_type_cast(item) is not None):
                self._unusual(index, item)
                continue
            try:
                value = completion(executor, item, (path, index, None))
            except Exception as error:
                self._failed(index, error)
                value = None
            else:
                if type(value) is not dict:
                    value = self._awaited(index, value)
                    self.late.append(index)
            done.append(value)

    def _unusual(self, index: int, item: Any) -> None:
        """One item in graphql-core's way; its class is known from then on, if it may be."""
        executor, target, path = self._executor, self._target, whole((self._path, index, None))
        details, info = target.selected.details, self._resolve_info()
        if executor.is_awaitable(item):
            self.done.append(
                executor.complete_awaitable_list_item_value(
                    item, target.type_, details, info, path, None
                )
            )
            self.late.append(index)
        elif executor.complete_list_item_value(
            item, self.done, target.type_, details, info, path, None
        ):
            self.late.append(index)
        if self.done[-1] is not None:
            target.learn(executor, item, info)

    def _resolve_info(self) -> GraphQLResolveInfo[Any]:
        if self._info is None:
            self._info = self._executor.info(self._target.selected, self._path)
        return self._info

    def _failed(self, index: int, error: Exception) -> None:
        target, path = self._target, whole((self._path, index, None))
        self._executor.handle_field_error(error, target.type_, target.selected.details, path)

    async def _awaited(self, index: int, completed: Awaitable[Any]) -> Any:
        try:
            return await completed
        except Exception as error:
            self._failed(index, error)
            return None

    async def awaited(self) -> list[Any]:
        """The items, once all are there."""
        done, late = self.done, self.late
        if len(late) == 1:
            done[late[0]] = await done[late[0]]
        else:
            found = await gather_with_cancel(*(done[index] for index in late))
            for index, value in zip(late, found, strict=True):
                done[index] = value
        return done
