"""Tables of lost property."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from core import ServiceRequest


class ItemKind(StrEnum):
    MOBILE = "MOBILE"
    VEHICLE = "VEHICLE"
    DOCUMENT = "DOCUMENT"
    OTHER = "OTHER"


@strawberry.enum(description="What kind of thing it is.")
class OtherKind(StrEnum):
    BAG = "BAG"
    WALLET = "WALLET"
    JEWELLERY = "JEWELLERY"
    CASH = "CASH"
    ELECTRONICS = "ELECTRONICS"
    KEYS = "KEYS"
    OTHER = "OTHER"


class LostReport(Model):
    """What a citizen says was lost, where and when. Both times null: not known."""

    id = fields.UUIDField(primary_key=True)
    request: fields.OneToOneRelation[ServiceRequest] = fields.OneToOneField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    reporter: dict[str, Any] = fields.JSONField(default=dict)
    lost_from = fields.DatetimeField(null=True)
    lost_until = fields.DatetimeField(null=True)
    place_text = fields.CharField(500, null=True)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    district_code = fields.CharField(20, null=True)
    circumstances = fields.TextField(null=True)

    items: fields.ReverseRelation[LostItem]

    class Meta:
        table = "lost_property_report"


class LostItem(Model):
    """One lost thing. `details` holds the fields of its kind, as the contract names them in snake
    case.
    """

    id = fields.UUIDField(primary_key=True)
    report: fields.ForeignKeyRelation[LostReport] = fields.ForeignKeyField(
        "lost_property.LostReport", related_name="items", on_delete=fields.RESTRICT
    )
    report_id: Any
    position = fields.IntField()
    kind = fields.CharEnumField(ItemKind, max_length=10)
    details: dict[str, Any] = fields.JSONField()
    is_found = fields.BooleanField(default=False)

    class Meta:
        table = "lost_property_item"
        unique_together = (("report", "position"),)
