"""Tables of the police hierarchy. A unit's code is its stable key; nothing is ever derived from its
digits.
"""

from __future__ import annotations

from enum import StrEnum

import strawberry
from tortoise import fields
from tortoise.models import Model

from core.search_keys import search_key
from core.texts import Language


@strawberry.enum(description="What kind of unit it is.")
class UnitKind(StrEnum):
    STATE = "STATE"
    RANGE = "RANGE"
    DISTRICT = "DISTRICT"
    SUBDIVISION = "SUBDIVISION"
    STATION = "STATION"
    OUTPOST = "OUTPOST"
    TRAFFIC = "TRAFFIC"
    WOMEN = "WOMEN"
    AJK = "AJK"
    RAILWAY = "RAILWAY"
    CYBER = "CYBER"
    SPECIAL = "SPECIAL"


UNITS = "units"
"""What is revised whenever any unit changes."""


class Unit(Model):
    """A unit of the police. Its flag says what is doubtful about its position, if anything."""

    code = fields.CharField(20, primary_key=True)
    kind = fields.CharEnumField(UnitKind, max_length=20)
    parent: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name="children", null=True, on_delete=fields.RESTRICT
    )
    parent_id: str | None
    names: dict[str, str] = fields.JSONField()
    source_name = fields.CharField(120)
    search_key = fields.TextField(default="")
    latitude = fields.FloatField(null=True)
    longitude = fields.FloatField(null=True)
    flag = fields.CharField(40, default="")
    phone = fields.CharField(20, null=True)
    email = fields.CharField(254, null=True)
    address = fields.CharField(300, null=True)
    lgd_code = fields.CharField(10, null=True)
    source = fields.CharField(200)
    is_active = fields.BooleanField(default=True)
    version = fields.IntField(default=1)
    updated_on = fields.DateField()

    class Meta:
        table = "core_unit"
        indexes = (("kind", "is_active"), ("source_name", "code"))

    @property
    def is_position_verified(self) -> bool:
        """Whether nothing is doubtful about the position; a doubtful one is shown, and said to be
        so.
        """
        return self.latitude is not None and not self.flag

    def renew_search_key(self) -> None:
        """To be called before a unit is saved whose names have changed."""
        self.search_key = search_key([*self.names.values(), self.source_name])

    def name(self, language: Language) -> str:
        """The name in a language, else in English."""
        return self.names.get(language._value_) or self.names["en"]


class UnitAncestry(Model):
    """Who lies at or under whom: a row for each unit and ancestor, itself among them."""

    id = fields.BigIntField(primary_key=True)
    ancestor: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name="descendants", on_delete=fields.CASCADE
    )
    ancestor_id: str
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name="ancestry", on_delete=fields.CASCADE
    )
    unit_id: str
    depth = fields.IntField()

    class Meta:
        table = "core_unit_ancestry"
        unique_together = (("ancestor", "unit"),)
        indexes = (("unit_id", "ancestor_id"),)


class Holiday(Model):
    """A public holiday of the whole state."""

    day = fields.DateField(primary_key=True)
    names: dict[str, str] = fields.JSONField()

    class Meta:
        table = "core_holiday"


class UnitHoliday(Model):
    """A holiday of one unit and of all under it."""

    id = fields.BigIntField(primary_key=True)
    day = fields.DateField()
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, on_delete=fields.RESTRICT
    )
    unit_id: str
    names: dict[str, str] = fields.JSONField()

    class Meta:
        table = "core_unit_holiday"
        unique_together = (("unit", "day"),)
