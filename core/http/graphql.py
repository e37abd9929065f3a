"""The GraphQL endpoint: POST of JSON, one operation, one error for what is refused before
execution.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from typing import Any

from graphql import ExecutionResult, GraphQLError, ValueNode, VariableNode
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from core.context import Context, Loader
from core.errors import (
    BadRequest,
    Forbidden,
    Internal,
    InvalidCredentials,
    RequestError,
    TooComplex,
    Unavailable,
)
from core.execution.documents import Documents, Refused
from core.execution.models import TrustedDocument
from core.http.answers import error_entry, error_response, json_response
from core.http.body import GraphQLRequest, parse_request
from core.http.boundary import log_error
from core.http.client import COOKIE, context_of, is_foreign_origin
from core.http.pages import graphiql
from core.plugins import PluginRegistry
from core.runtime import Runtime
from core.texts import text

DOCUMENT_ID = re.compile("sha256:[0-9a-f]{64}")

REFUSALS = {
    "SYNTAX": text("The document is not well-formed GraphQL."),
    "INVALID": text("The document does not fit the schema."),
    "INTROSPECTION": text("The schema cannot be asked for here."),
    "OPERATION": text(
        "Name the one operation to run with `operationName`; subscriptions need a socket."
    ),
}
LIMITED = {
    "tokens": text("The document has too many tokens: at most {most}."),
    "characters": text("The document is too long: at most {most} characters."),
    "levels": text("The document is too deep: at most {most} levels."),
    "aliases": text("The document has too many aliases: at most {most}."),
    "directives": text("The document has too many directives: at most {most}."),
    "root fields": text("The document has too many root fields: at most {most}."),
    "mutation fields": text("Send one mutation field at a time."),
    "objects": text(
        "The answer could hold too many records: at most {most}. Ask for fewer with `first`."
    ),
}


class GraphQLEndpoint:
    """Answers POST /graphql."""

    def __init__(
        self,
        runtime: Runtime,
        registry: PluginRegistry,
        documents: Documents,
        loaders: Mapping[str, Loader],
    ) -> None:
        self._runtime = runtime
        self._registry = registry
        self._documents = documents
        self._loaders = loaders

    async def __call__(self, request: Request) -> Response:
        if request.method != "POST":
            return await self._page(request)
        context = context_of(request, self._runtime, self._registry, self._loaders)
        try:
            self._check(request)
            parsed = parse_request(await request.body())
            answer, status = await self._answer(parsed, context)
        except Refused as refused:
            return self._error(_refusal(refused), context)
        except RequestError as error:
            return self._error(error, context)
        return _with_cookie(json_response(answer, status), context)

    async def _page(self, request: Request) -> Response:
        """The editor, for a browser's GET; the route takes GET in the demo alone."""
        if request.method != "GET" or "text/html" not in request.headers.get("accept", ""):
            raise HTTPException(405, headers={"Allow": "POST"})
        return await graphiql(request)

    def _check(self, request: Request) -> None:
        if (
            request.headers.get("content-type", "").partition(";")[0].strip().lower()
            != "application/json"
        ):
            raise UnsupportedType(text("Send application/json."))
        if is_foreign_origin(request, self._runtime.settings.allowed_origins):
            raise ForeignOrigin(text("This page may not use the session of another site."))

    async def _answer(
        self, request: GraphQLRequest, context: Context
    ) -> tuple[dict[str, Any], int]:
        prepared = self._documents.prepare(await self._text(request))
        operation = self._documents.operation(prepared, request.operation_name)
        try:
            async with asyncio.timeout(self._runtime.settings.graphql.seconds):
                result = await self._documents.run(prepared, operation, request.variables, context)
        except TimeoutError:
            raise Unavailable from None
        return self._shown(result, context), 200

    async def _text(self, request: GraphQLRequest) -> str:
        given, document_id = request.query, request.document_id
        only_trusted = self._runtime.settings.only_trusted_documents
        if document_id is None:
            if only_trusted:
                raise BadRequest(text("Only known documents run here: send `documentId`."))
            return given or ""
        if given is not None and self._documents.id_of(given) != document_id:
            raise BadRequest(text("The document does not have this id."))
        if given is not None and not only_trusted:
            return given
        return await _trusted_text(document_id)

    def _shown(self, result: ExecutionResult, context: Context) -> dict[str, Any]:
        if not result.errors:
            return {"data": result.data}
        return {
            "errors": [self._shown_error(error, context) for error in result.errors],
            "data": result.data,
        }

    def _shown_error(self, error: GraphQLError, context: Context) -> dict[str, Any]:
        if isinstance(error.original_error, InvalidCredentials):
            raise error.original_error
        entry = error_entry(_known(error), self._runtime.texts, context.known_language)
        locations = [
            {"line": place.line, "column": place.column} for place in error.locations or ()
        ]
        return {**entry, "locations": locations, "path": error.path}

    def _error(self, error: RequestError, context: Context) -> Response:
        return error_response(error, self._runtime.texts, context.known_language)


class UnsupportedType(BadRequest):
    status = 415


class ForeignOrigin(Forbidden):
    status = 403


def _known(error: GraphQLError) -> RequestError:
    """The error that a caller is told: what a use case raised, a variable that turned out not to
    fit, else a fault of ours.
    """
    original, at = error.original_error, error.nodes[0] if error.nodes else None
    if isinstance(original, RequestError):
        return original
    if isinstance(at, VariableNode) and isinstance(original, GraphQLError | None):
        return _refusal(Refused("VARIABLE", f"${at.name.value[:60]}"))
    if isinstance(at, ValueNode) and isinstance(original, GraphQLError | None):
        return BadRequest()
    return Internal(log_error(original or error))


def _refusal(refused: Refused) -> RequestError:
    if refused.reason == "TOO_COMPLEX":
        limited = LIMITED[refused.detail]
        return TooComplex(text(limited.message, most=refused.most))
    if refused.reason == "VARIABLE":
        return BadRequest(
            text(
                "The variable {place} is missing, unknown, or not of its type.",
                place=refused.detail,
            )
        )
    reason = REFUSALS[refused.reason]
    return BadRequest(
        text("{reason} {detail}", reason=reason, detail=refused.detail)
        if refused.detail
        else reason
    )


async def _trusted_text(document_id: str) -> str:
    is_an_id = DOCUMENT_ID.fullmatch(document_id) is not None
    trusted = await TrustedDocument.get_or_none(id=document_id) if is_an_id else None
    if trusted is None:
        raise BadRequest(text("No document with this id is known here."))
    return trusted.text


def _with_cookie(response: Response, context: Context) -> Response:
    if context.set_cookie is not None:
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
