"""The table of uploaded files. The bytes lie in the storage, under the file's id."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model


@strawberry.enum(description="What the scan for malicious software has found.")
class ScanState(StrEnum):
    PENDING = "PENDING"
    CLEAN = "CLEAN"
    INFECTED = "INFECTED"
    SKIPPED = "SKIPPED"


class FileState(StrEnum):
    """UPLOADING until the last byte has come and the content has been checked."""

    UPLOADING = "UPLOADING"
    STORED = "STORED"
    REFUSED = "REFUSED"


MADE_HERE = "core"
"""The service of a file that the platform made for its owner: no upload, and for no request."""


class StoredFile(Model):
    """An upload of one person for one purpose of a service, its owner's until it is attached."""

    id = fields.UUIDField(primary_key=True)
    owner = fields.CharField(50)
    service = fields.CharField(40)
    purpose = fields.CharField(40)
    name = fields.CharField(200)
    declared_bytes = fields.BigIntField()
    state = fields.CharEnumField(FileState, max_length=10, default=FileState.UPLOADING)
    fault = fields.CharField(40, null=True)
    content_type = fields.CharField(100, null=True)
    byte_size = fields.BigIntField(null=True)
    sha256 = fields.CharField(64, null=True)
    scan_state = fields.CharEnumField(ScanState, max_length=10, default=ScanState.PENDING)
    created_at = fields.DatetimeField()
    expires_at = fields.DatetimeField(null=True)
    request: fields.ForeignKeyNullableRelation[Any] = fields.ForeignKeyField(
        "core.ServiceRequest", related_name=False, null=True, on_delete=fields.RESTRICT
    )
    request_id: Any
    position = fields.IntField(default=0)

    class Meta:
        table = "core_stored_file"
        indexes = (("owner", "state"), ("request_id",), ("expires_at",))
