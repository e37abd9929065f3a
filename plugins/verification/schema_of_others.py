"""The mutation of a service in which somebody has another person verified, made of its
declaration.
"""

from __future__ import annotations

from typing import Any

from strawberry.tools import create_type
from strawberry.utils.str_converters import to_camel_case

from core import (
    CITIZEN,
    PUBLIC,
    Info,
    InputErrorType,
    errors_field,
    field,
    input_errors,
    mutation,
    object_type,
)
from plugins.verification import service
from plugins.verification.inputs import ApplyForVerificationInput
from plugins.verification.kinds import Kind, request_of
from plugins.verification.types import Verification


@object_type("The answer to a request to verify another person.", policy=PUBLIC)
class ApplyForVerificationPayload:
    verification: Verification | None = field("The request.", default=None)
    warnings: list[InputErrorType] = field(
        "What is unusual and was stored all the same.", bound=1, default_factory=list
    )
    errors: list[InputErrorType] = errors_field()


def mutation_of(kind: Kind) -> type:
    """A Strawberry type with the one mutation of a service."""

    async def apply(info: Info, input: ApplyForVerificationInput) -> ApplyForVerificationPayload:
        context, operation = info.context, to_camel_case(kind.operation)
        wanted = wanted_of(kind, input)
        submitted = await service.submit(context, wanted, operation, input.idempotency_key)
        return ApplyForVerificationPayload(
            verification=request_of(submitted.request),
            warnings=input_errors(context.runtime, submitted.warnings, await context.language()),
        )

    apply.__name__ = kind.operation
    made: Any = mutation(kind.summary.message, policy=CITIZEN)(apply)
    return create_type("Mutation", [made])


def wanted_of(kind: Kind, given: ApplyForVerificationInput) -> service.Wanted:
    """What is asked for, as the service itself takes it."""
    if kind.purpose is None:
        raise ValueError(f"{kind.code} has no purpose of its own")
    return service.Wanted(
        service=kind.code,
        purpose=kind.purpose,
        purpose_text=given.work,
        organisation=given.employer,
        subject=given.subject,
        addresses=given.addresses,
        case_declaration=given.case_declaration,
        attachments=given.attachments,
        declaration=given.declaration,
        language=given.language,
        consents=given.subject_consents,
    )
