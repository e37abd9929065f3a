"""Mutations of data protection: consents, a copy of the own data, erasure."""

from __future__ import annotations

import strawberry

from core.context import Context
from core.files.types import FileType
from core.mutations import mutation
from core.policy import CITIZEN, Info
from core.privacy import consents, erasing, exporting
from core.privacy.types import (
    ConsentType,
    EraseMeInput,
    EraseMePayload,
    ExportMyDataPayload,
    GiveConsentInput,
    GiveConsentPayload,
    KeptData,
    WithdrawConsentInput,
    WithdrawConsentPayload,
)


@strawberry.type
class Mutation:
    @mutation("Consent to a notice in force. Given twice, the first one stands.", policy=CITIZEN)
    async def give_consent(self, info: Info, input: GiveConsentInput) -> GiveConsentPayload:
        await consents.give(info.context, input.purpose, input.notice_version, input.language)
        return GiveConsentPayload(consents=await _own(info.context))

    @mutation("Withdraw a consent: what was done before stays lawful.", policy=CITIZEN)
    async def withdraw_consent(
        self, info: Info, input: WithdrawConsentInput
    ) -> WithdrawConsentPayload:
        viewer = await info.context.viewer()
        await consents.withdraw(info.context.runtime, viewer, input.purpose)
        return WithdrawConsentPayload(consents=await _own(info.context))

    @mutation(
        "Have a copy of all one's data made. The same one is answered until it is an hour old.",
        policy=CITIZEN,
    )
    async def export_my_data(self, info: Info) -> ExportMyDataPayload:
        row = await exporting.ask(info.context.runtime, await info.context.viewer())
        return ExportMyDataPayload(file=FileType(row=row))

    @mutation(
        "Have all one's personal data erased, but for what must be kept for now. The session ends,"
        " and nothing can be undone.",
        policy=CITIZEN,
    )
    async def erase_me(self, info: Info, input: EraseMeInput) -> EraseMePayload:
        context = info.context
        done = await erasing.erase(
            context.runtime, context.registry, await context.viewer(), input.confirmation
        )
        context.set_cookie = ""
        kept = [KeptData(kept=each) for each in done.kept]
        return EraseMePayload(erased_at=done.at, kept_because=kept)


async def _own(context: Context) -> list[ConsentType]:
    viewer = await context.viewer()
    assert viewer.id is not None  # noqa: S101  (the policy has asked)
    return [ConsentType(row=row) for row in await consents.newest(viewer.id)]
