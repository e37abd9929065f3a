"""Tables of lost property."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from core import Officer, ServiceRequest, StoredFile, Unit


@strawberry.enum(description="What kind of thing it is.")
class ItemKind(StrEnum):
    MOBILE = "MOBILE"
    VEHICLE = "VEHICLE"
    DOCUMENT = "DOCUMENT"
    OTHER = "OTHER"


@strawberry.enum(description="By which number a found thing matches a lost one.")
class MarkKind(StrEnum):
    IMEI = "IMEI"
    PLATE = "PLATE"
    CHASSIS = "CHASSIS"
    DOCUMENT = "DOCUMENT"


@strawberry.enum(description="What has become of a found thing.")
class FoundOutcome(StrEnum):
    RETURNED = "RETURNED"
    DISPOSED = "DISPOSED"


@strawberry.enum(description="Which of the other things it is.")
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
    found_on: date | None = fields.DateField(null=True)

    class Meta:
        table = "lost_property_item"
        unique_together = (("report", "position"),)


class FoundItem(Model):
    """A thing that was handed in at a station. Details and finder are for officers alone."""

    id = fields.UUIDField(primary_key=True)
    number = fields.CharField(60, unique=True)
    station: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, on_delete=fields.RESTRICT
    )
    station_id: str
    registered_by: fields.ForeignKeyRelation[Officer] = fields.ForeignKeyField(
        "core.Officer", related_name=False, on_delete=fields.RESTRICT
    )
    kind = fields.CharEnumField(ItemKind, max_length=10)
    sub_kind = fields.CharField(30, null=True)
    details: dict[str, Any] = fields.JSONField()
    description = fields.TextField(null=True)
    public_description = fields.TextField(null=True)
    search_text = fields.TextField()
    found_on = fields.DateField()
    place_text = fields.CharField(500, null=True)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    district_code = fields.CharField(20, null=True)
    found_by = fields.CharField(200, null=True)
    photo: fields.ForeignKeyNullableRelation[StoredFile] = fields.ForeignKeyField(
        "core.StoredFile", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    photo_id: Any
    registered_at = fields.DatetimeField()
    closed_at: datetime | None = fields.DatetimeField(null=True)
    outcome = fields.CharEnumField(FoundOutcome, max_length=10, null=True)
    closing_note = fields.TextField(null=True)

    class Meta:
        table = "lost_property_found_item"
        indexes = (("registered_at", "id"), ("station_id", "registered_at"))


class ItemMark(Model):
    """A keyed hash of a number that tells one thing from all others, lost or found."""

    id = fields.BigIntField(primary_key=True)
    kind = fields.CharEnumField(MarkKind, max_length=8)
    key_id = fields.CharField(8)
    hash = fields.CharField(64, db_index=True)
    lost_item: fields.ForeignKeyNullableRelation[LostItem] = fields.ForeignKeyField(
        "lost_property.LostItem", related_name=False, null=True, on_delete=fields.CASCADE
    )
    lost_item_id: Any
    found_item: fields.ForeignKeyNullableRelation[FoundItem] = fields.ForeignKeyField(
        "lost_property.FoundItem", related_name=False, null=True, on_delete=fields.CASCADE
    )
    found_item_id: Any

    class Meta:
        table = "lost_property_mark"
        indexes = (("lost_item_id",), ("found_item_id",))


class ItemMatch(Model):
    """That a found thing has the number of a lost one. A dismissed one stays, and never returns."""

    id = fields.UUIDField(primary_key=True)
    lost_item: fields.ForeignKeyRelation[LostItem] = fields.ForeignKeyField(
        "lost_property.LostItem", related_name=False, on_delete=fields.CASCADE
    )
    lost_item_id: Any
    found_item: fields.ForeignKeyRelation[FoundItem] = fields.ForeignKeyField(
        "lost_property.FoundItem", related_name=False, on_delete=fields.CASCADE
    )
    found_item_id: Any
    matched_on = fields.CharEnumField(MarkKind, max_length=8)
    at = fields.DatetimeField()
    dismissed_at: datetime | None = fields.DatetimeField(null=True)
    dismissed_by = fields.CharField(50, null=True)
    note = fields.TextField(null=True)

    class Meta:
        table = "lost_property_match"
        unique_together = (("lost_item", "found_item"),)
        indexes = (("found_item_id",),)
