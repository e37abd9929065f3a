"""The mutation of landlords with many tenants."""

from __future__ import annotations

import strawberry

from core import (
    CITIZEN,
    PUBLIC,
    Info,
    InputErrorType,
    errors_field,
    field,
    mutation,
    object_type,
)
from plugins.tenant import listed_tenants
from plugins.tenant.inputs import RegisterTenantsInput
from plugins.tenant.rules import MOST_TENANTS


@object_type("What is wrong with a row of a list.", policy=PUBLIC)
class TenantRowError:
    row: int = field("The row; the header is row 1.")
    column: str = field("The column.")
    message: str = field("What is wrong and how to mend it.")


@object_type("The answer to registerTenants.", policy=PUBLIC)
class RegisterTenantsPayload:
    numbers: list[str] = field(
        "The numbers of the new requests, in the order of the list; empty after a dry run.",
        bound=1,
        default_factory=list,
    )
    count: int | None = field("How many tenants the list holds.", default=None)
    row_errors: list[TenantRowError] = field(
        "What is wrong with rows; then nothing is registered.", bound=1, default_factory=list
    )
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class ListMutation:
    @mutation("Register all tenants of a hostel from a list, or check it alone.", policy=CITIZEN)
    async def register_tenants(
        self, info: Info, input: RegisterTenantsInput
    ) -> RegisterTenantsPayload:
        listed = await listed_tenants.register_all(info.context, input)
        errors = [TenantRowError(**vars(each)) for each in listed.errors[:MOST_TENANTS]]
        return RegisterTenantsPayload(
            numbers=[*listed.numbers], count=listed.count, row_errors=errors
        )
