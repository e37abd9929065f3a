"""Types of fees and payments."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from core.payments import models
from core.payments.models import PaymentStatus
from core.policy import Info, object_type, resolver
from core.relay import encode_id
from core.units.schema import LanguageArgument


@object_type("One try at paying a request's fee.", name="Payment")
class PaymentType:
    row: strawberry.Private[models.Payment]

    @resolver("The opaque global id; the office knows the payment by it.")
    def id(self) -> strawberry.ID:
        return encode_id("Payment", self.row.id)

    @resolver("The amount to be paid, decimal.")
    def amount(self) -> Decimal:
        return self.row.amount

    @resolver("The currency, ISO 4217.")
    def currency(self) -> str:
        return self.row.currency

    @resolver("Where it stands.")
    def status(self) -> PaymentStatus:
        return self.row.status

    @resolver("Why it has failed, a code; null when it has not.")
    def failure(self) -> str | None:
        return self.row.failure

    @resolver("By which provider.")
    def provider(self) -> str:
        return self.row.provider

    @resolver("The provider's own reference; null while there is none.")
    def reference(self) -> str | None:
        return self.row.reference

    @resolver("Where to send the browser for paying; null where nothing is to be done there.")
    async def redirect_url(self, info: Info) -> str | None:
        is_open = self.row.status is PaymentStatus.PENDING
        is_payer = (await info.context.viewer()).citizen is not None
        return self.row.redirect_url if is_open and is_payer else None


@object_type("What a request costs, as it was when it began.", name="RequestFee")
class RequestFeeType:
    row: strawberry.Private[models.RequestFee]

    @resolver("The amount, decimal.")
    def amount(self) -> Decimal:
        return self.row.amount

    @resolver("The currency, ISO 4217.")
    def currency(self) -> str:
        return self.row.currency

    @resolver("Whether it has been paid.")
    def status(self) -> PaymentStatus:
        return self.row.status

    @resolver("The rule in words.")
    async def rule(self, info: Info, language: LanguageArgument = None) -> str:
        wanted = language or await info.context.language()
        return self.row.rule.get(wanted.value) or next(iter(self.row.rule.values()))

    @resolver("The tries at paying it, newest first, the latest 20.", bound=20)
    async def payments(self, info: Info) -> list[PaymentType]:
        rows = await info.context.load("request_payments", self.row.request_id)
        return [PaymentType(row=row) for row in rows]
