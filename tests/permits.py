"""Requests for permits, as citizens send them and pay for them."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from clients import GraphQLClient
from contract import contract_operations
from factories import MAKRONIYA
from good_files import screenshot
from processions import Desk
from sandbox_gateway import CALLBACK, SECRET, Order, SandboxGateway
from uploads import TusClient

from core.audit.models import AuditEntry
from core.payments.models import MoneyMovement, Payment, RequestFee, TreasuryLine
from core.payments.reconciling import Reconciled, reconcile
from core.payments.totals import disagreements
from core.service_requests.models import RequestEvent, ServiceRequest

PAY_FEE = contract_operations()["PayFee"]
APPLY = """mutation Apply($input: ApplyForPermitInput!) { applyForPermit(input: $input) {
  permit { id number version status { code } fee { amount currency status } dueAt daysLeft }
  errors { path code } } }"""
READ = """query Read($number: String!) { serviceRequest(number: $number) {
  id number version status { code phase } dueAt statusDueAt daysLeft dueRule
  availableActions { code mutation } ... on Permit { fee { amount currency status rule } } } }"""
WITHDRAW = """mutation Act($input: PerformActionInput!) { performAction(input: $input) {
  request { status { code } } errors { code } } }"""

Request = dict[str, Any]


def key() -> str:
    return str(uuid.uuid4())


async def apply(citizen: GraphQLClient) -> Request:
    """A new permit, whose fee waits."""
    wanted = {"stationCode": MAKRONIYA, "idempotencyKey": key()}
    payload = (await citizen.run(APPLY, input=wanted))["applyForPermit"]
    assert payload["errors"] == []
    permit: Request = payload["permit"]
    return permit


def paying(request: Request, provider: str, **more: Any) -> Request:
    """A PayFeeInput."""
    return {"requestId": request["id"], "provider": provider, "idempotencyKey": key(), **more}


def by_challan(request: Request, number: str = "MP-2026 004711", **more: Any) -> Request:
    challan = {"number": number, "bank": "State Bank", "paidOn": "2024-05-06"} | more
    return paying(request, "treasury", challan=challan)


async def pay(citizen: GraphQLClient, wanted: Request) -> Request:
    """The answer to payFee that has no errors."""
    payload: Request = (await citizen.run(PAY_FEE, input=wanted))["payFee"]
    assert payload["errors"] == []
    return payload


async def refused(citizen: GraphQLClient, wanted: Request) -> list[tuple[str, str]]:
    """Where and by which codes payFee is refused; and that nothing has changed."""
    before = await stored()
    payload = (await citizen.run(PAY_FEE, input=wanted))["payFee"]
    assert (payload["payment"], payload["request"]) == (None, None)
    assert await stored() == before
    return [(".".join(each["path"]), each["code"]) for each in payload["errors"]]


async def read(client: GraphQLClient, request: Request) -> Request:
    found: Request = (await client.run(READ, number=request["number"]))["serviceRequest"]
    return found


async def withdraw(citizen: GraphQLClient, request: Request) -> None:
    seen = await read(citizen, request)
    wanted = {"requestId": seen["id"], "expectedVersion": seen["version"], "action": "WITHDRAW"}
    payload = (await citizen.run(WITHDRAW, input=wanted))["performAction"]
    assert payload["errors"] == []


async def upload(citizen: GraphQLClient, purpose: str = "RATION_CARD") -> str:
    more = {"name": "card.png", "service": "permit", "purpose": purpose}
    return await TusClient(citizen).upload(screenshot(64, 48), **more)


async def stored() -> Any:
    """What a refused call must leave as it was."""
    tables = (ServiceRequest, RequestEvent, RequestFee, Payment, TreasuryLine, MoneyMovement)
    return [await table.all().order_by("id").values() for table in tables]


async def moved() -> list[tuple[str, str, str]]:
    """The journal: what came and went, in its order."""
    rows = await MoneyMovement.all().order_by("id")
    return [(row.kind.value, f"{row.amount:.2f}", row.currency) for row in rows]


async def audited() -> list[str]:
    """What the audit says of payments, in its order."""
    entries = AuditEntry.filter(action__startswith="payment.").order_by("id")
    return list(await entries.values_list("action", flat=True))


@dataclass
class Till(Desk):
    """A platform that takes fees, and the gateway beside it."""

    gateway: SandboxGateway = None  # type: ignore[assignment]

    async def call_back(self, order: Order, secret: str = SECRET) -> int:
        """The gateway says how an order stands; the status of the answer."""
        body, headers = self.gateway.callback(order, secret)
        return await self.post(body, headers)

    async def post(self, body: bytes, headers: Mapping[str, Any]) -> int:
        answer: httpx.Response = await self.http.post(CALLBACK, content=body, headers=headers)
        return answer.status_code

    async def reconcile(self) -> Reconciled:
        """What housekeeping does every minute."""
        return await reconcile(self.runtime, self.platform.registry)

    async def refund(self) -> None:
        """The worker asks for what is to be given back."""
        await self.app.state.effects.refunds.deliver_due()

    async def outcome(self, request: Request) -> dict[str, Any]:
        """How request, fee, payments, journal and the gateway's own books stand. Whatever happens,
        payments and journal agree.
        """
        assert await disagreements() == []
        row = await ServiceRequest.get(number=request["number"])
        fee = await RequestFee.get(request_id=row.id)
        payments = await Payment.filter(request_id=row.id).order_by("created_at", "id")
        return {
            "request": row.status,
            "fee": fee.status.value,
            "payments": sorted(each.status.value for each in payments),
            "moved": await moved(),
            "books": sorted(self.gateway.books),
        }
