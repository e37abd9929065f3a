"""Tables of notifications."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from core.identity.models import Citizen


@strawberry.enum(description="By which way a person is told.")
class NotificationChannel(StrEnum):
    IN_APP = "IN_APP"
    SMS = "SMS"
    EMAIL = "EMAIL"


@strawberry.enum(description="How far a message has come.")
class DeliveryStatus(StrEnum):
    WAITING = "WAITING"
    SENDING = "SENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    DEAD = "DEAD"


class Notification(Model):
    """What a citizen was told, as the portal lists it. Its id is the outbox entry's that asked for
    it.
    """

    id = fields.UUIDField(primary_key=True)
    citizen: fields.ForeignKeyRelation[Citizen] = fields.ForeignKeyField(
        "core.Citizen", related_name=False, on_delete=fields.RESTRICT
    )
    citizen_id: Any
    request: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    request_id: Any
    event = fields.CharField(60)
    title = fields.CharField(200)
    body = fields.TextField()
    created_at = fields.DatetimeField()
    read_at: datetime | None = fields.DatetimeField(null=True)

    deliveries: fields.ReverseRelation[Delivery]

    class Meta:
        table = "core_notification"
        indexes = (("citizen_id", "created_at", "id"), ("citizen_id", "read_at"))


class Delivery(Model):
    """A notification on its way by one channel. Its id is the outbox entry's that sends it."""

    id = fields.UUIDField(primary_key=True)
    notification: fields.ForeignKeyRelation[Notification] = fields.ForeignKeyField(
        "core.Notification", related_name="deliveries", on_delete=fields.CASCADE
    )
    notification_id: Any
    channel = fields.CharEnumField(NotificationChannel, max_length=6)
    status = fields.CharEnumField(DeliveryStatus, max_length=10, default=DeliveryStatus.WAITING)
    attempts = fields.IntField(default=0)
    fault = fields.CharField(60, null=True)
    updated_at = fields.DatetimeField()

    class Meta:
        table = "core_delivery"
        unique_together = (("notification", "channel"),)


class ChannelPreference(Model):
    """Whether a citizen wants to be told by a channel. Without a row the channel is used."""

    id = fields.BigIntField(primary_key=True)
    citizen: fields.ForeignKeyRelation[Citizen] = fields.ForeignKeyField(
        "core.Citizen", related_name=False, on_delete=fields.CASCADE
    )
    citizen_id: Any
    channel = fields.CharEnumField(NotificationChannel, max_length=6)
    is_enabled = fields.BooleanField()

    class Meta:
        table = "core_channel_preference"
        unique_together = (("citizen", "channel"),)


class DemoMessage(Model):
    """A message that the demo would have sent. Its id is the outbox entry's, so that a second
    delivery adds nothing.
    """

    id = fields.UUIDField(primary_key=True)
    recipient = fields.CharField(254)
    channel = fields.CharField(5)
    subject = fields.CharField(200)
    text = fields.TextField()
    at = fields.DatetimeField(db_index=True)

    class Meta:
        table = "core_demo_message"
