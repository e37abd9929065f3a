"""What a tenant verification shows: to its landlord, and to officers once it has begun."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import strawberry

from core import (
    FileType,
    Info,
    ServiceRequestType,
    UnitType,
    day_in_india,
    field,
    is_own,
    object_type,
    resolver,
    unit_type,
)
from plugins.tenant import models
from plugins.tenant.loaders import Told
from plugins.tenant.models import TenantResult, VisitOutcome
from plugins.tenant.requests import is_tenant
from plugins.tenant.rules import CODE, MOST_CO_RESIDENTS, MOST_REFERENCES, MOST_VISITS
from plugins.tenant.said_types import (
    CoResident,
    Premises,
    Reference,
    Tenancy,
    TenancyEnd,
    TenancyObjection,
    Tenant,
    co_residents,
    end_type,
    objection_type,
    premises_type,
    reference_type,
    tenancy_type,
    tenant_type,
)
from plugins.tenant.starting import missing_uploads


@strawberry.enum(description="Whether the tenant has consented.")
class TenantConsentStatus(StrEnum):
    AWAITED = "AWAITED"
    GIVEN = "GIVEN"


@object_type("The tenant's consent, without which nothing begins.")
class TenantConsent:
    status: TenantConsentStatus = field("Whether it was given.")
    at: datetime | None = field("When; null while it is awaited.")


@object_type("An order of an authority under which the tenancy is reported.")
class TenancyOrder:
    row: strawberry.Private[models.TenancyOrder]

    @resolver("The number of the order.")
    def number(self) -> str:
        return self.row.number

    @resolver("The section of law under which it was made.")
    def section(self) -> str:
        return self.row.section

    @resolver("Its first day.")
    def valid_from(self) -> date:
        return self.row.valid_from

    @resolver("Its last day.")
    def valid_until(self) -> date:
        return self.row.valid_until

    @resolver("Within how many days a tenancy that begins under it is to be reported.")
    def report_within_days(self) -> int:
        return self.row.report_within_days

    @resolver("Within how many days of its first day one that is there already is.")
    def existing_within_days(self) -> int:
        return self.row.existing_within_days


@object_type("What a visit to the premises has found; for officers.")
class FieldVisit:
    row: strawberry.Private[models.FieldVisit]

    @resolver("What was found.")
    def outcome(self) -> VisitOutcome:
        return self.row.outcome

    @resolver("When.")
    def visited_at(self) -> datetime:
        return self.row.visited_at

    @resolver("What was seen and said.")
    def note(self) -> str:
        return self.row.note

    @resolver("Latitude of the place, WGS 84 degrees.")
    def latitude(self) -> float | None:
        return self.row.latitude

    @resolver("Longitude of the place, WGS 84 degrees.")
    def longitude(self) -> float | None:
        return self.row.longitude

    @resolver("A photo.")
    async def photo(self, info: Info) -> FileType | None:
        if self.row.photo_id is None:
            return None
        found = await info.context.load("tenant.file", str(self.row.photo_id))
        return FileType(row=found) if found else None


@object_type("What the tenant's home station was asked, and its answer; for officers.")
class HomeQuery:
    row: strawberry.Private[models.HomeQuery]

    @resolver("The station; null where it was a letter to another state.")
    async def station(self, info: Info) -> UnitType | None:
        return await unit_type(info.context, self.row.station_id) if self.row.station_id else None

    @resolver("What is to be found out.")
    def question(self) -> str:
        return self.row.question

    @resolver("When it was asked.")
    def asked_at(self) -> datetime:
        return self.row.asked_at

    @resolver("What it has answered; null until it has.")
    def answer(self) -> str | None:
        return self.row.answer

    @resolver("The day of the answer.")
    def answered_on(self) -> date | None:
        return self.row.answered_on

    @resolver("Papers of the answer.", bound=3)
    async def files(self, info: Info) -> list[FileType]:
        rows = [await info.context.load("tenant.file", key) for key in self.row.files]
        return [FileType(row=row) for row in rows if row]


@object_type("A request to verify a tenant. Until it begins, its landlord alone sees it.")
class TenantVerification(ServiceRequestType):
    @resolver("What is let; null after an erasure.")
    async def premises(self, info: Info) -> Premises | None:
        return premises_type((await self._told(info)).content)

    @resolver("Since and until when; null after an erasure.")
    async def tenancy(self, info: Info) -> Tenancy | None:
        return tenancy_type((await self._told(info)).content)

    @resolver("The tenant; null after an erasure.")
    async def tenant(self, info: Info) -> Tenant | None:
        return tenant_type((await self._told(info)).content)

    @resolver("Who lives there too.", bound=MOST_CO_RESIDENTS)
    async def co_residents(self, info: Info) -> list[CoResident]:
        return co_residents((await self._told(info)).content)

    @resolver("Who knows the tenant.", bound=MOST_REFERENCES)
    async def references(self, info: Info) -> list[Reference]:
        content = (await self._told(info)).content
        return [reference_type(each) for each in content.get("references", ())]

    @resolver("Who brought it about.")
    async def agent(self, info: Info) -> Reference | None:
        content = (await self._told(info)).content
        return reference_type(content["agent"]) if content.get("agent") else None

    @resolver("The purposes of uploads that are missing; what is being scanned is not.", bound=8)
    async def missing_uploads(self, info: Info) -> list[str]:
        told = await self._told(info)
        return await missing_uploads(info.context.registry.service(CODE), told.row)

    @resolver("The tenant's consent.")
    async def consent(self, info: Info) -> TenantConsent:
        at = (await self._told(info)).row.consented_at
        status = TenantConsentStatus.GIVEN if at else TenantConsentStatus.AWAITED
        return TenantConsent(status=status, at=at)

    @resolver("The order in force when it was registered; null where nobody must report tenants.")
    async def order(self, info: Info) -> TenancyOrder | None:
        order = (await self._told(info)).row.order
        return TenancyOrder(row=order) if order else None

    @resolver("By when the order asks for it; null without an order.")
    async def report_by(self, info: Info) -> date | None:
        return (await self._told(info)).row.report_by

    @resolver("Whether that day had passed when it was registered; null without an order.")
    async def reported_late(self, info: Info) -> bool | None:
        last = (await self._told(info)).row.report_by
        return None if last is None else day_in_india(self.row.submitted_at) > last

    @resolver("The number of the registration that this one goes on from.")
    async def renews_number(self, info: Info) -> str | None:
        return (await self._told(info)).row.renews

    @resolver("What visits have found, oldest first; none for citizens.", bound=MOST_VISITS)
    async def visits(self, info: Info) -> list[FieldVisit]:
        if not await self._is_for_police(info):
            return []
        rows = await info.context.load("tenant.visits", self.row.id)
        return [FieldVisit(row=row) for row in rows]

    @resolver("What the tenant's home station was asked; null for citizens.")
    async def home_query(self, info: Info) -> HomeQuery | None:
        if not await self._is_for_police(info):
            return None
        row = await info.context.load("tenant.home_query", self.row.id)
        return HomeQuery(row=row) if row else None

    @resolver("What the police have come to.")
    async def result(self, info: Info) -> TenantResult | None:
        return (await self._told(info)).row.result

    @resolver("Why; null for citizens.")
    async def result_note(self, info: Info) -> str | None:
        if not await self._is_for_police(info):
            return None
        return (await self._told(info)).row.result_note or None

    @resolver("What the tenant has objected; null for citizens.")
    async def objection(self, info: Info) -> TenancyObjection | None:
        if not await self._is_for_police(info):
            return None
        return objection_type((await self._told(info)).row)

    @resolver("Since when the tenancy is over, and who said so.")
    async def ended(self, info: Info) -> TenancyEnd | None:
        return end_type((await self._told(info)).row)

    async def _is_for_police(self, info: Info) -> bool:
        """Whether an officer looks who is neither the landlord nor the tenant."""
        viewer, told = await info.context.viewer(), await self._told(info)
        owner = await info.context.load("citizen", self.row.citizen_id)
        is_party = is_own(viewer, owner) or is_tenant(viewer, told.row)
        return viewer.officer is not None and not is_party

    async def _told(self, info: Info) -> Told:
        told: Told = await info.context.load("tenant.tenancy", self.row.id)
        return told
