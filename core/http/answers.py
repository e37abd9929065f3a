"""Error answers in GraphQL's shape, and the languages that a client accepts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response
from starlette.types import Send

from core.errors import (
    BadRequest,
    Conflict,
    Forbidden,
    Internal,
    InvalidCredentials,
    NotFound,
    RateLimited,
    RequestError,
    ServiceClosed,
    TooComplex,
    Unauthenticated,
    Unavailable,
)  # fmt: skip
from core.texts import Language, Texts, text

DEFAULT_TEXTS = {
    BadRequest.code: text("The request is not well formed."),
    TooComplex.code: text("The document asks for too much at once."),
    Unauthenticated.code: text("Sign in first."),
    Forbidden.code: text("You may not do this."),
    NotFound.code: text("There is no such record, or it is not yours to see."),
    Conflict.code: text("Another change came first. Read again and repeat."),
    ServiceClosed.code: text("This service is not open now."),
    RateLimited.code: text("Too many tries. Wait a while and try again."),
    Unavailable.code: text("The platform is busy or being restarted. Try again in a moment."),
    Internal.code: text(
        "Something went wrong on our side. If it happens again, tell us the number of this error."
    ),
}

JSON = (b"content-type", b"application/json")

ENDED = text("This session has ended. Sign in again, or send no token.")
"""For whatever came along as a token and is none."""


def error_entry(error: RequestError, texts: Texts, language: Language) -> dict[str, Any]:
    """One error as GraphQL shows it."""
    default = ENDED if isinstance(error, InvalidCredentials) else DEFAULT_TEXTS[error.code]
    message = texts(error.text or default, language)
    return {"message": message, "extensions": error.extensions}


def error_response(
    error: RequestError,
    texts: Texts,
    language: Language,
    status: int | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """An HTTP answer with one error and no data."""
    own = dict(headers or {})
    if "retryAfter" in error.extensions:
        own["Retry-After"] = str(error.extensions["retryAfter"])
    elif isinstance(error, Unavailable):
        own["Retry-After"] = "5"
    return json_response(
        {"errors": [error_entry(error, texts, language)]}, status or error.status, own
    )


def json_response(
    content: Any, status: int = 200, headers: Mapping[str, str] | None = None
) -> Response:
    return Response(
        orjson.dumps(content), status, dict(headers or {}), media_type="application/json"
    )


async def send_json(send: Send, content: Any) -> None:
    """Answer with a value and status 200, without a Response."""
    body = orjson.dumps(content)
    headers = [(b"content-length", b"%d" % len(body)), JSON]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def accepted_language(header: str, offered: tuple[Language, ...]) -> Language | None:
    """The offered language that an Accept-Language header likes best (RFC 9110, section 12.5.4);
    None when none.
    """
    if not header:
        return None
    ranked = []
    for position, entry in enumerate(header[:500].split(",")):
        tag, _, parameters = entry.strip().partition(";")
        ranked.append((-_quality(parameters), position, tag.strip().lower().split("-")[0]))
    by_code = {language.value: language for language in offered}
    liked = (by_code[tag] for quality, _, tag in sorted(ranked) if quality < 0 and tag in by_code)
    return next(liked, None)


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    try:
        return float(value) if name == "q" else 1.0
    except ValueError:
        return 0.0
