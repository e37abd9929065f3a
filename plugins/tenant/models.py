"""Tables of tenant verifications, and of the orders that ask for them."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from core import Officer, ServiceRequest, Unit


@strawberry.enum(description="What is let.")
class PremisesKind(StrEnum):
    HOUSE = "HOUSE"
    FLAT = "FLAT"
    ROOM = "ROOM"
    SHOP = "SHOP"
    OFFICE = "OFFICE"
    HOSTEL = "HOSTEL"
    PAYING_GUEST = "PAYING_GUEST"


@strawberry.enum(description="What a visit has found of the tenant.")
class VisitOutcome(StrEnum):
    FOUND = "FOUND"
    NOT_FOUND = "NOT_FOUND"
    MOVED = "MOVED"
    REFUSED = "REFUSED"


@strawberry.enum(description="What the police have come to.")
class TenantResult(StrEnum):
    VERIFIED = "VERIFIED"
    ADVERSE = "ADVERSE"
    UNABLE = "UNABLE"


@strawberry.enum(description="Who has said that a tenancy has ended.")
class TenancyParty(StrEnum):
    OWNER = "OWNER"
    TENANT = "TENANT"


class TenancyOrder(Model):
    """An order of an authority that asks landlords to report tenants, and for how long.

    It holds for the stations at or under its `unit`, from its first day to its last. A tenancy that
    begins under it is to be reported within `report_within_days`, one that is there already within
    `existing_within_days` of its first day.
    """

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(100)
    section = fields.CharField(100)
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, on_delete=fields.RESTRICT
    )
    unit_id: str
    valid_from: date = fields.DateField()
    valid_until: date = fields.DateField()
    report_within_days = fields.IntField()
    existing_within_days = fields.IntField()

    class Meta:
        table = "tenant_order"
        unique_together = (("number", "unit"),)


class Tenancy(Model):
    """What a landlord has said: sealed until the request begins, and in `content` after that.

    `content` holds premises, tenancy, tenant, co_residents, references and agent, with the fields
    of the contract's inputs in snake case. Until it begins, `tenant_mark` is a keyed hash of the
    tenant's number, `tenant_mobile` the number afterwards; `erased_tenant` is the id of a citizen
    who was the tenant until an erasure. `papers` are the purposes of uploads that this tenant needs
    beside those that all need. `report_by` is the day of the order.
    """

    id = fields.UUIDField(primary_key=True)
    request: fields.OneToOneRelation[ServiceRequest] = fields.OneToOneField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    sealed: str | None = fields.TextField(null=True)
    content: dict[str, Any] | None = fields.JSONField(null=True)
    tenant_mark = fields.CharField(64, null=True, db_index=True)
    tenant_mobile = fields.CharField(16, null=True, db_index=True)
    erased_tenant: Any = fields.UUIDField(null=True, db_index=True)
    premises_key = fields.CharField(400, default="")
    papers: list[str] = fields.JSONField(default=list)
    renews = fields.CharField(60, null=True)
    order: fields.ForeignKeyNullableRelation[TenancyOrder] = fields.ForeignKeyField(
        "tenant.TenancyOrder", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    order_id: Any
    report_by: date | None = fields.DateField(null=True)
    consented_at: datetime | None = fields.DatetimeField(null=True)
    consent_seen_by: fields.ForeignKeyNullableRelation[Officer] = fields.ForeignKeyField(
        "core.Officer", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    consent_seen_by_id: Any
    consent_seen = fields.CharField(100, null=True)
    result = fields.CharEnumField(TenantResult, max_length=10, null=True)
    result_note = fields.TextField(default="")
    objection: str | None = fields.TextField(null=True)
    objected_at: datetime | None = fields.DatetimeField(null=True)
    ended_on: date | None = fields.DateField(null=True)
    ended_by = fields.CharEnumField(TenancyParty, max_length=10, null=True)
    leaving_confirmed_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "tenant_tenancy"


class FieldVisit(Model):
    """What an officer has found at the premises, for officers alone. `photo_id` is a kept file."""

    id = fields.UUIDField(primary_key=True)
    request: fields.ForeignKeyRelation[ServiceRequest] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    officer: fields.ForeignKeyRelation[Officer] = fields.ForeignKeyField(
        "core.Officer", related_name=False, on_delete=fields.RESTRICT
    )
    outcome = fields.CharEnumField(VisitOutcome, max_length=10)
    visited_at = fields.DatetimeField()
    note = fields.TextField()
    latitude: float | None = fields.FloatField(null=True)
    longitude: float | None = fields.FloatField(null=True)
    photo_id: Any = fields.UUIDField(null=True)

    class Meta:
        table = "tenant_visit"
        indexes = (("request_id", "visited_at"),)


class HomeQuery(Model):
    """What the home station of the tenant was asked and has answered, for officers alone.

    `station` is one of this state; without one the question has gone as a letter to another state.
    `files` are the ids of kept files.
    """

    id = fields.UUIDField(primary_key=True)
    request: fields.OneToOneRelation[ServiceRequest] = fields.OneToOneField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    station: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    station_id: str | None
    question = fields.TextField()
    asked_at = fields.DatetimeField()
    asked_by: fields.ForeignKeyRelation[Officer] = fields.ForeignKeyField(
        "core.Officer", related_name=False, on_delete=fields.RESTRICT
    )
    answer: str | None = fields.TextField(null=True)
    answered_on: date | None = fields.DateField(null=True)
    answered_by: fields.ForeignKeyNullableRelation[Officer] = fields.ForeignKeyField(
        "core.Officer", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    answered_by_id: Any
    files: list[str] = fields.JSONField(default=list)

    class Meta:
        table = "tenant_home_query"
