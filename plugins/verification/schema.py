"""The mutations of verifications: those of character certificates, and those that all services of
this plugin share.
"""

from __future__ import annotations

import strawberry

from core import (
    CITIZEN,
    OFFICER,
    PUBLIC,
    Info,
    InputErrorType,
    ServiceRequest,
    errors_field,
    field,
    input_errors,
    mutation,
    object_type,
)
from plugins.verification import amending, deciding, reporting, service
from plugins.verification.inputs import (
    AmendCharacterCertificateInput,
    ApplyForCharacterCertificateInput,
    DecideCharacterCertificateInput,
    FileEnquiryReportInput,
)
from plugins.verification.kinds import CHARACTER, request_of
from plugins.verification.types import CharacterCertificate, Verification


@object_type("The answer to applyForCharacterCertificate.", policy=PUBLIC)
class ApplyForCharacterCertificatePayload:
    character_certificate: CharacterCertificate | None = field("The request.", default=None)
    warnings: list[InputErrorType] = field(
        "What is unusual and was stored all the same.", bound=1, default_factory=list
    )
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to a step on a verification of any service.", policy=PUBLIC)
class VerificationPayload:
    verification: Verification | None = field("The request as it is now.", default=None)
    character_certificate: CharacterCertificate | None = field(
        "The same, where it is one for a character certificate.", default=None
    )
    errors: list[InputErrorType] = errors_field()


def _payload(row: ServiceRequest) -> VerificationPayload:
    request = request_of(row)
    character = request if isinstance(request, CharacterCertificate) else None
    return VerificationPayload(verification=request, character_certificate=character)


@strawberry.type
class Mutation:
    @mutation("Ask for a character certificate.", policy=CITIZEN)
    async def apply_for_character_certificate(
        self, info: Info, input: ApplyForCharacterCertificateInput
    ) -> ApplyForCharacterCertificatePayload:
        wanted = service.Wanted(
            service=CHARACTER.code,
            purpose=input.purpose,
            purpose_text=input.purpose_text,
            organisation=input.organisation,
            subject=input.subject,
            addresses=input.addresses,
            case_declaration=input.case_declaration,
            attachments=input.attachments,
            declaration=input.declaration,
            language=input.language,
        )
        context, operation = info.context, "applyForCharacterCertificate"
        submitted = await service.submit(context, wanted, operation, input.idempotency_key)
        return ApplyForCharacterCertificatePayload(
            character_certificate=CharacterCertificate(row=submitted.request),
            warnings=input_errors(context.runtime, submitted.warnings, await context.language()),
        )

    @mutation(
        "File what a station has found out; the last report leads to a decision.", policy=OFFICER
    )
    async def file_enquiry_report(
        self, info: Info, input: FileEnquiryReportInput
    ) -> VerificationPayload:
        return _payload(await reporting.file_report(info.context, input))

    @mutation("Issue the certificate, or refuse it.", policy=OFFICER)
    async def decide_character_certificate(
        self, info: Info, input: DecideCharacterCertificateInput
    ) -> VerificationPayload:
        return _payload(await deciding.decide(info.context, input))

    @mutation("Amend what was sent back.", policy=CITIZEN)
    async def amend_character_certificate(
        self, info: Info, input: AmendCharacterCertificateInput
    ) -> VerificationPayload:
        return _payload(await amending.amend(info.context, input))
