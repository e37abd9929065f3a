"""Tables of verifications."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import strawberry
from tortoise import fields
from tortoise.models import Model

from core import Enquiry, Officer, ServiceRequest, Unit


@strawberry.enum(description="What the certificate is for.")
class CertificatePurpose(StrEnum):
    GOVERNMENT_JOB = "GOVERNMENT_JOB"
    PRIVATE_JOB = "PRIVATE_JOB"
    LICENCE = "LICENCE"
    PASSPORT = "PASSPORT"
    VISA = "VISA"
    EDUCATION = "EDUCATION"
    TENDER = "TENDER"
    OTHER = "OTHER"


@strawberry.enum(description="What a station has found.")
class EnquiryFinding(StrEnum):
    NOTHING_ADVERSE = "NOTHING_ADVERSE"
    ADVERSE = "ADVERSE"
    UNABLE = "UNABLE"


class Verification(Model):
    """Whom the police are asked to verify, and for what, in any service of this plugin.

    `subject` holds the fields of the contract's SubjectInput in snake case, `cases` those of
    DeclaredCaseInput. `decided_by` is who decided, as it stands on the certificate: {role, unit}.
    """

    id = fields.UUIDField(primary_key=True)
    request: fields.OneToOneRelation[ServiceRequest] = fields.OneToOneField(
        "core.ServiceRequest", related_name=False, on_delete=fields.RESTRICT
    )
    request_id: Any
    purpose = fields.CharEnumField(CertificatePurpose, max_length=20)
    purpose_text = fields.CharField(200, null=True)
    organisation = fields.CharField(200)
    subject: dict[str, Any] = fields.JSONField()
    has_cases = fields.BooleanField()
    cases: list[dict[str, Any]] = fields.JSONField()
    valid_until: datetime | None = fields.DatetimeField(null=True)
    decided_by: dict[str, Any] | None = fields.JSONField(null=True)

    addresses: fields.ReverseRelation[Address]

    class Meta:
        table = "verification_verification"


class Address(Model):
    """Where the subject lives or has lived, and since and until when."""

    id = fields.UUIDField(primary_key=True)
    verification: fields.ForeignKeyRelation[Verification] = fields.ForeignKeyField(
        "verification.Verification", related_name="addresses", on_delete=fields.CASCADE
    )
    verification_id: Any
    position = fields.IntField()
    text = fields.CharField(300)
    station: fields.ForeignKeyRelation[Unit] = fields.ForeignKeyField(
        "core.Unit", related_name=False, on_delete=fields.RESTRICT
    )
    station_id: str
    since: date = fields.DateField()
    until: date | None = fields.DateField(null=True)

    class Meta:
        table = "verification_address"
        unique_together = (("verification", "position"),)


class EnquiryReport(Model):
    """What a station has found out.

    `files` are the ids of those that its officer added. A report is current until the station is
    asked again.
    """

    id = fields.UUIDField(primary_key=True)
    enquiry: fields.ForeignKeyRelation[Enquiry] = fields.ForeignKeyField(
        "core.Enquiry", related_name=False, on_delete=fields.RESTRICT
    )
    enquiry_id: Any
    officer: fields.ForeignKeyRelation[Officer] = fields.ForeignKeyField(
        "core.Officer", related_name=False, on_delete=fields.RESTRICT
    )
    finding = fields.CharEnumField(EnquiryFinding, max_length=20)
    note = fields.TextField()
    files: list[str] = fields.JSONField(default=list)
    at = fields.DatetimeField()
    is_current = fields.BooleanField(default=True)

    class Meta:
        table = "verification_enquiry_report"
        indexes = (("enquiry_id", "is_current"),)
