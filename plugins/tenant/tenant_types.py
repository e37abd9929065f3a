"""What tenants see of what was said about them, and what anyone is told who answers a code."""

from __future__ import annotations

import strawberry

from core import PUBLIC, Info, RequestStatusType, field, object_type, resolver
from plugins.tenant import models
from plugins.tenant.content import content_of
from plugins.tenant.requests import global_id
from plugins.tenant.rules import CODE, MOST_CO_RESIDENTS
from plugins.tenant.said_types import (
    CoResident,
    Premises,
    Tenancy,
    TenancyEnd,
    TenancyObjection,
    Tenant,
    co_residents,
    end_type,
    objection_type,
    premises_type,
    tenancy_type,
    tenant_type,
)


@object_type(
    "A tenancy of somebody who has answered a code: its number and nothing more.", policy=PUBLIC
)
class NumberedTenancy:
    number: str = field("The number that people use.")


@object_type("What a landlord has said of the viewer, who is the tenant.")
class TenancyAboutMe:
    row: strawberry.Private[models.Tenancy]

    @resolver("The global id of the request.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(global_id(self.row))

    @resolver("The number that people use.")
    def number(self) -> str:
        return str(self.row.request.number)

    @resolver("Where it stands.")
    def status(self, info: Info) -> RequestStatusType:
        return _status(info, self.row)

    @resolver("Who says so.")
    async def owner_name(self, info: Info) -> str | None:
        owner = await info.context.load("citizen", self.row.request.citizen_id)
        return owner.full_name if owner else None

    @resolver("What is let.")
    def premises(self, info: Info) -> Premises | None:
        return premises_type(content_of(info.context.runtime, self.row))

    @resolver("Since and until when.")
    def tenancy(self, info: Info) -> Tenancy | None:
        return tenancy_type(content_of(info.context.runtime, self.row))

    @resolver("What was said of the viewer.")
    def tenant(self, info: Info) -> Tenant | None:
        return tenant_type(content_of(info.context.runtime, self.row))

    @resolver("Who is said to live there too.", bound=MOST_CO_RESIDENTS)
    def co_residents(self, info: Info) -> list[CoResident]:
        return co_residents(content_of(info.context.runtime, self.row))

    @resolver("What the viewer has objected.")
    def objection(self) -> TenancyObjection | None:
        return objection_type(self.row)

    @resolver("Since when the tenancy is over, and who said so.")
    def ended(self) -> TenancyEnd | None:
        return end_type(self.row)


@object_type("A tenancy that has ended, as its landlord or its tenant is told.")
class EndedTenancy:
    row: strawberry.Private[models.Tenancy]

    @resolver("The global id of the request.")
    def id(self) -> strawberry.ID:
        return strawberry.ID(global_id(self.row))

    @resolver("The number that people use.")
    def number(self) -> str:
        return str(self.row.request.number)

    @resolver("Where it stands.")
    def status(self, info: Info) -> RequestStatusType:
        return _status(info, self.row)


def _status(info: Info, row: models.Tenancy) -> RequestStatusType:
    request, flow = row.request, info.context.registry.service(CODE).flow
    status = flow.status(request.status)
    return RequestStatusType(
        code=status.code, text=status.label, phase=request.phase, is_final=status.is_final
    )
