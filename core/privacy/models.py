"""The table of consents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from tortoise import fields
from tortoise.models import Model

from core.identity.models import Citizen
from core.texts import Language


class Consent(Model):
    """That a citizen has agreed to a notice, in the version and language in which it was shown."""

    id = fields.UUIDField(primary_key=True)
    citizen: fields.ForeignKeyRelation[Citizen] = fields.ForeignKeyField(
        "core.Citizen", related_name=False, on_delete=fields.RESTRICT
    )
    citizen_id: Any
    purpose = fields.CharField(40)
    notice_version = fields.CharField(20)
    language = fields.CharEnumField(Language, max_length=5)
    text_sha256 = fields.CharField(64)
    given_at = fields.DatetimeField()
    withdrawn_at: datetime | None = fields.DatetimeField(null=True)

    class Meta:
        table = "core_consent"
        indexes = (("citizen_id", "purpose"),)
