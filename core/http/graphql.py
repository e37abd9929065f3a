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
from starlette.requests import Request
from starlette.responses import Response

from core.context import Context, Loader
from core.errors import BadRequest, Forbidden, RequestError, Unavailable
from core.execution.documents import Documents, Prepared
from core.execution.refused import Refused
from core.http.answers import error_response, json_response
from core.http.body import GraphQLRequest, parse_request
from core.http.client import COOKIE, context_of, is_foreign_origin, unnamed_context_of
from core.http.operations import document_text, refusal_of, shown_result
from core.http.pages import graphiql
from core.http.reads import record_reads
from core.http.unnamed import UnnamedSenders
from core.plugins import PluginRegistry
from core.runtime import Runtime
from core.texts import text


class GraphQLEndpoint:
    """Answers POST /graphql. One that does not recognise anybody treats all as unnamed."""

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

    async def __call__(self, request: Request) -> Response:
        if request.method != "POST":
            return await self._page(request)
        context = self._unnamed_context(request)
        try:
            body = await self._body(request)
            async with self._turn(context, is_due=not self._recognises):
                parsed = parse_request(body)
                prepared = await self._prepared(parsed)
                if self._recognises and not prepared.is_unnamed:
                    context = self._named_context(request)
                async with self._turn(context, is_due=self._recognises and context.is_unnamed):
                    answer = await self._answer(prepared, parsed, context)
        except Refused as refused:
            return self._error(refusal_of(refused), context)
        except RequestError as error:
            return self._error(error, context)
        return _with_cookie(json_response(answer), context)

    async def _page(self, request: Request) -> Response:
        """The editor, for a browser's GET; the route takes GET in the demo alone."""
        if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(405, headers={"Allow": "POST"})
        return await graphiql(request)

    def _unnamed_context(self, request: Request) -> Context:
        """Nothing tells who is asking while it is not known whether the document allows that."""
        source = self._senders.source(request)
        return unnamed_context_of(request, self._runtime, self._registry, self._loaders, source)

    def _named_context(self, request: Request) -> Context:
        self._senders.silence.end()
        if is_foreign_origin(request, self._runtime.settings.allowed_origins):
            raise ForeignOrigin(text("This page may not use the session of another site."))
        return context_of(request, self._runtime, self._registry, self._loaders)

    def _turn(self, context: Context, *, is_due: bool) -> AbstractAsyncContextManager[None]:
        """A turn of an unnamed sender: where nobody is recognised, before anything is parsed."""
        return self._senders.turns.of(context.client) if is_due else nullcontext()

    async def _body(self, request: Request) -> bytes:
        if (
            request.headers.get("content-type", "").partition(";")[0].strip().lower()
            != "application/json"
        ):
            raise UnsupportedType(text("Send application/json."))
        return await request.body()

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

    def _error(self, error: RequestError, context: Context) -> Response:
        return error_response(error, self._runtime.texts, context.known_language)


class UnsupportedType(BadRequest):
    status = 415


class ForeignOrigin(Forbidden):
    status = 403


def _with_cookie(response: Response, context: Context) -> Response:
    if context.set_cookie is not None and not context.is_unnamed:
        response.set_cookie(
            COOKIE,
            context.set_cookie,
            max_age=None if context.set_cookie else 0,
            path="/",
            secure=True,
            httponly=True,
            samesite="strict",
        )
    return response
