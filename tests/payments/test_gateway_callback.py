"""What the gateway may say by itself: of an order of ours, as the protocol has it, signed."""

from __future__ import annotations

import json

from permits import Request, Till, apply, pay, paying
from processions import Person
from sandbox_gateway import CALLBACK, SECRET, signature

from core.payments.models import Payment


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


async def test_a_reference_that_comes_twice_holds_up_no_money(
    till: Till, citizen: Person, permit: Request
) -> None:
    other = await apply(citizen)
    await pay(citizen, paying(permit, "gateway"))
    await pay(citizen, paying(other, "gateway"))
    first, second = till.gateway.orders.values()
    await Payment.filter(id=second.wanted["order_id"]).update(reference=None)
    second.reference = first.reference
    for order in (first, second):
        till.gateway.pay(order)
        assert await till.call_back(order) == 200
    for request in (permit, other):
        assert (await till.outcome(request))["fee"] == "PAID"
    kept = await Payment.get(id=second.wanted["order_id"])
    assert (kept.received, kept.reference) == (100, None)
