"""Tables of service requests."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.indexes import PartialIndex
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


NEVER = datetime(9999, 12, 31, tzinfo=UTC)


class ClockAction(StrEnum):
    """What a request's clock does next when nobody has acted."""

    REMIND = "REMIND"
    ESCALATE = "ESCALATE"


class ServiceRequest(Model):
    """A citizen's request to one unit. Its status is written by `steps.take` alone.

    While the clock is paused, `due_at` is null and `days_left` are the working days that remain.
    `due_order` is `due_at`, or NEVER: what lists are ordered by has no nulls. `due_rule` is the
    rule of the overall date in words, by language, as it was when the request began. While it
    `is_hidden`, its citizen alone sees it.
    """

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
    due_at: datetime | None = fields.DatetimeField(null=True)
    due_order = fields.DatetimeField(default=NEVER)
    due_rule: dict[str, str] | None = fields.JSONField(null=True)
    status_due_at: datetime | None = fields.DatetimeField(null=True)
    days_left: int | None = fields.IntField(null=True)
    clock_at: datetime | None = fields.DatetimeField(null=True)
    clock_action = fields.CharEnumField(ClockAction, max_length=10, null=True)
    escalated_to: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    escalated_to_id: str | None
    is_hidden = fields.BooleanField(default=False)

    class Meta:
        table = "core_service_request"
        indexes = (
            ("citizen_id", "submitted_at", "id"),
            ("unit_id", "phase", "due_order", "id"),
            ("unit_id", "phase", "submitted_at", "id"),
            ("unit_id", "phase", "service", "due_order", "id"),
            ("unit_id", "phase", "service", "submitted_at", "id"),
            ("unit_id", "phase", "status", "due_order", "id"),
            ("unit_id", "phase", "status", "submitted_at", "id"),
            ("assignee_id", "phase", "unit_id", "due_order", "id"),
            ("assignee_id", "phase", "unit_id", "submitted_at", "id"),
            PartialIndex(fields=["unit_id", "service", "assignee_id"], condition={"phase": "OPEN"}),
            ("clock_at", "id"),
            ("is_hidden", "id"),
        )


class RequestEvent(Model):
    """One step of a request: the version that it led to, who did what, between which statuses.

    `unit` is where a transfer or an escalation led, `assignee` whom it was given to, `missing` what
    the citizen was asked for: a list of {field, upload, text}.
    """

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
    unit: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    unit_id: str | None
    assignee_id = fields.UUIDField(null=True)
    missing: list[dict[str, str | None]] | None = fields.JSONField(null=True)

    class Meta:
        table = "core_request_event"
        unique_together = (("request", "version"),)


class RequestWord(Model):
    """A word by which the unit that has a request finds it, of its number or its citizen.

    `unit_id`, `due_order` and `submitted_at` are the request's own, so that what is found is read
    in its order.
    """

    id = fields.BigIntField(primary_key=True)
    request: fields.ForeignKeyRelation[ServiceRequest] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name=False, on_delete=fields.CASCADE
    )
    request_id: Any
    unit_id = fields.CharField(20)
    word = fields.CharField(60)
    due_order = fields.DatetimeField()
    submitted_at = fields.DatetimeField()

    class Meta:
        table = "core_request_word"
        indexes = (
            ("word", "unit_id", "due_order", "request_id"),
            ("word", "unit_id", "submitted_at", "request_id"),
            ("request_id", "word"),
        )


class Enquiry(Model):
    """What a unit has been asked to find out about a request, which may be with another unit.

    It is open from the moment that it begins until it is filed or the request ends. While it waits
    for the citizen, `due_at` is null and `days_left` are the working days that remain. `service`,
    `due_order` and `submitted_at` are the request's own: the inbox is read in its order, and
    counted, without looking at requests.
    """

    id = fields.UUIDField(primary_key=True)
    request: fields.ForeignKeyRelation[ServiceRequest] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name="enquiries", on_delete=fields.RESTRICT
    )
    request_id: Any
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, on_delete=fields.RESTRICT
    )
    unit_id: str
    service = fields.CharField(40)
    is_open = fields.BooleanField(default=False)
    days_left: int | None = fields.IntField(null=True)
    due_at: datetime | None = fields.DatetimeField(null=True)
    filed_at: datetime | None = fields.DatetimeField(null=True)
    clock_at: datetime | None = fields.DatetimeField(null=True)
    due_order = fields.DatetimeField()
    submitted_at = fields.DatetimeField()

    class Meta:
        table = "core_enquiry"
        unique_together = (("request", "unit"),)
        indexes = (
            ("unit_id", "is_open", "due_order", "request_id"),
            ("unit_id", "is_open", "submitted_at", "request_id"),
            ("clock_at", "id"),
        )


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
