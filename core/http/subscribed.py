"""One subscription of a socket: its document, run when it begins and after each change."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

from graphql import ExecutionResult, OperationDefinitionNode

from core.context import Context
from core.errors import BadRequest, Forbidden, NotFound, Unauthenticated, Unavailable
from core.execution.documents import Documents, Prepared
from core.http.answers import error_entry
from core.http.body import request_of
from core.http.operations import document_text, shown_result
from core.http.reads import record_reads
from core.http.socket_messages import SocketMessage
from core.live.watching import Line, Unchanged, Watch

NOT_ANY_MORE = (NotFound, Forbidden, Unauthenticated)


class Ended(Exception):
    """The viewer may not be told of this any more."""


@dataclass(frozen=True)
class Subscribed:
    """A subscription that has begun."""

    documents: Documents
    prepared: Prepared
    operation: OperationDefinitionNode
    variables: dict[str, Any]
    watch: Watch
    characters: int
    """Of its document."""
    size: int
    """Of the message that it came in, without the document."""

    async def next(self, context: Context) -> dict[str, Any] | None:
        """What is to be told after a change, as GraphQL shows it; None for nothing. Raises Ended,
        InvalidCredentials.
        """
        self.watch.begin()
        try:
            return await self._run(context)
        except Unavailable as error:  # and the subscription goes on
            entry = error_entry(error, context.runtime.texts, context.known_language)
            return {"errors": [entry], "data": None}

    async def _run(self, context: Context) -> dict[str, Any] | None:
        try:
            async with asyncio.timeout(context.runtime.settings.graphql.seconds):
                result = await self.documents.run(
                    self.prepared, self.operation, self.variables, context, self.watch
                )
                fault = _fault_of_root(result)
                if isinstance(fault, Unchanged):
                    return None
                if isinstance(fault, NOT_ANY_MORE) and self.watch.change is not None:
                    raise Ended from None
                shown = shown_result(result, context)
                await record_reads(context, self.prepared, self.operation)
        except TimeoutError:
            raise Unavailable from None
        return shown

    async def begin(self, context: Context) -> list[dict[str, Any]]:
        """Have it wait for what concerns it; what was wrong, as GraphQL shows errors, else nothing.
        Raises RequestError, Refused.
        """
        has_begun = False
        try:
            shown = await self._run(context)
            has_begun = shown is None
            if shown is not None and "errors" not in shown:
                raise BadRequest  # its resolver tells at once, as a query
            return shown["errors"] if shown else []
        finally:
            if not has_begun:
                self.watch.end()


async def prepare(
    documents: Documents, message: SocketMessage, context: Context, line: Line
) -> Subscribed:
    """The subscription that a message asks for. Raises Refused, RequestError."""
    request = request_of(message.payload)
    asked = await document_text(context.runtime.settings, documents, request)
    prepared = documents.prepare(asked)
    operation = documents.operation(prepared, request.operation_name, subscribes=True)
    size = message.size - len(request.query or "")
    return Subscribed(
        documents, prepared, operation, request.variables, Watch(line), len(asked), size
    )


def _fault_of_root(result: ExecutionResult) -> Exception | None:
    """What the root field's resolver raised."""
    faults = (error for error in result.errors or () if error.path and len(error.path) == 1)
    return next((error.original_error for error in faults), None)
