"""Tables of identity."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from core.texts import Language
from core.units.models import Unit


@strawberry.enum(description="Gender, as the citizen says it.")
class Gender(StrEnum):
    FEMALE = "FEMALE"
    MALE = "MALE"
    OTHER = "OTHER"
    NOT_SAID = "NOT_SAID"


@strawberry.enum(description="Who the relative named beside a person is.")
class Relation(StrEnum):
    FATHER = "FATHER"
    MOTHER = "MOTHER"
    SPOUSE = "SPOUSE"
    GUARDIAN = "GUARDIAN"


@strawberry.enum(description="What an officer is at the unit of a posting.")
class OfficerRole(StrEnum):
    BEAT_OFFICER = "BEAT_OFFICER"
    STATION_HEAD = "STATION_HEAD"
    DISTRICT_HEAD = "DISTRICT_HEAD"
    STATE_ADMINISTRATOR = "STATE_ADMINISTRATOR"
    TIPS_OFFICER = "TIPS_OFFICER"


@strawberry.enum(description="Where a one-time code is sent.")
class OtpChannel(StrEnum):
    SMS = "SMS"
    EMAIL = "EMAIL"


class Citizen(Model):
    """A person whom the police serve. `mobile` and `verified_email` are what the person has signed
    in with. After an erasure `erasure_due_on` says from which day on more can be erased, and
    `officer_id` which officer it was, if any: nobody decides about themselves.
    """

    id = fields.UUIDField(primary_key=True)
    mobile = fields.CharField(16, null=True, unique=True)
    verified_email = fields.CharField(254, null=True, unique=True)
    email = fields.CharField(254, null=True)
    full_name = fields.CharField(200, null=True)
    relation = fields.CharEnumField(Relation, max_length=10, null=True)
    relative_name = fields.CharField(200, null=True)
    gender = fields.CharEnumField(Gender, max_length=10, null=True)
    birth_date: date | None = fields.DateField(null=True)
    present_address: dict[str, Any] | None = fields.JSONField(null=True)
    permanent_address: dict[str, Any] | None = fields.JSONField(null=True)
    language = fields.CharEnumField(Language, max_length=5)
    created_at = fields.DatetimeField()
    erased_at: datetime | None = fields.DatetimeField(null=True)
    erasure_due_on: date | None = fields.DateField(null=True)
    officer_id: Any = fields.UUIDField(null=True)

    class Meta:
        table = "core_citizen"


class Officer(Model):
    """A member of the police. The second factor's secret is sealed.

    By the officer's own `mobile` it is known which requests are the officer's as a citizen.
    """

    id = fields.UUIDField(primary_key=True)
    username = fields.CharField(60, unique=True)
    full_name = fields.CharField(200)
    password_hash = fields.CharField(200)
    totp_secret = fields.CharField(300)
    totp_last_step = fields.BigIntField(default=0)
    language = fields.CharEnumField(Language, max_length=5)
    mobile = fields.CharField(16, null=True)
    is_active = fields.BooleanField(default=True)
    created_at = fields.DatetimeField()

    postings: fields.ReverseRelation[Posting]

    class Meta:
        table = "core_officer"


class Posting(Model):
    """A role that an officer holds at a unit, from a moment on and until another."""

    id = fields.UUIDField(primary_key=True)
    officer: fields.ForeignKeyRelation[Officer] = fields.ForeignKeyField(
        "core.Officer", related_name="postings", on_delete=fields.RESTRICT
    )
    unit: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, on_delete=fields.RESTRICT
    )
    unit_id: str
    role = fields.CharEnumField(OfficerRole, max_length=30)
    starts_at = fields.DatetimeField()
    ends_at = fields.DatetimeField(null=True)

    class Meta:
        table = "core_posting"


class OneTimeCode(Model):
    """A code sent to an address. Its id is the challenge. Only a keyed hash of the code is kept.

    It is good for its `purpose` alone; `subject` is what it is about, for whoever sent it.
    """

    id = fields.UUIDField(primary_key=True)
    channel = fields.CharEnumField(OtpChannel, max_length=5)
    address = fields.CharField(254)
    code_hash = fields.CharField(64)
    language = fields.CharEnumField(Language, max_length=5)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(db_index=True)
    tries = fields.IntField(default=0)
    used_at = fields.DatetimeField(null=True)
    purpose = fields.CharField(40, default="SIGN_IN")
    subject = fields.CharField(60, null=True, db_index=True)

    class Meta:
        table = "core_one_time_code"


class Session(Model):
    """A signed-in device of a citizen or an officer. Only a hash of the token is kept."""

    id = fields.UUIDField(primary_key=True)
    token_hash = fields.CharField(64, unique=True)
    citizen: fields.ForeignKeyNullableRelation[Citizen] = fields.ForeignKeyField(
        "core.Citizen", related_name=False, null=True, on_delete=fields.CASCADE
    )
    citizen_id: Any
    officer: fields.ForeignKeyNullableRelation[Officer] = fields.ForeignKeyField(
        "core.Officer", related_name=False, null=True, on_delete=fields.CASCADE
    )
    officer_id: Any
    created_at = fields.DatetimeField()
    last_seen_at = fields.DatetimeField()
    expires_at = fields.DatetimeField()

    class Meta:
        table = "core_session"
