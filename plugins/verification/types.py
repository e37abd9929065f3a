"""Types of verifications: what every service of this plugin shows of a request, and its own type
for each.
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

import strawberry

from core import (
    DocumentKind,
    DocumentType,
    FileType,
    Gender,
    Info,
    Phase,
    Relation,
    RequestFeeType,
    ServiceRequestType,
    UnitType,
    field,
    interface_type,
    object_type,
    resolver,
    unit_type,
)
from plugins.verification import models
from plugins.verification.certificate import CERTIFICATE
from plugins.verification.loaders import AskedStation
from plugins.verification.models import CertificatePurpose, EnquiryFinding
from plugins.verification.rules import MOST_ADDRESSES, MOST_CASES, MOST_REPORT_FILES


@strawberry.enum(description="How far a station's enquiry is.")
class EnquiryStatus(StrEnum):
    WAITING = "WAITING"
    OPEN = "OPEN"
    FILED = "FILED"
    ENDED = "ENDED"


@object_type("The person who is to be verified.")
class Subject:
    full_name: str | None = field("Full name; null after an erasure.")
    relation: Relation | None = field("Who the relative is.")
    relative_name: str | None = field("The relative's full name.")
    gender: Gender | None = field("Gender.")
    birth_date: date | None = field("Date of birth.")
    birth_place: str | None = field("Place of birth.")
    occupation: str | None = field("Occupation.")
    identification_marks: str | None = field("Marks of identification.")
    identity_kind: DocumentKind | None = field("What proves the identity.")
    identity_number: str | None = field("Its number; of an Aadhaar number the last four digits.")


@object_type("An address, and when the person lived there.")
class PeriodAddress:
    row: strawberry.Private[models.Address]

    @resolver("House, street, village or colony, PIN.")
    def text(self) -> str:
        return self.row.text

    @resolver("The police station of the address.")
    async def station(self, info: Info) -> UnitType:
        return await unit_type(info.context, self.row.station_id)

    @resolver("Since when.", name="from")
    def since(self) -> date:
        return self.row.since

    @resolver("Until when; null for the current address.")
    def until(self) -> date | None:
        return self.row.until

    @resolver("Whether the person lives there now.")
    def is_current(self) -> bool:
        return self.row.until is None


@object_type("A criminal case, as it was declared.")
class DeclaredCase:
    station_code: strawberry.Private[str | None]
    fir_number: str | None = field("The number of the FIR.")
    year: int | None = field("The year of the FIR.")
    sections: str | None = field("The sections of law.")
    status: str | None = field("Where the case stands.")
    convicted: bool = field("Whether there was a conviction.")

    @resolver("The police station; null for one elsewhere.")
    async def station(self, info: Info) -> UnitType | None:
        return await unit_type(info.context, self.station_code) if self.station_code else None


@object_type("What the person has declared of criminal cases.")
class CaseDeclaration:
    has_cases: bool = field("Whether there is or was any case.")
    cases: list[DeclaredCase] = field("Each of them.", bound=MOST_CASES)


@object_type("What a station was asked to find out.")
class StationEnquiry:
    asked: strawberry.Private[AskedStation]
    phase: strawberry.Private[Phase]

    @resolver("The station.")
    async def station(self, info: Info) -> UnitType:
        return await unit_type(info.context, self.asked.enquiry.unit_id)

    @resolver("How far it is.")
    def status(self) -> EnquiryStatus:
        enquiry = self.asked.enquiry
        if enquiry.filed_at is not None:
            return EnquiryStatus.FILED
        if self.phase is Phase.CLOSED:
            return EnquiryStatus.ENDED
        return EnquiryStatus.OPEN if enquiry.due_at else EnquiryStatus.WAITING

    @resolver("What it has found; null until it has filed.")
    def finding(self) -> EnquiryFinding | None:
        return self.asked.report.finding if self.asked.report else None

    @resolver("How and what, in words; null for citizens.")
    async def note(self, info: Info) -> str | None:
        is_officer = (await info.context.viewer()).officer is not None
        return self.asked.report.note if self.asked.report and is_officer else None

    @resolver("Papers of the enquiry; none for citizens.", bound=MOST_REPORT_FILES)
    async def files(self, info: Info) -> list[FileType]:
        if self.asked.report is None or (await info.context.viewer()).officer is None:
            return []
        keys = self.asked.report.files
        rows = [await info.context.load("verification.file", key) for key in keys]
        return [FileType(row=row) for row in rows if row]

    @resolver("When it is due; null when it is not running.")
    def due_at(self) -> datetime | None:
        return self.asked.enquiry.due_at

    @resolver("When it was filed.")
    def filed_at(self) -> datetime | None:
        return self.asked.enquiry.filed_at


@interface_type("A person whom the police are asked to verify, for whatever service.")
class Verification(ServiceRequestType):
    @resolver("What it is for.")
    async def purpose(self, info: Info) -> CertificatePurpose:
        return (await self._row(info)).purpose

    @resolver("The purpose in words.")
    async def purpose_text(self, info: Info) -> str | None:
        return (await self._row(info)).purpose_text

    @resolver("To whom it is addressed.")
    async def organisation(self, info: Info) -> str:
        return (await self._row(info)).organisation

    @resolver("The person.")
    async def subject(self, info: Info) -> Subject:
        return _subject((await self._row(info)).subject)

    @resolver("The addresses, the current one first.", bound=MOST_ADDRESSES)
    async def addresses(self, info: Info) -> list[PeriodAddress]:
        rows = sorted((await self._row(info)).addresses, key=lambda row: row.position)
        return [PeriodAddress(row=row) for row in rows]

    @resolver("What the person has declared of criminal cases.")
    async def case_declaration(self, info: Info) -> CaseDeclaration:
        row = await self._row(info)
        cases = [DeclaredCase(**each) for each in row.cases]
        return CaseDeclaration(has_cases=row.has_cases, cases=cases)

    @resolver("What it costs, and whether it is paid; null when it is free.")
    async def fee(self, info: Info) -> RequestFeeType | None:
        row = await info.context.load("request_fee", self.row.id)
        return RequestFeeType(row=row) if row else None

    @resolver("What the stations of the addresses were asked.", bound=MOST_ADDRESSES)
    async def enquiries(self, info: Info) -> list[StationEnquiry]:
        rows = await info.context.load("verification.enquiries", self.row.id)
        return [StationEnquiry(asked=row, phase=self.row.phase) for row in rows]

    @resolver("The certificate; null until it is issued.")
    async def certificate(self, info: Info) -> DocumentType | None:
        documents: list[DocumentType] = await info.context.load("documents", self.row.id)
        return next((each for each in documents if each.row.kind == CERTIFICATE), None)

    async def _row(self, info: Info) -> models.Verification:
        row: models.Verification = await info.context.load("verification.verification", self.row.id)
        return row


def _subject(stored: dict[str, Any]) -> Subject:
    born, kind = stored.get("birth_date"), stored.get("identity_kind")
    relation, gender = stored.get("relation"), stored.get("gender")
    return Subject(
        full_name=stored.get("full_name"),
        relation=Relation(relation) if relation else None,
        relative_name=stored.get("relative_name"),
        gender=Gender(gender) if gender else None,
        birth_date=date.fromisoformat(born) if born else None,
        birth_place=stored.get("birth_place"),
        occupation=stored.get("occupation"),
        identification_marks=stored.get("identification_marks"),
        identity_kind=DocumentKind(kind) if kind else None,
        identity_number=stored.get("identity_number"),
    )


@object_type("A request for a character certificate.")
class CharacterCertificate(Verification):
    pass


@object_type("A request to verify an employee.")
class EmployeeVerification(Verification):
    pass


@object_type("A request to verify somebody who helps at home.")
class DomesticHelpVerification(Verification):
    pass


@object_type("A request to verify a servant of a shop, an institution or a household.")
class ServantVerification(Verification):
    pass
