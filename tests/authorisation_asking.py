"""What a viewer is answered, in one word: what the cells of the authorisation matrix are held
against.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import httpx
from authorisation_table import MARKS
from clients import GraphQLClient

MOST_ROOTS = 5
"""Of one document, by the platform's own limit."""


async def marks(
    client: GraphQLClient, selections: Mapping[str, str], records: Mapping[str, str]
) -> dict[str, str]:
    """For each root selection, by any name, what the viewer is answered. A `$receipt` in it is sent
    as a variable.
    """
    receipt = json.loads(records["receipt"])
    names, found = [*selections], dict[str, str]()
    for start in range(0, len(names), MOST_ROOTS):
        batch = {name: selections[name] for name in names[start : start + MOST_ROOTS]}
        found |= await _together(client, batch) or {
            name: mark_of((await _alone(client, text, receipt)).json())
            for name, text in batch.items()
        }
    return found


async def _alone(client: GraphQLClient, text: str, receipt: str) -> httpx.Response:
    if "$receipt" not in text:
        return await client.send(f"{{ {text} }}")
    return await client.send(f"query($receipt: String!) {{ {text} }}", receipt=receipt)


async def _together(client: GraphQLClient, selections: Mapping[str, str]) -> dict[str, str]:
    """Nothing where the document as a whole has no data: then each has to be asked alone."""
    aliased = [f"a{place}: {text}" for place, text in enumerate(selections.values())]
    body = (await client.send(f"{{ {' '.join(aliased)} }}")).json()
    if body.get("data") is None:
        return {}
    errors = {error["path"][0]: error for error in body.get("errors", ())}
    return {
        name: code_of(errors[f"a{place}"])
        if f"a{place}" in errors
        else shape(body["data"][f"a{place}"])
        for place, name in enumerate(selections)
    }


def mark_of(body: Mapping[str, Any]) -> str:
    """The mark of an answer to one root field of a query."""
    if errors := body.get("errors"):
        return code_of(errors[0])
    return shape(*body["data"].values())


def done_mark(body: Mapping[str, Any]) -> str:
    """The mark of an answer to a mutation: `yes` where it was done."""
    if errors := body.get("errors"):
        return code_of(errors[0])
    (payload,) = body["data"].values()
    return next((str(error["code"]) for error in payload.get("errors", ())), "yes")


def code_of(error: Mapping[str, Any]) -> str:
    """The mark of a top-level error."""
    code = str(error["extensions"]["code"])
    return MARKS.get(code, code)


def shape(value: Any) -> str:
    """`yes` where anything was answered; else whether it is 0, null or an empty list."""
    if value is None:
        return "null"
    if value == 0 and not isinstance(value, bool):
        return "0"
    if not isinstance(value, dict | list):
        return "yes"
    inner = {shape(each) for each in (value.values() if isinstance(value, dict) else value)}
    return next((mark for mark in ("yes", "0", "null") if mark in inner), "none")
