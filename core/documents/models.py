"""Tables of documents, of the copies made of them and the keys that signed those, of when they were
checked, and of who waits for a revocation.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from core.service_requests.models import ServiceRequest
from core.texts import Language
from core.units.models import Unit


@strawberry.enum(description="Whether a document may still be relied on.")
class DocumentStatus(StrEnum):
    VALID = "VALID"
    EXPIRED = "EXPIRED"
    REVOKED = "REVOKED"
    UNKNOWN = "UNKNOWN"


class Document(Model):
    """A paper that a request has led to. The code stands on it and lets anyone check it."""

    id = fields.UUIDField(primary_key=True)
    code = fields.CharField(20, unique=True)
    kind = fields.CharField(40)
    request: fields.ForeignKeyRelation[ServiceRequest] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    issued_by: fields.ForeignKeyNullableRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    issued_by_id: Any
    holder = fields.CharField(200)
    issued_at = fields.DatetimeField()
    valid_until = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    revocation_code = fields.CharField(40, null=True)
    revocation_note = fields.TextField(null=True)
    copies_due = fields.IntField(default=0)
    checks = fields.IntField(default=0)
    checked_at = fields.DatetimeField(null=True)

    copies: fields.ReverseRelation[DocumentCopy]

    @property
    def issuer(self) -> Unit:
        """The unit that issued it; the row must have been read with both units."""
        return self.issued_by or self.request.unit

    def status_at(self, moment: datetime) -> DocumentStatus:
        """Whether it may be relied on at a moment."""
        if self.revoked_at is not None:
            return DocumentStatus.REVOKED
        is_over = self.valid_until is not None and self.valid_until <= moment
        return DocumentStatus.EXPIRED if is_over else DocumentStatus.VALID

    class Meta:
        table = "core_document"
        unique_together = (("request", "kind"),)


class DocumentCopy(Model):
    """A PDF as it was made once. Its id is the outbox entry that asked for it."""

    id = fields.UUIDField(primary_key=True)
    document: fields.ForeignKeyRelation[Document] = fields.ForeignKeyField(
        "core.Document", related_name="copies", on_delete=fields.RESTRICT
    )
    document_id: Any
    position = fields.IntField()
    sha256 = fields.CharField(64, db_index=True)
    byte_size = fields.IntField()
    key_id = fields.CharField(16)
    made_at = fields.DatetimeField()

    class Meta:
        table = "core_document_copy"
        unique_together = (("document", "position"),)


class DocumentCheck(Model):
    """When a document was checked. By whom is not kept."""

    id = fields.BigIntField(primary_key=True)
    document: fields.ForeignKeyRelation[Document] = fields.ForeignKeyField(
        "core.Document", related_name=False, on_delete=fields.CASCADE
    )
    document_id: Any
    at = fields.DatetimeField()

    class Meta:
        table = "core_document_check"
        indexes = (("document_id", "at"),)


class DocumentWatch(Model):
    """Who is to be told when a document is revoked. Nobody reads it but the one letter."""

    id = fields.UUIDField(primary_key=True)
    document: fields.ForeignKeyRelation[Document] = fields.ForeignKeyField(
        "core.Document", related_name=False, on_delete=fields.CASCADE
    )
    document_id: Any
    email = fields.CharField(254)
    language = fields.CharEnumField(Language, max_length=5)
    created_at = fields.DatetimeField()

    class Meta:
        table = "core_document_watch"
        unique_together = (("document", "email"),)


class DocumentKey(Model):
    """The public half of a key that signs documents, and from when on it is no longer believed."""

    id = fields.CharField(16, primary_key=True)
    public_key = fields.CharField(64)
    certificate = fields.TextField()
    made_at = fields.DatetimeField()
    revoked_from = fields.DatetimeField(null=True)
    revocation_note = fields.TextField(null=True)

    class Meta:
        table = "core_document_key"
