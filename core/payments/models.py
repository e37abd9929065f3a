"""Tables of fees and payments. Amounts are decimal, and the journal of money is append-only."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from core.service_requests.models import ServiceRequest


@strawberry.enum(description="Where a fee or a payment stands.")
class PaymentStatus(StrEnum):
    PENDING = "PENDING"
    PAID = "PAID"
    EXEMPT = "EXEMPT"
    REFUNDED = "REFUNDED"
    FAILED = "FAILED"


class RefundState(StrEnum):
    """Whether money is to be given back."""

    NONE = "NONE"
    DUE = "DUE"
    DONE = "DONE"


class MovementKind(StrEnum):
    RECEIVED = "RECEIVED"
    REFUNDED = "REFUNDED"


class RequestFee(Model):
    """What one request costs. Its status is written by `core/payments/settling.py` alone.

    `rule` is the rule in words, by language, as it was when the request began. `exempt_proof` is
    the purpose of the upload that proves an exemption; null where there is none.
    """

    id = fields.UUIDField(primary_key=True)
    request: fields.OneToOneRelation[ServiceRequest] = fields.OneToOneField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    amount: Decimal = fields.DecimalField(9, 2)
    currency = fields.CharField(3)
    rule: dict[str, str] = fields.JSONField()
    exempt_proof = fields.CharField(40, null=True)
    status = fields.CharEnumField(PaymentStatus, max_length=10, default=PaymentStatus.PENDING)
    settled_at: datetime | None = fields.DatetimeField(null=True)
    payment_id = fields.UUIDField(null=True)

    class Meta:
        table = "core_request_fee"


class Payment(Model):
    """One try at paying a request's fee.

    `amount` is what was asked for, `received` what has come. `ask_at` is when the provider is asked
    next, null once nothing can change. `challan_*` are the citizen's, and go with an erasure.
    """

    id = fields.UUIDField(primary_key=True)
    request: fields.ForeignKeyRelation[ServiceRequest] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    provider = fields.CharField(40)
    amount: Decimal = fields.DecimalField(9, 2)
    currency = fields.CharField(3)
    status = fields.CharEnumField(PaymentStatus, max_length=10, default=PaymentStatus.PENDING)
    failure = fields.CharField(40, null=True)
    reference = fields.CharField(100, null=True)
    redirect_url = fields.CharField(2000, null=True)
    return_url = fields.CharField(500, null=True)
    challan_number = fields.CharField(30, null=True)
    challan_bank = fields.CharField(100, null=True)
    challan_paid_on: date | None = fields.DateField(null=True)
    exemption_file_id = fields.UUIDField(null=True)
    received: Decimal | None = fields.DecimalField(12, 2, null=True)
    received_currency = fields.CharField(3, null=True)
    created_at = fields.DatetimeField()
    settled_at: datetime | None = fields.DatetimeField(null=True)
    refund_state = fields.CharEnumField(RefundState, max_length=10, default=RefundState.NONE)
    refund_reason = fields.CharField(40, null=True)
    ask_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "core_payment"
        indexes = (("request_id", "created_at"), ("ask_at", "id"), ("challan_number",))


class TreasuryLine(Model):
    """A line of a treasury's scroll. `payment_id` is the payment that it has settled.

    After the erasure of that payment's citizen `number` is a keyed hash, and `bank` is empty.
    """

    id = fields.BigIntField(primary_key=True)
    number = fields.CharField(64, unique=True)
    bank = fields.CharField(100)
    paid_on = fields.DateField()
    amount: Decimal = fields.DecimalField(12, 2)
    currency = fields.CharField(3)
    imported_at = fields.DatetimeField()
    payment_id = fields.UUIDField(null=True, unique=True)

    class Meta:
        table = "core_treasury_line"


class MoneyMovement(Model):
    """Money that came or went. The database refuses to change or delete rows."""

    id = fields.BigIntField(primary_key=True)
    payment: fields.ForeignKeyRelation[Payment] = fields.ForeignKeyField(
        "core.Payment", related_name=False, on_delete=fields.RESTRICT
    )
    payment_id: Any
    kind = fields.CharEnumField(MovementKind, max_length=10)
    amount: Decimal = fields.DecimalField(12, 2)
    currency = fields.CharField(3)
    at = fields.DatetimeField(db_index=True)
    provider = fields.CharField(40)

    class Meta:
        table = "core_money_movement"
        unique_together = (("payment", "kind"),)
