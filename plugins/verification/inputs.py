"""Inputs of verifications, as the frontend contract has them."""

from __future__ import annotations

from datetime import date
from enum import StrEnum

import strawberry

from core import DocumentKind, Gender, Language, Relation, field, input_type
from plugins.verification.models import CertificatePurpose, EnquiryFinding


@strawberry.enum(description="What is decided.")
class CertificateDecision(StrEnum):
    ISSUE = "ISSUE"
    REFUSE = "REFUSE"


@input_type("The person who is to be verified.")
class SubjectInput:
    full_name: str = field("Full name, in Devanagari or Latin letters.")
    relation: Relation = field("Who the relative is.")
    relative_name: str = field("The relative's full name.")
    gender: Gender = field("Gender.")
    birth_date: date = field("Date of birth.")
    birth_place: str | None = field("Place of birth.", default=None)
    occupation: str | None = field("Occupation.", default=None)
    identification_marks: str | None = field("Marks of identification.", default=None)
    identity_kind: DocumentKind | None = field("What proves the identity.", default=None)
    identity_number: str | None = field(
        "Its number; of an Aadhaar number the last four digits are kept.", default=None
    )


@input_type("An address, and when the person lived there.")
class PeriodAddressInput:
    text: str = field("House, street, village or colony, PIN.")
    station_code: str = field("The police station of the address.")
    from_: date = field("Since when.", name="from")
    until: date | None = field("Until when; null for the current address.", default=None)
    is_current: bool = field("Whether the person lives there now; exactly one address is such.")


@input_type("A criminal case, as the person declares it.")
class DeclaredCaseInput:
    fir_number: str | None = field("The number of the FIR.", default=None)
    station_code: str | None = field("The police station; null for one elsewhere.", default=None)
    year: int | None = field("The year of the FIR.", default=None)
    sections: str | None = field("The sections of law.", default=None)
    status: str | None = field("Where the case stands.", default=None)
    convicted: bool = field("Whether there was a conviction.")


@input_type("Whether there has been any criminal case.")
class CaseDeclarationInput:
    has_cases: bool = field("Whether there is or was any case.")
    cases: list[DeclaredCaseInput] | None = field("Each of them.", default=None)


@input_type("Ask for a character certificate.")
class ApplyForCharacterCertificateInput:
    purpose: CertificatePurpose = field("What it is for.")
    purpose_text: str | None = field("The purpose in words; needed for OTHER.", default=None)
    organisation: str = field("To whom it is addressed.")
    subject: SubjectInput = field("The person.")
    addresses: list[PeriodAddressInput] = field("One to ten addresses.")
    case_declaration: CaseDeclarationInput = field("The person's own declaration of cases.")
    attachments: list[strawberry.ID] = field("Files uploaded before.")
    declaration: bool = field("That all this is true; false information is punishable.")
    language: Language | None = field(
        "The language of the request; the citizen's own when null.", default=None
    )
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@input_type("Have the police verify somebody whom one employs or is about to employ.")
class ApplyForVerificationInput:
    work: str = field("The work that the person does, and where.")
    employer: str = field("Who employs the person: a name, or an organisation.")
    subject: SubjectInput = field("The person.")
    addresses: list[PeriodAddressInput] = field("One to ten addresses.")
    case_declaration: CaseDeclarationInput = field("The person's own declaration of cases.")
    attachments: list[strawberry.ID] = field("Files uploaded before.")
    subject_consents: bool = field("That the person knows of this and agrees to it.")
    declaration: bool = field("That all this is true; false information is punishable.")
    language: Language | None = field(
        "The language of the request; the citizen's own when null.", default=None
    )
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@input_type("File what a station has found out.")
class FileEnquiryReportInput:
    request_id: strawberry.ID = field("The request.")
    station_code: str = field("The station that was asked, one of the caller's own.")
    finding: EnquiryFinding = field("What was found.")
    note: str = field("How it was found out and what; for officers alone.")
    attachments: list[strawberry.ID] | None = field("Files uploaded before.", default=None)
    expected_version: int = field("The version that the caller has read.")
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@input_type("Issue or refuse. Whoever has filed a report cannot decide.")
class DecideCharacterCertificateInput:
    request_id: strawberry.ID = field("The request.")
    decision: CertificateDecision = field("What is decided.")
    reason_code: str | None = field("Why it is refused.", default=None)
    note: str | None = field("In words; the citizen reads it. Needed to refuse.", default=None)
    valid_until: date | None = field(
        "The last day of validity; what the state has set when null.", default=None
    )
    expected_version: int = field("The version that the caller has read.")
    idempotency_key: strawberry.ID = field("A UUID made by the client.")


@input_type("Null leaves as it is.")
class AmendCharacterCertificateInput:
    request_id: strawberry.ID = field("The request.")
    organisation: str | None = field("To whom it is addressed.", default=None)
    subject: SubjectInput | None = field("The person.", default=None)
    addresses: list[PeriodAddressInput] | None = field("All addresses anew.", default=None)
    case_declaration: CaseDeclarationInput | None = field("The declaration anew.", default=None)
    attachments: list[strawberry.ID] | None = field("Further files.", default=None)
    note: str | None = field("What was changed, in words.", default=None)
    expected_version: int = field("The version that the caller has read.")
    idempotency_key: strawberry.ID = field("A UUID made by the client.")
