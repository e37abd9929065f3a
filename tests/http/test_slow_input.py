"""Inputs that once held the whole process for seconds, each in one request: none of them may."""

from __future__ import annotations

import time

import httpx
import pytest
from clients import SIGN_IN_OFFICER, GraphQLClient

CREDENTIALS = {"username": "nobody", "password": "x", "totp": "000000"}
LONGEST_SECONDS = 4
"""Of CPU, generously: unmended they took 20 to 60 seconds."""

MARKS = "a" + "\u0301\u0316" * 60_000
WIDE_MARKS = "a" + "\u302f\u1b44" * 40_000

INPUTS = {
    "unknown keys": {f"k{number}": 1 for number in range(18_000)},
    "combining marks": CREDENTIALS | {"username": MARKS},
    "combining marks that are spacing": CREDENTIALS | {"username": WIDE_MARKS},
    "marks in the code": CREDENTIALS | {"totp": MARKS},
}


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
@pytest.mark.parametrize("name", INPUTS)
async def test_a_long_input_does_not_hold_the_process(name: str, as_nobody: GraphQLClient) -> None:
    before = time.process_time()
    body = (await as_nobody.send(SIGN_IN_OFFICER, input=INPUTS[name])).json()
    assert time.process_time() - before < LONGEST_SECONDS
    refused = body.get("errors") or body["data"]["signInOfficer"]["errors"]
    assert len(refused) == 1


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
async def test_a_cookie_full_of_escapes_does_not_hold_the_process(http: httpx.AsyncClient) -> None:
    headers = {"cookie": '__Host-session="' + '\\"' * 15_000 + '"'}
    before = time.process_time()
    for _ in range(5):
        answer = await http.post("/graphql", json={"query": "{ viewer { id } }"}, headers=headers)
        assert answer.status_code == 401
    assert time.process_time() - before < LONGEST_SECONDS
