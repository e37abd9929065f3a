"""The GraphQL endpoint: POST of JSON, one operation, one error for what is refused before
execution.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager, nullcontext
from typing import Any
from weakref import WeakSet

from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from core.context import Context, Loader
from core.errors import BadRequest, Forbidden, RequestError, Unavailable
from core.execution.documents import Documents, Prepared
from core.execution.refused import Refused
from core.http.answers import accepted_language, error_response, json_response, send_json
from core.http.body import GraphQLRequest, parse_request
from core.http.client import COOKIE, context_of, is_foreign_origin, unnamed_context_of
from core.http.operations import document_text, refusal_of, shown_result
from core.http.pages import graphiql
from core.http.reads import record_reads
from core.http.unnamed import UnnamedSenders
from core.plugins import PluginRegistry
from core.runtime import Runtime
from core.texts import text

PATH = "/graphql"
NO_TURN = nullcontext()


class GraphQLEndpoint:
    """An ASGI application that answers POST /graphql. One that does not recognise anybody treats
    all as unnamed.
    """

    def __init__(
        self,
        runtime: Runtime,
        registry: PluginRegistry,
        documents: Documents,
        loaders: Mapping[str, Loader],
        senders: UnnamedSenders,
        *,
        recognises: bool = True,
    ) -> None:
        self._speaking: WeakSet[Prepared] = WeakSet()
        self._runtime = runtime
        self._registry = registry
        self._documents = documents
        self._loaders = loaders
        self._senders = senders
        self._recognises = recognises

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["method"] != "POST":
            page = await self._page(Request(scope))
            return await page(scope, receive, send)
        connection = HTTPConnection(scope)
        context = None if self._recognises else self._unnamed_context(connection)
        try:
            body = await _body(connection, receive)
            async with self._turn(context):  # where nobody is recognised, before it is parsed
                parsed = parse_request(body)
                prepared = await self._prepared(parsed)
                has_turn = context is not None
                context = context or self._context(connection, prepared)
                async with NO_TURN if has_turn else self._turn(context):
                    answer = await self._answer(prepared, parsed, context)
        except (Refused, RequestError) as refused:
            await self._error(refused, connection, context)(scope, receive, send)
        else:
            await _send(answer, context, scope, receive, send)

    async def _page(self, request: Request) -> Response:
        """The editor, for a browser's GET; the route takes GET in the demo alone."""
        if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(405, headers={"Allow": "POST"})
        return await graphiql(request)

    def _context(self, connection: HTTPConnection, prepared: Prepared) -> Context:
        """Nothing tells who is asking before it is known whether the document allows that."""
        if prepared.is_unnamed:
            return self._unnamed_context(connection)
        self._senders.silence.end()
        if is_foreign_origin(connection, self._runtime.settings.allowed_origins):
            raise ForeignOrigin(text("This page may not use the session of another site."))
        return context_of(connection, self._runtime, self._registry, self._loaders)

    def _unnamed_context(self, connection: HTTPConnection) -> Context:
        source = self._senders.source(connection)
        return unnamed_context_of(connection, self._runtime, self._registry, self._loaders, source)

    def _turn(self, context: Context | None) -> AbstractAsyncContextManager[None]:
        """A turn of an unnamed sender."""
        if context is None or not context.is_unnamed:
            return NO_TURN
        return self._senders.turns.of(context.client)

    async def _prepared(self, request: GraphQLRequest) -> Prepared:
        asked = await document_text(self._runtime.settings, self._documents, request)
        return self._documents.prepare(asked)

    async def _answer(
        self, prepared: Prepared, request: GraphQLRequest, context: Context
    ) -> dict[str, Any]:
        operation = self._documents.operation(prepared, request.operation_name)
        try:
            async with asyncio.timeout(self._runtime.settings.graphql.seconds):
                if prepared in self._speaking:
                    await context.look_ahead()
                result = await self._documents.run(prepared, operation, request.variables, context)
                self._note(prepared, context)
                shown = shown_result(result, context)
                if not context.is_unnamed:
                    await record_reads(context, prepared, operation)
        except TimeoutError:
            raise Unavailable from None
        return shown

    def _note(self, prepared: Prepared, context: Context) -> None:
        """Texts that had to wait for the viewer's language need not the next time: each that waits
        in a list is a task of its own. Documents that say nothing look nobody up.
        """
        if context.has_waited:
            self._speaking.add(prepared)

    def _error(
        self, refused: Refused | RequestError, connection: HTTPConnection, context: Context | None
    ) -> Response:
        error = refusal_of(refused) if isinstance(refused, Refused) else refused
        settings = self._runtime.settings
        accepted = accepted_language(
            connection.headers.get("accept-language", ""), settings.languages
        )
        language = context.known_language if context else settings.offered(None, accepted)
        return error_response(error, self._runtime.texts, language)


class UnsupportedType(BadRequest):
    status = 415


class ForeignOrigin(Forbidden):
    status = 403


async def _body(connection: HTTPConnection, receive: Receive) -> bytes:
    content_type = connection.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != "application/json":
        raise UnsupportedType(text("Send application/json."))
    parts, is_whole = [], False
    while not is_whole:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientDisconnect
        parts.append(message.get("body", b""))
        is_whole = not message.get("more_body", False)
    return b"".join(parts)


async def _send(answer: Any, context: Context, scope: Scope, receive: Receive, send: Send) -> None:
    if context.set_cookie is None or context.is_unnamed:
        return await send_json(send, answer)
    response = json_response(answer)
    response.set_cookie(
        COOKIE,
        context.set_cookie,
        max_age=None if context.set_cookie else 0,
        path="/",
        secure=True,
        httponly=True,
        samesite="strict",
    )
    await response(scope, receive, send)
