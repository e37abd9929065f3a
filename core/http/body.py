"""The JSON body of a GraphQL request, parsed strictly before anything else sees it."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import orjson

from core.errors import BadRequest
from core.texts import text

DEEPEST = 32
LONGEST_INTEGER = 20
# Possessive, and content with an unfinished string: no body makes it read anything twice.
_STRUCTURE = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)


@dataclass(frozen=True)
class GraphQLRequest:
    """What a client sends: a document or the id of a trusted one, the operation to run, and
    variables.
    """

    query: str | None
    document_id: str | None
    operation_name: str | None
    variables: dict[str, Any]


def parse_request(body: bytes) -> GraphQLRequest:
    """The request in a body. Raises BadRequest for anything but one well-formed JSON object with
    the keys of GraphQL.
    """
    return request_of(parse_json(body.removeprefix(b"\xef\xbb\xbf")))


def request_of(content: Any) -> GraphQLRequest:
    """The request that a JSON value is. Raises BadRequest for one that is none."""
    if not isinstance(content, dict):
        raise BadRequest(text("Send one JSON object with `query` or `documentId`."))
    query, document_id = content.get("query"), content.get("documentId")
    variables = content.get("variables")
    is_typed = (
        _is_text(query)
        and _is_text(document_id)
        and _is_text(content.get("operationName"))
        and isinstance(variables, dict | None)
        and isinstance(content.get("extensions"), dict | None)
    )
    if not is_typed or not (query or document_id):
        raise BadRequest(text("Send one JSON object with `query` or `documentId`."))
    return GraphQLRequest(query, document_id, content.get("operationName"), variables or {})


def _is_text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def parse_json(body: bytes) -> Any:
    """A JSON value, parsed strictly. Raises BadRequest."""
    try:
        if body.count(b"[") + body.count(b"{") > DEEPEST and _depth(body) > DEEPEST:
            raise BadRequest(text("The JSON is nested too deeply."))
        # orjson refuses invalid UTF-8, lone surrogates, NaN and Infinity; the standard library
        # shows keys that stand twice, and numbers as they were written
        orjson.loads(body)
        return _STRICT.decode(body.decode())
    except ValueError:
        raise BadRequest(text("The body is not well-formed JSON in UTF-8.")) from None


def _depth(body: bytes) -> int:
    depth = deepest = 0
    for match in _STRUCTURE.finditer(body):
        token = match.group()
        if token in (b"[", b"{"):
            depth += 1
            deepest = max(deepest, depth)
            if deepest > DEEPEST:
                break
        elif token in (b"]", b"}"):
            depth -= 1
    return deepest


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) != len(pairs):
        raise ValueError("a key stands twice")
    return content


def _integer(digits: str) -> int:
    if len(digits) > LONGEST_INTEGER:
        raise ValueError("an integer is too long")
    return int(digits)


def _number(digits: str) -> float:
    number = float(digits)
    if number in (float("inf"), float("-inf")):
        raise ValueError("a number is too large")
    return number


_STRICT = json.JSONDecoder(object_pairs_hook=_unique, parse_int=_integer, parse_float=_number)
