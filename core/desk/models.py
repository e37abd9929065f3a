"""Tables of the officers' desk."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from core.identity.models import Officer
from core.service_requests.models import ServiceRequest


@strawberry.enum(description="How two requests belong together.")
class LinkKind(StrEnum):
    DUPLICATE = "DUPLICATE"
    RELATED = "RELATED"


class InternalNote(Model):
    """What an officer notes for other officers. The citizen never reads it."""

    id = fields.UUIDField(primary_key=True)
    request: fields.ForeignKeyRelation[ServiceRequest] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    author: fields.ForeignKeyRelation[Officer] = fields.ForeignKeyField(
        "core.Officer", related_name=False, on_delete=fields.RESTRICT
    )
    author_id: Any
    at = fields.DatetimeField()
    text = fields.TextField()

    class Meta:
        table = "core_internal_note"
        indexes = (("request_id", "at"),)


class RequestLink(Model):
    """Two requests that an officer has found to belong together, a row for either."""

    id = fields.UUIDField(primary_key=True)
    request: fields.ForeignKeyRelation[ServiceRequest] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    other: fields.ForeignKeyRelation[ServiceRequest] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    other_id: Any
    kind = fields.CharEnumField(LinkKind, max_length=10)
    note = fields.TextField()
    at = fields.DatetimeField()

    class Meta:
        table = "core_request_link"
        unique_together = (("request", "other"),)
        indexes = (("other_id",),)
