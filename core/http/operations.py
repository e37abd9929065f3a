"""What POST and socket share: the document that is meant, and how what came of it is shown."""

from __future__ import annotations

import re
from typing import Any

from graphql import ExecutionResult, GraphQLError, ValueNode, VariableNode

from core.context import Context
from core.errors import BadRequest, Internal, InvalidCredentials, RequestError, TooComplex
from core.execution.documents import Documents
from core.execution.models import TrustedDocument
from core.execution.refused import Refused
from core.http.answers import error_entry
from core.http.body import GraphQLRequest
from core.http.boundary import log_error
from core.settings import Settings
from core.texts import text

DOCUMENT_ID = re.compile("sha256:[0-9a-f]{64}")

REFUSALS = {
    "SYNTAX": text("The document is not well-formed GraphQL."),
    "INVALID": text("The document does not fit the schema."),
    "INTROSPECTION": text("The schema cannot be asked for here."),
    "OPERATION": text(
        "Name the one operation to run with `operationName`; subscriptions need a socket."
    ),
    "SUBSCRIPTION": text(
        "A socket takes one subscription at a time; send queries and mutations by POST."
    ),
    "MIXED": text(
        "This document mixes fields for which nobody is recognised with others. Send them apart."
    ),
    "WRITTEN_VALUE": text("No value may stand in this document: send it as a variable."),
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
        "The answer could hold too many records: at most {most}. Ask for fewer with `first`, or "
        "leave out lists within lists."
    ),
}


async def document_text(settings: Settings, documents: Documents, request: GraphQLRequest) -> str:
    """The text of the document to run. Raises BadRequest for one that is not known where only
    trusted ones run, Refused for one that cannot be read.
    """
    given, document_id = request.query, request.document_id
    only_trusted = settings.only_trusted_documents
    if document_id is None:
        if only_trusted:
            raise BadRequest(text("Only known documents run here: send `documentId`."))
        return given or ""
    if given is not None and documents.id_of(given) != document_id:
        raise BadRequest(text("The document does not have this id."))
    if given is not None and not only_trusted:
        return given
    return documents.trusted(document_id) or await _trusted_text(document_id)


async def _trusted_text(document_id: str) -> str:
    is_an_id = DOCUMENT_ID.fullmatch(document_id) is not None
    trusted = await TrustedDocument.get_or_none(id=document_id) if is_an_id else None
    if trusted is None:
        raise BadRequest(text("No document with this id is known here."))
    return trusted.text


def shown_result(result: ExecutionResult, context: Context) -> dict[str, Any]:
    """The result as GraphQL shows it. Raises InvalidCredentials."""
    if not result.errors:
        return {"data": result.data}
    errors = [_shown_error(error, context) for error in result.errors]
    return {"errors": errors, "data": result.data}


def _shown_error(error: GraphQLError, context: Context) -> dict[str, Any]:
    if isinstance(error.original_error, InvalidCredentials):
        raise error.original_error
    entry = error_entry(_known(error), context.runtime.texts, context.known_language)
    locations = [{"line": place.line, "column": place.column} for place in error.locations or ()]
    return {**entry, "locations": locations, "path": error.path}


def _known(error: GraphQLError) -> RequestError:
    """The error that a caller is told: what a use case raised, a variable that turned out not to
    fit, else a fault of ours.
    """
    original, at = error.original_error, error.nodes[0] if error.nodes else None
    if isinstance(original, RequestError):
        return original
    if isinstance(at, VariableNode) and isinstance(original, GraphQLError | None):
        return refusal_of(Refused("VARIABLE", f"${at.name.value[:60]}"))
    if isinstance(at, ValueNode) and isinstance(original, GraphQLError | None):
        return BadRequest()
    return Internal(log_error(original or error))


def refusal_of(refused: Refused) -> RequestError:
    """What is told of a document that is not run."""
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
