"""The mutations of landlords and tenants, and what tenants may read."""

from __future__ import annotations

from typing import Annotated

import strawberry

from core import (
    CITIZEN,
    PUBLIC,
    Info,
    InputErrorType,
    clean_line,
    day_in_india,
    errors_field,
    field,
    latin_digits,
    mutation,
    object_type,
    resolver,
)
from plugins.tenant import adding_files, amending, consenting, ending, registering
from plugins.tenant.inputs import (
    AddTenantDocumentsInput,
    AmendTenantVerificationInput,
    ConsentToTenancyInput,
    EndTenancyInput,
    ObjectToTenancyInput,
    RegisterTenantInput,
    SendConsentCodeInput,
)
from plugins.tenant.list_schema import ListMutation
from plugins.tenant.models import Tenancy
from plugins.tenant.officer_schema import OfficerMutation, OfficerQuery
from plugins.tenant.orders import order_in_force
from plugins.tenant.requests import MOST_ABOUT_ONE, tenancies_of
from plugins.tenant.tenant_types import EndedTenancy, NumberedTenancy, TenancyAboutMe
from plugins.tenant.types import TenancyOrder, TenantVerification


@object_type("The answer to what a landlord does with a registration.", policy=PUBLIC)
class TenantVerificationPayload:
    tenant_verification: TenantVerification | None = field("The request.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to consentToTenancy.", policy=PUBLIC)
class ConsentToTenancyPayload:
    tenant_verification: NumberedTenancy | None = field("The number.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to endTenancy.", policy=PUBLIC)
class EndTenancyPayload:
    tenant_verification: EndedTenancy | None = field("The tenancy as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to objectToTenancy.", policy=PUBLIC)
class ObjectToTenancyPayload:
    tenant_verification: TenancyAboutMe | None = field("The tenancy as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Query(OfficerQuery):
    @resolver(
        "The order under which tenants of a station are to be reported today; null where nobody"
        " must report them.",
        policy=PUBLIC,
    )
    async def tenancy_order(
        self,
        info: Info,
        station_code: Annotated[str, strawberry.argument(description="The station's code.")],
    ) -> TenancyOrder | None:
        code = latin_digits(clean_line(station_code))[:20]
        order = await order_in_force(code, day_in_india(info.context.runtime.now()))
        return TenancyOrder(row=order) if order else None

    @resolver(
        "What landlords have said of the viewer as a tenant, at most 20, first those that have"
        " begun. They are known by the mobile number that the viewer signs in with.",
        policy=CITIZEN,
        bound=MOST_ABOUT_ONE,
    )
    async def tenancies_about_me(self, info: Info) -> list[TenancyAboutMe]:
        citizen = (await info.context.viewer()).citizen
        mobile = citizen.mobile if citizen else None
        rows = await tenancies_of(info.context.runtime, mobile).limit(MOST_ABOUT_ONE)
        return [TenancyAboutMe(row=row) for row in rows]


@strawberry.type
class Mutation(OfficerMutation, ListMutation):
    @mutation("Register a tenant. It begins by itself.", policy=CITIZEN)
    async def register_tenant(
        self, info: Info, input: RegisterTenantInput
    ) -> TenantVerificationPayload:
        row = await registering.register(info.context, input)
        return TenantVerificationPayload(tenant_verification=TenantVerification(row=row))

    @mutation("Send files that were missing. It begins by itself.", policy=CITIZEN)
    async def add_tenant_documents(
        self, info: Info, input: AddTenantDocumentsInput
    ) -> TenantVerificationPayload:
        row = await adding_files.add_files(info.context, input)
        return TenantVerificationPayload(tenant_verification=TenantVerification(row=row))

    @mutation("Have the question for consent sent to the tenant once more.", policy=CITIZEN)
    async def send_consent_code(
        self, info: Info, input: SendConsentCodeInput
    ) -> TenantVerificationPayload:
        row = await consenting.send_again(info.context, input)
        return TenantVerificationPayload(tenant_verification=TenantVerification(row=row))

    @mutation("Answer, as the tenant, whether one consents.", policy=PUBLIC)
    async def consent_to_tenancy(
        self, info: Info, input: ConsentToTenancyInput
    ) -> ConsentToTenancyPayload:
        number = await consenting.consent(info.context, input)
        return ConsentToTenancyPayload(tenant_verification=NumberedTenancy(number=number))

    @mutation("Amend what was sent back.", policy=CITIZEN)
    async def amend_tenant_verification(
        self, info: Info, input: AmendTenantVerificationInput
    ) -> TenantVerificationPayload:
        row = await amending.amend(info.context, input)
        return TenantVerificationPayload(tenant_verification=TenantVerification(row=row))

    @mutation("Say, as landlord or tenant, that a tenancy has ended.", policy=CITIZEN)
    async def end_tenancy(self, info: Info, input: EndTenancyInput) -> EndTenancyPayload:
        request = await ending.end(info.context, input)
        row = await Tenancy.get(request_id=request.id)
        row.request = request
        return EndTenancyPayload(tenant_verification=EndedTenancy(row=row))

    @mutation("Say, as the tenant, what is wrong with what was said.", policy=CITIZEN)
    async def object_to_tenancy(
        self, info: Info, input: ObjectToTenancyInput
    ) -> ObjectToTenancyPayload:
        row = await ending.object_to(info.context, input)
        return ObjectToTenancyPayload(tenant_verification=TenancyAboutMe(row=row))
