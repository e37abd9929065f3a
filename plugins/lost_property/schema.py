"""The mutations of lost reports."""

from __future__ import annotations

import strawberry

from core import (
    CITIZEN,
    PUBLIC,
    SIGNED_IN,
    Info,
    InputErrorType,
    errors_field,
    field,
    input_errors,
    mutation,
    object_type,
)
from plugins.lost_property import service
from plugins.lost_property.found_inputs import MarkItemFoundInput
from plugins.lost_property.inputs import SubmitLostReportInput
from plugins.lost_property.marking_found import mark_found
from plugins.lost_property.types import LostReport


@object_type("The answer to submitLostReport.", policy=PUBLIC)
class SubmitLostReportPayload:
    lost_report: LostReport | None = field("The report as it is stored.", default=None)
    warnings: list[InputErrorType] = field(
        "What is unusual and was stored all the same.", bound=1, default_factory=list
    )
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to markItemFound.", policy=PUBLIC)
class MarkItemFoundPayload:
    lost_report: LostReport | None = field("The report as it is now.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Mutation:
    @mutation(
        "Report lost things. What was stolen is refused, with where to go instead.", policy=CITIZEN
    )
    async def submit_lost_report(
        self, info: Info, input: SubmitLostReportInput
    ) -> SubmitLostReportPayload:
        submitted = await service.submit(info.context, input)
        return SubmitLostReportPayload(
            lost_report=LostReport(row=submitted.request),
            warnings=input_errors(
                info.context.runtime, submitted.warnings, await info.context.language()
            ),
        )

    @mutation("Say that a thing of a report was found.", policy=SIGNED_IN)
    async def mark_item_found(self, info: Info, input: MarkItemFoundInput) -> MarkItemFoundPayload:
        return MarkItemFoundPayload(
            lost_report=LostReport(row=await mark_found(info.context, input))
        )
