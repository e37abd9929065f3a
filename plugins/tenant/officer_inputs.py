"""Inputs of officers."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from core import DocumentKind, field, input_type
from plugins.tenant.inputs import KEY
from plugins.tenant.models import TenantResult, VisitOutcome

READ = "The version that the caller has read."


@input_type("Record what a tenant without a phone has said at the station.")
class RecordTenantConsentInput:
    number: str = field("The number of the registration, in any spelling.")
    birth_date: date = field("The tenant's date of birth, as the paper seen says it.")
    identity_kind: DocumentKind = field("The paper by which the officer knows the tenant.")
    identity_number: str = field("Its number; the last four characters are kept.")
    consents: bool = field("Whether the tenant consents; false erases what was entered, at once.")
    idempotency_key: strawberry.ID = field(KEY)


@input_type("Record what was found at the premises; for officers alone.")
class RecordFieldVisitInput:
    request_id: strawberry.ID = field("The request.")
    outcome: VisitOutcome = field("What was found.")
    visited_at: datetime = field("When.")
    note: str = field("What was seen and said.")
    photo_file_id: strawberry.ID | None = field("A photo uploaded before.", default=None)
    latitude: float | None = field("Latitude, WGS 84 degrees; with the longitude.", default=None)
    longitude: float | None = field("Longitude, WGS 84 degrees; with the latitude.", default=None)
    expected_version: int = field(READ)
    idempotency_key: strawberry.ID = field(KEY)


@input_type("Say what the police have come to. The landlord learns the result and nothing more.")
class ConcludeTenantVerificationInput:
    request_id: strawberry.ID = field("The request.")
    result: TenantResult = field("The result.")
    note: str = field("Why; for officers alone.")
    expected_version: int = field(READ)
    idempotency_key: strawberry.ID = field(KEY)


@input_type("Ask the station of the tenant's permanent address, or make a letter to another state.")
class AskHomeStationInput:
    request_id: strawberry.ID = field("The request.")
    question: str = field("What is to be found out.")
    expected_version: int = field(READ)
    idempotency_key: strawberry.ID = field(KEY)


@input_type("Answer as the station of the tenant's permanent address.")
class AnswerHomeStationQueryInput:
    request_id: strawberry.ID = field("The request.")
    station_code: str = field("The station that was asked, one of the caller's own.")
    answer: str = field("What was found out; for officers alone.")
    attachments: list[strawberry.ID] | None = field("Files uploaded before.", default=None)
    expected_version: int = field(READ)
    idempotency_key: strawberry.ID = field(KEY)


@input_type("Record what another state has answered to the letter.")
class RecordHomeStateAnswerInput:
    request_id: strawberry.ID = field("The request.")
    answer: str = field("What it says; for officers alone.")
    answered_on: date = field("The day of the answer.")
    attachments: list[strawberry.ID] | None = field("Files uploaded before.", default=None)
    expected_version: int = field(READ)
    idempotency_key: strawberry.ID = field(KEY)
