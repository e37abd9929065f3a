"""Tables of the directory. Units themselves are core's."""

from __future__ import annotations

from datetime import date
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core import ServiceRequest, Unit

AREAS = "directory.areas"
"""What is revised whenever any area changes."""


class Area(Model):
    """The boundary of a station or a district: a GeoJSON Polygon or MultiPolygon, WGS 84."""

    id = fields.UUIDField(primary_key=True)
    unit: fields.OneToOneRelation[Unit] = fields.OneToOneField(
        "core.Unit", related_name=False, on_delete=fields.CASCADE
    )
    unit_id: str
    geometry = fields.TextField()
    source = fields.CharField(200)
    updated_on = fields.DateField()

    class Meta:
        table = "directory_area"


class Post(Model):
    """A post at a unit, whoever holds it: what is published is the office and not the person."""

    id = fields.UUIDField(primary_key=True)
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, on_delete=fields.CASCADE
    )
    unit_id: str
    position = fields.IntField(default=0)
    titles: dict[str, str] = fields.JSONField()
    rank = fields.CharField(60)
    phone = fields.CharField(20, null=True)
    email = fields.CharField(254, null=True)
    is_example = fields.BooleanField(default=False)
    updated_on = fields.DateField()

    class Meta:
        table = "directory_post"
        indexes = (("unit_id", "position", "id"),)


class Holder(Model):
    """Who has held a post, from when and until when. Nobody ended: the present one."""

    id = fields.UUIDField(primary_key=True)
    post: fields.ForeignKeyRelation[Post] = fields.ForeignKeyField(
        "directory.Post", related_name="holders", on_delete=fields.CASCADE
    )
    post_id: Any
    name = fields.CharField(200)
    since: date | None = fields.DateField(null=True)
    until: date | None = fields.DateField(null=True)
    is_present = fields.BooleanField(default=True)

    class Meta:
        table = "directory_holder"
        indexes = (("post_id", "is_present"),)


class Helpline(Model):
    """A number to call, whoever and wherever one is."""

    number = fields.CharField(20, primary_key=True)
    position = fields.IntField(default=0)
    titles: dict[str, str] = fields.JSONField()
    purposes: dict[str, str] = fields.JSONField()
    is_emergency = fields.BooleanField(default=False)
    source = fields.CharField(200, default="")
    updated_on = fields.DateField()

    class Meta:
        table = "directory_helpline"


class StationError(Model):
    """What a citizen says is wrong with a station's entry."""

    id = fields.UUIDField(primary_key=True)
    request: fields.OneToOneRelation[ServiceRequest] = fields.OneToOneField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    station: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, on_delete=fields.RESTRICT
    )
    station_id: str
    what = fields.TextField(null=True)
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    phone = fields.CharField(20, null=True)

    class Meta:
        table = "directory_station_error"
