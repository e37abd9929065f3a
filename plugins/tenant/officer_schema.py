"""The queries and mutations of officers."""

from __future__ import annotations

import strawberry

from core import (
    OFFICER,
    PUBLIC,
    Info,
    InputErrorType,
    errors_field,
    field,
    mutation,
    object_type,
)
from plugins.tenant import consenting, visiting
from plugins.tenant.officer_inputs import (
    ConcludeTenantVerificationInput,
    RecordFieldVisitInput,
    RecordTenantConsentInput,
)
from plugins.tenant.tenant_types import NumberedTenancy
from plugins.tenant.types import TenantVerification


@object_type("The answer to what an officer does with a request.", policy=PUBLIC)
class TenantDeskPayload:
    tenant_verification: TenantVerification | None = field("The request.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to recordTenantConsent.", policy=PUBLIC)
class RecordTenantConsentPayload:
    tenant_verification: NumberedTenancy | None = field("The number.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class OfficerMutation:
    @mutation("Record what a tenant without a phone has said at the station.", policy=OFFICER)
    async def record_tenant_consent(
        self, info: Info, input: RecordTenantConsentInput
    ) -> RecordTenantConsentPayload:
        number = await consenting.record_at_station(info.context, input)
        return RecordTenantConsentPayload(tenant_verification=NumberedTenancy(number=number))

    @mutation("Record what was found at the premises.", policy=OFFICER)
    async def record_field_visit(
        self, info: Info, input: RecordFieldVisitInput
    ) -> TenantDeskPayload:
        row = await visiting.record_visit(info.context, input)
        return TenantDeskPayload(tenant_verification=TenantVerification(row=row))

    @mutation("Say what the police have come to.", policy=OFFICER)
    async def conclude_tenant_verification(
        self, info: Info, input: ConcludeTenantVerificationInput
    ) -> TenantDeskPayload:
        row = await visiting.conclude(info.context, input)
        return TenantDeskPayload(tenant_verification=TenantVerification(row=row))
