"""The queries and mutations of officers."""

from __future__ import annotations

from typing import Annotated

import strawberry

from core import (
    OFFICER,
    PUBLIC,
    Info,
    InputErrorType,
    clean_line,
    errors_field,
    field,
    latin_digits,
    mutation,
    object_type,
    resolver,
)
from plugins.tenant import consenting, home_station, visiting
from plugins.tenant.history import MOST, premises_history
from plugins.tenant.officer_inputs import (
    AnswerHomeStationQueryInput,
    AskHomeStationInput,
    ConcludeTenantVerificationInput,
    RecordFieldVisitInput,
    RecordHomeStateAnswerInput,
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
class OfficerQuery:
    @resolver(
        "The requests about premises of one of the viewer's stations whose address has these words,"
        " newest first. Noted as read.",
        policy=OFFICER,
        bound=MOST,
    )
    async def premises_history(
        self,
        info: Info,
        station_code: Annotated[str, strawberry.argument(description="The station's code.")],
        text: Annotated[str, strawberry.argument(description="Words of the address.")],
    ) -> list[TenantVerification]:
        code = latin_digits(clean_line(station_code))[:20]
        rows = await premises_history(info.context, code, text)
        return [TenantVerification(row=row) for row in rows]


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

    @mutation(
        "Ask the station of the tenant's permanent address, or make a letter to another state.",
        policy=OFFICER,
    )
    async def ask_home_station(self, info: Info, input: AskHomeStationInput) -> TenantDeskPayload:
        row = await home_station.ask(info.context, input)
        return TenantDeskPayload(tenant_verification=TenantVerification(row=row))

    @mutation("Answer as the station of the tenant's permanent address.", policy=OFFICER)
    async def answer_home_station_query(
        self, info: Info, input: AnswerHomeStationQueryInput
    ) -> TenantDeskPayload:
        row = await home_station.answer(info.context, input)
        return TenantDeskPayload(tenant_verification=TenantVerification(row=row))

    @mutation("Record what another state has answered.", policy=OFFICER)
    async def record_home_state_answer(
        self, info: Info, input: RecordHomeStateAnswerInput
    ) -> TenantDeskPayload:
        row = await home_station.record(info.context, input)
        return TenantDeskPayload(tenant_verification=TenantVerification(row=row))
