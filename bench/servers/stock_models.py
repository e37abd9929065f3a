"""The models of `stock.py`."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model


class Station(Model):
    code = fields.CharField(20, primary_key=True)
    name = fields.TextField()
    source_name = fields.CharField(120)
    kind = fields.CharField(20)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    phone = fields.CharField(20, null=True)
    is_active = fields.BooleanField()

    class Meta:
        table = "core_unit"


class Officer(Model):
    id = fields.UUIDField(primary_key=True)
    postings: fields.ReverseRelation[Posting]

    class Meta:
        table = "core_officer"


class Posting(Model):
    id = fields.UUIDField(primary_key=True)
    officer: fields.ForeignKeyRelation[Officer] = fields.ForeignKeyField(
        "models.Officer", related_name="postings"
    )
    unit_id = fields.CharField(20)

    class Meta:
        table = "core_posting"


class Session(Model):
    id = fields.UUIDField(primary_key=True)
    token_hash = fields.CharField(64, unique=True)
    citizen_id: Any = fields.UUIDField(null=True)
    officer: fields.ForeignKeyNullableRelation[Officer] = fields.ForeignKeyField(
        "models.Officer", null=True, related_name=False
    )

    class Meta:
        table = "core_session"


class Request(Model):
    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(60)
    status = fields.CharField(40)
    phase = fields.CharField(20)
    citizen_id: Any = fields.UUIDField()
    unit_id = fields.CharField(20)
    version = fields.IntField()
    submitted_at = fields.DatetimeField()
    due_at = fields.DatetimeField(null=True)
    due_order = fields.DatetimeField()
    is_hidden = fields.BooleanField()

    class Meta:
        table = "core_service_request"


class Event(Model):
    id = fields.BigIntField(primary_key=True)
    request_id: Any = fields.UUIDField()
    version = fields.IntField()
    at = fields.DatetimeField()
    action = fields.CharField(40)
    to_status = fields.CharField(40)
    actor_kind = fields.CharField(10)

    class Meta:
        table = "core_request_event"
