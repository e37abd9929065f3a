"""Values that several services ask for."""

from __future__ import annotations

from enum import StrEnum

import strawberry


@strawberry.enum(description="A kind of document.")
class DocumentKind(StrEnum):
    DRIVING_LICENCE = "DRIVING_LICENCE"
    VEHICLE_REGISTRATION = "VEHICLE_REGISTRATION"
    AADHAAR = "AADHAAR"
    VOTER_ID = "VOTER_ID"
    PAN = "PAN"
    PASSPORT = "PASSPORT"
    RATION_CARD = "RATION_CARD"
    MARK_SHEET = "MARK_SHEET"
    EDUCATION_CERTIFICATE = "EDUCATION_CERTIFICATE"
    BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE"
    BANK_CARD = "BANK_CARD"
    CHEQUE = "CHEQUE"
    BANK_DRAFT = "BANK_DRAFT"
    SIM_CARD = "SIM_CARD"
    OTHER = "OTHER"
