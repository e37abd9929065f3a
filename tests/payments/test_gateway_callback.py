"""What the gateway may say by itself: of an order of ours, as the protocol has it, signed."""

from __future__ import annotations

import json

from permits import Till
from sandbox_gateway import CALLBACK, SECRET, signature


async def test_what_the_gateway_says_must_be_of_an_order_of_ours(till: Till) -> None:
    told = {"order_id": "5f0c1a52-6f0e-4f0e-9f5b-2d7b1a3c4d5e", "status": "PAID"}
    money = {"amount": "100.00", "currency": "INR"}
    for content, status in (
        (told | money, 404),
        (told, 400),
        (told | money | {"amount": 100.0}, 400),
        (told | money | {"amount": "1e2"}, 400),
        (told | money | {"amount": "-1.00"}, 400),
        (told | money | {"currency": "rupees"}, 400),
        (told | money | {"status": "MAYBE"}, 400),
        (told | money | {"reference": "R\0001"}, 400),
        (told | money | {"reference": 4711}, 400),
        (told | money | {"order_id": "x"}, 400),
        ([], 400),
        ({}, 400),
    ):
        body = json.dumps(content).encode()
        headers = {"x-thana-signature": signature("POST", CALLBACK, body, SECRET)}
        assert (await till.post(body, headers), content) == (status, content)
    body = b" " * 20_000
    headers = {"x-thana-signature": signature("POST", CALLBACK, body, SECRET)}
    assert await till.post(body, headers) == 413
