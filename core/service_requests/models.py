"""Tables of service requests."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from core.identity.models import Citizen, Officer
from core.texts import Language
from core.units.models import Unit


@strawberry.enum(description="Who has to act: the police, the citizen, or nobody any more.")
class Phase(StrEnum):
    OPEN = "OPEN"
    WAITING_ON_CITIZEN = "WAITING_ON_CITIZEN"
    CLOSED = "CLOSED"


@strawberry.enum(description="Who did something.")
class ActorKind(StrEnum):
    CITIZEN = "CITIZEN"
    OFFICER = "OFFICER"
    SYSTEM = "SYSTEM"


class ServiceRequest(Model):
    """A citizen's request to one unit. Only `service.open` and `service.move` write its status."""

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(60, unique=True)
    service = fields.CharField(40)
    status = fields.CharField(40)
    phase = fields.CharEnumField(Phase, max_length=20)
    citizen: fields.ForeignKeyRelation[Citizen] = fields.ForeignKeyField(
        "core.Citizen", related_name="requests", on_delete=fields.RESTRICT
    )
    citizen_id: Any
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, on_delete=fields.RESTRICT
    )
    unit_id: str
    assignee: fields.ForeignKeyNullableRelation[Officer] = fields.ForeignKeyField(
        "core.Officer", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    assignee_id: Any
    version = fields.IntField(default=1)
    language = fields.CharEnumField(Language, max_length=5)
    submitted_at = fields.DatetimeField()
    updated_at = fields.DatetimeField()
    due_at = fields.DatetimeField(null=True)

    class Meta:
        table = "core_service_request"
        indexes = (("citizen_id", "submitted_at", "id"), ("unit_id", "submitted_at", "id"))


class RequestEvent(Model):
    """One step of a request: the version that it led to, who did what, between which statuses."""

    id = fields.BigIntField(primary_key=True)
    request: fields.ForeignKeyRelation[ServiceRequest] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name="events", on_delete=fields.RESTRICT
    )
    request_id: Any
    version = fields.IntField()
    at = fields.DatetimeField()
    action = fields.CharField(40)
    from_status = fields.CharField(40, null=True)
    to_status = fields.CharField(40)
    actor_kind = fields.CharEnumField(ActorKind, max_length=10)
    actor_id = fields.UUIDField(null=True)
    reason_code = fields.CharField(40, null=True)
    note = fields.TextField(null=True)

    class Meta:
        table = "core_request_event"
        unique_together = (("request", "version"),)


class NumberSeries(Model):
    """The last number given in a series: one for each unit, service and year."""

    name = fields.CharField(60, primary_key=True)
    value = fields.IntField()

    class Meta:
        table = "core_number_series"


class IdempotencyRecord(Model):
    """The answer that a key has been given. Keys belong to one viewer and one mutation."""

    id = fields.BigIntField(primary_key=True)
    actor = fields.CharField(80)
    operation = fields.CharField(60)
    key = fields.CharField(36)
    input_hash = fields.CharField(64)
    answer: Any = fields.JSONField(null=True)
    created_at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "core_idempotency_record"
        unique_together = (("actor", "operation", "key"),)
