"""The tables of tips. None holds a person who sent one, a moment, or a word that can be read."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import uuid4

from tortoise import fields
from tortoise.models import Model


class TipState(StrEnum):
    RECEIVED = "RECEIVED"
    TRIAGED = "TRIAGED"
    PASSED_ON = "PASSED_ON"
    CLOSED_USEFUL = "CLOSED_USEFUL"
    CLOSED_NOT_USEFUL = "CLOSED_NOT_USEFUL"
    CLOSED_DUPLICATE = "CLOSED_DUPLICATE"
    CLOSED_NOT_POLICE = "CLOSED_NOT_POLICE"

    @property
    def is_closed(self) -> bool:
        return self.name.startswith("CLOSED")


class OfficerKey(Model):
    """The key pair of an officer. The private key is sealed under the officer's passphrase."""

    officer_id: Any = fields.UUIDField(primary_key=True)
    public_key: bytes = fields.BinaryField()
    salt: bytes = fields.BinaryField()
    private_key: bytes = fields.BinaryField()
    made_on: date = fields.DateField()

    class Meta:
        table = "tips_officer_key"


class UnitKey(Model):
    """The key pair of a unit, one in use at a time. Tips are addressed to the public key."""

    id: Any = fields.UUIDField(primary_key=True, default=uuid4)
    unit_code = fields.CharField(20, unique=True)
    public_key: bytes = fields.BinaryField()
    made_on: date = fields.DateField()

    class Meta:
        table = "tips_unit_key"


class KeyShare(Model):
    """A unit's private key, sealed to an officer's public key, for which a holder has vouched."""

    id: Any = fields.UUIDField(primary_key=True, default=uuid4)
    unit_key: fields.ForeignKeyRelation[UnitKey] = fields.ForeignKeyField(
        "tips.UnitKey", related_name="shares", on_delete=fields.CASCADE
    )
    unit_key_id: Any
    officer_id: Any = fields.UUIDField(db_index=True)
    officer_name = fields.CharField(300)
    vouched: bytes = fields.BinaryField()
    sealed: bytes = fields.BinaryField()

    class Meta:
        table = "tips_key_share"
        unique_together = (("unit_key", "officer_id"),)


class RecoveryShare(Model):
    """The private key of a unit, sealed to that of a second one, for which a holder has vouched."""

    id: Any = fields.UUIDField(primary_key=True, default=uuid4)
    unit_key: fields.ForeignKeyRelation[UnitKey] = fields.ForeignKeyField(
        "tips.UnitKey", related_name=False, on_delete=fields.CASCADE
    )
    unit_key_id: Any
    second_key: fields.ForeignKeyRelation[UnitKey] = fields.ForeignKeyField(
        "tips.UnitKey", related_name=False, on_delete=fields.CASCADE
    )
    second_key_id: Any
    vouched: bytes = fields.BinaryField()
    sealed: bytes = fields.BinaryField()

    class Meta:
        table = "tips_recovery_share"
        unique_together = (("unit_key", "second_key"),)


class UnlockedKey(Model):
    """A unit's private key, for a quarter of an hour, under a key that is in one device alone."""

    id: Any = fields.UUIDField(primary_key=True, default=uuid4)
    session_id: Any = fields.UUIDField()
    unit_key: fields.ForeignKeyRelation[UnitKey] = fields.ForeignKeyField(
        "tips.UnitKey", related_name=False, on_delete=fields.CASCADE
    )
    unit_key_id: Any
    sealed: bytes = fields.BinaryField()
    expires_at: datetime = fields.DatetimeField(db_index=True)

    class Meta:
        table = "tips_unlocked_key"


class Tip(Model):
    """A tip: whose it is, how far the police are, and the day. All else is sealed."""

    id: Any = fields.UUIDField(primary_key=True, default=uuid4)
    unit_key: fields.ForeignKeyRelation[UnitKey] = fields.ForeignKeyField(
        "tips.UnitKey", related_name=False, on_delete=fields.RESTRICT
    )
    unit_key_id: Any
    status = fields.CharEnumField(TipState, max_length=20, default=TipState.RECEIVED)
    received_on: date = fields.DateField()
    expires_on: date = fields.DateField(db_index=True)
    is_told = fields.BooleanField(default=False)
    locator = fields.CharField(8, unique=True)
    salt: bytes = fields.BinaryField()
    key_for_receipt: bytes = fields.BinaryField()
    key_for_unit: bytes = fields.BinaryField()
    label: bytes = fields.BinaryField()

    class Meta:
        table = "tips_tip"
        indexes = (("unit_key_id", "received_on", "id"),)


class TipMessage(Model):
    """What tipster or police wrote, sealed with its place in the conversation, and the day."""

    id: Any = fields.UUIDField(primary_key=True, default=uuid4)
    tip: fields.ForeignKeyRelation[Tip] = fields.ForeignKeyField(
        "tips.Tip", related_name=False, on_delete=fields.CASCADE
    )
    tip_id: Any
    sent_on: date = fields.DateField()
    sealed: bytes = fields.BinaryField()

    class Meta:
        table = "tips_message"
        indexes = (("tip_id",),)


class TipAttachment(Model):
    """A picture, sealed under a key that its uploader was given, and then the message has."""

    id: Any = fields.UUIDField(primary_key=True, default=uuid4)
    tip: fields.ForeignKeyNullableRelation[Tip] = fields.ForeignKeyField(
        "tips.Tip", related_name=False, null=True, on_delete=fields.CASCADE
    )
    tip_id: Any
    uploaded_on: date = fields.DateField()
    sealed: bytes = fields.BinaryField()

    class Meta:
        table = "tips_attachment"
        indexes = (("tip_id", "uploaded_on"),)


class SpentPuzzle(Model):
    """A proof of work that was used, by the hash of its puzzle."""

    id = fields.CharField(64, primary_key=True)
    spent_on: date = fields.DateField(db_index=True)

    class Meta:
        table = "tips_spent_puzzle"
