"""The port of whoever takes payments: what it is asked for, and what it says of a payment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from core.outbox.worker import Failing
from core.payments.models import Payment, PaymentStatus, RequestFee
from core.service_requests.attachments import UploadRule
from core.service_requests.messages import RequestedService
from core.service_requests.models import ServiceRequest
from core.viewers import Viewer

PAY_MUTATION = "payFee"


class ProviderDown(Failing):
    """The provider did not answer as it should, with a code for whoever operates. Ask it again."""


class FeeService(RequestedService, Protocol):
    """What payments need of a service's descriptor."""

    @property
    def uploads(self) -> Sequence[UploadRule]: ...


@dataclass(frozen=True)
class Challan:
    """A payment at a bank, as the citizen tells it."""

    number: str
    bank: str
    paid_on: date


@dataclass(frozen=True)
class Asked:
    """What a citizen asks for, on a request whose fee waits."""

    viewer: Viewer
    service: FeeService
    request: ServiceRequest
    fee: RequestFee
    challan: Challan | None = None
    exemption_file_id: str | None = None


@dataclass(frozen=True)
class Report:
    """What a provider says of a payment: PENDING, FAILED with a code of capitals, EXEMPT, PAID with
    what has come, or REFUNDED with what came and has been given back.
    """

    status: PaymentStatus
    amount: Decimal | None = None
    currency: str | None = None
    reference: str | None = None
    redirect_url: str | None = None
    failure: str | None = None


class PaymentProvider(Protocol):
    """Takes payments. Everything is asked for by the payment's id, maybe more than once: a second
    `place` or `refund` does nothing new. Raises ProviderDown where it cannot be told.
    """

    expires: bool
    """Whether nobody can pay any more `payments.expire_hours` after the beginning."""
    refunds_by_hand: bool
    """Whether the office gives money back itself, and says so by `thana payments refund --done`."""

    async def check(self, asked: Asked) -> Mapping[str, Any]:
        """Whether this can be paid like this, within payFee's transaction: nothing of it may wait
        for another machine. The values of Payment's columns that go with it. Raises InvalidInput.
        """

    async def place(self, payment: Payment) -> Report:
        """Begin. The payment has been committed, and no transaction is open."""

    async def find(self, payment: Payment) -> Report:
        """How it stands now."""

    async def refund(self, payment: Payment) -> bool:
        """Give back all that has come; whether that is done. If not yet, it is asked for again."""
