"""A citizen pays the fee of a request: online, by a challan, or not at all with a proof."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from clients import GraphQLClient
from contract import contract_operations
from permits import (
    PAY_FEE,
    Request,
    Till,
    apply,
    audited,
    by_challan,
    key,
    moved,
    pay,
    paying,
    read,
    refused,
    stored,
    upload,
    withdraw,
)  # fmt: skip
from processions import Person

from core.payments.models import Payment
from core.service_requests.models import RequestEvent

Make = Callable[..., Awaitable[Person]]
AsOfficer = Callable[..., Awaitable[GraphQLClient]]
FRONTEND = "https://seva.example.in"
CHOICES = """mutation PayFee($input: PayFeeInput!) { payFee(input: $input) {
  errors { path code choices { code } } } }"""


async def test_request_begins_with_its_fee(citizen: Person, permit: Request) -> None:
    assert (permit["status"]["code"], permit["fee"]) == (
        "PAYMENT_PENDING",
        {"amount": "100.00", "currency": "INR", "status": "PENDING"},
    )
    seen = await read(citizen, permit)
    rule = "A permit costs ₹100.00; families with a ration card of the poor pay nothing."
    assert seen["fee"]["rule"] == rule
    assert {"code": "PAY", "mutation": "payFee"} in seen["availableActions"]


async def test_service_says_by_what_it_can_be_paid(as_nobody: GraphQLClient, till: Till) -> None:
    document = contract_operations()["PaymentProviders"]
    services = (await as_nobody.run(document))["platform"]["services"]
    assert services == [{"code": "permit", "paymentProviders": ["gateway", "treasury", "exempt"]}]


async def test_gateway_gets_an_order_and_the_browser_its_address(
    till: Till, citizen: Person, permit: Request
) -> None:
    back = f"{FRONTEND}/requests/{permit['number']}?paid=1"
    paid = await pay(citizen, paying(permit, "gateway", returnUrl=back))
    order = till.gateway.order
    assert order.wanted | {"order_id": ""} == {
        "order_id": "",
        "merchant": "MP-POLICE",
        "amount": "100.00",
        "currency": "INR",
        "return_url": back,
        "callback_url": "http://127.0.0.1:8000/payments/gateway/callback",
        "expires_at": "2026-11-24T06:30:00+00:00",
    }
    assert paid["payment"] | {"id": ""} == {
        "id": "",
        "amount": "100.00",
        "currency": "INR",
        "status": "PENDING",
        "provider": "gateway",
        "reference": order.reference,
        "redirectUrl": f"https://gateway.example.in/pay/{order.reference}",
    }
    assert paid["request"]["status"]["code"] == "PAYMENT_PENDING"


async def test_same_key_goes_on_with_the_same_payment(
    till: Till, citizen: Person, permit: Request
) -> None:
    wanted = paying(permit, "gateway")
    first = await pay(citizen, wanted)
    assert await pay(citizen, wanted) == first
    assert till.gateway.calls == ["POST /orders"]
    till.gateway.pay(till.gateway.order)
    assert await till.call_back(till.gateway.order) == 200
    again = await pay(citizen, wanted)
    assert (again["payment"]["status"], again["payment"]["redirectUrl"]) == ("PAID", None)
    assert again["request"]["status"]["code"] == "SUBMITTED"
    other = await citizen.refused(PAY_FEE, input=wanted | {"provider": "treasury"})
    assert other["extensions"]["code"] == "CONFLICT"


@pytest.mark.parametrize("fault", ["is_down", "is_slow", "forges"])
async def test_gateway_out_of_reach_is_tried_again_with_the_same_key(
    till: Till, citizen: Person, permit: Request, fault: str
) -> None:
    wanted = paying(permit, "gateway")
    setattr(till.gateway, fault, True)
    error = await citizen.refused(PAY_FEE, input=wanted)
    assert error["extensions"]["code"] == "UNAVAILABLE"
    assert await Payment.all().count() == 1
    setattr(till.gateway, fault, False)
    paid = await pay(citizen, wanted)
    assert paid["payment"]["reference"] == till.gateway.order.reference
    assert await Payment.all().count() == 1


async def test_reference_of_another_order_is_no_answer(
    till: Till, citizen: Person, permit: Request, caplog: pytest.LogCaptureFixture
) -> None:
    till.gateway.reference = "R1"
    first = await pay(citizen, paying(permit, "gateway"))
    error = await citizen.refused(PAY_FEE, input=paying(permit, "gateway"))
    assert error["extensions"]["code"] == "UNAVAILABLE"
    second = await Payment.get(reference=None)
    assert (first["payment"]["reference"], second.redirect_url) == ("R1", None)
    assert f"payment {second.id}: GATEWAY_REFERENCE" in caplog.messages


async def test_browser_is_sent_to_no_script(till: Till, citizen: Person, permit: Request) -> None:
    for page in ("javascript:alert(1)//", "http://gateway.example.in/", "https:///"):
        till.gateway.page = page
        error = await citizen.refused(PAY_FEE, input=paying(permit, "gateway"))
        assert error["extensions"]["code"] == "UNAVAILABLE"
        assert (await Payment.all().order_by("-created_at").first()).redirect_url is None


async def test_proof_of_an_exemption_settles_at_once(
    till: Till, citizen: Person, permit: Request
) -> None:
    card = await upload(citizen)
    paid = await pay(citizen, paying(permit, "exempt", exemptionFileId=card))
    assert paid["payment"]["status"] == "EXEMPT"
    assert paid["request"]["status"]["code"] == "SUBMITTED"
    assert (await read(citizen, permit))["fee"]["status"] == "EXEMPT"
    step = await RequestEvent.get(action="PAY")
    assert (step.actor_kind.value, step.actor_id) == ("CITIZEN", citizen.row.id)
    assert (await moved(), await audited()) == ([], ["payment.exempt"])


async def test_exemption_needs_its_own_proof(
    till: Till, citizen: Person, permit: Request, another: Make
) -> None:
    asked = paying(permit, "exempt")
    assert await refused(citizen, asked) == [("exemptionFileId", "REQUIRED")]
    for whose, purpose, code in (
        (citizen, "PLAN", "FILE_PURPOSE"),
        (await another(), "RATION_CARD", "FILE_UNKNOWN"),
    ):
        file = await upload(whose, purpose)
        found = await refused(citizen, asked | {"exemptionFileId": file})
        assert found == [("exemptionFileId", code)]


async def test_fee_is_paid_once_and_only_where_one_waits(
    till: Till, citizen: Person, permit: Request
) -> None:
    await pay(citizen, paying(permit, "exempt", exemptionFileId=await upload(citizen)))
    assert await refused(citizen, by_challan(permit)) == [("requestId", "FEE_PAID")]
    withdrawn = await apply(citizen)
    await withdraw(citizen, withdrawn)
    assert await refused(citizen, by_challan(withdrawn)) == [("requestId", "FEE_NOT_DUE")]


async def test_unknown_provider_is_told_with_the_known_ones(
    citizen: Person, permit: Request
) -> None:
    payload = (await citizen.run(CHOICES, input=paying(permit, "cash")))["payFee"]
    (error,) = payload["errors"]
    assert (error["path"], error["code"]) == (["provider"], "PROVIDER_UNKNOWN")
    assert [each["code"] for each in error["choices"]] == ["gateway", "treasury", "exempt"]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.example/",
        "https://seva.example.in.evil.example/",
        "https://seva.example.in@evil.example/",
        "https://seva.example.in:444/",
        "http://seva.example.in/",
        "//seva.example.in/",
        "javascript:alert(1)",
        "https://evil.example\\@seva.example.in/",
        "https://seva.example.in\\@evil.example/",
        "https://[seva/",
        " https://seva.example.in/",
        f"{FRONTEND}/{'x' * 500}",
    ],
)
async def test_browser_is_sent_to_the_states_own_frontends_alone(
    till: Till, citizen: Person, permit: Request, url: str
) -> None:
    wanted = paying(permit, "gateway", returnUrl=url)
    assert await refused(citizen, wanted) == [("returnUrl", "RETURN_URL_INVALID")]
    assert till.gateway.calls == []


async def test_challan_is_told_with_all_that_is_wrong(citizen: Person, permit: Request) -> None:
    assert await refused(citizen, paying(permit, "treasury")) == [("challan", "REQUIRED")]
    wrong = by_challan(permit, number="!!", bank=" ", paidOn="2026-11-24")
    assert await refused(citizen, wrong) == [
        ("challan.number", "CHALLAN_INVALID"),
        ("challan.bank", "REQUIRED"),
        ("challan.paidOn", "CHALLAN_IN_FUTURE"),
    ]


async def test_others_find_no_request_to_pay_for(
    till: Till, permit: Request, another: Make, as_officer: AsOfficer, as_nobody: GraphQLClient
) -> None:
    before = await stored()
    for who, code in (
        (await another(), "NOT_FOUND"),
        (await as_officer(), "FORBIDDEN"),
        (as_nobody, "UNAUTHENTICATED"),
    ):
        error = await who.refused(PAY_FEE, input=by_challan(permit))
        assert error["extensions"]["code"] == code
    assert await stored() == before


async def test_tries_are_counted(till: Till, citizen: Person, permit: Request) -> None:
    most = till.runtime.settings.payments.tries_a_day
    for _ in range(most):
        await pay(citizen, by_challan(permit))
    error = await citizen.refused(PAY_FEE, input=by_challan(permit) | {"idempotencyKey": key()})
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert await Payment.all().count() == most
