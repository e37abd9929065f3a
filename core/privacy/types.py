"""Types and inputs of data protection."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry

from core.context import Context, Loader
from core.files.types import FileType
from core.mutations import InputErrorType, errors_field
from core.policy import PUBLIC, Info, field, input_type, object_type, resolver
from core.privacy import consents, models
from core.privacy.kept import Kept
from core.texts import Language


@object_type("That a citizen has agreed to a notice.", name="Consent")
class ConsentType:
    row: strawberry.Private[models.Consent]

    @resolver("What the data is used for: the notice's code.")
    def purpose(self) -> str:
        return self.row.purpose

    @resolver("The version of the notice that was shown.")
    def notice_version(self) -> str:
        return self.row.notice_version

    @resolver("When it was given.")
    def given_at(self) -> datetime:
        return self.row.given_at

    @resolver("When it was withdrawn; null while it stands.")
    def withdrawn_at(self) -> datetime | None:
        return self.row.withdrawn_at


@object_type("What an erasure has left, and why.", policy=PUBLIC)
class KeptData:
    kept: strawberry.Private[Kept]

    @resolver("The code of the service that keeps it.")
    def service(self) -> str:
        return self.kept.service

    @resolver("Why it is kept, in the caller's language.")
    def reason(self, info: Info) -> str:
        return info.context.runtime.texts(self.kept.reason, info.context.known_language)

    @resolver("The last day on which any of it is kept; null where that is not known yet.")
    def until(self) -> date | None:
        return self.kept.until


@input_type("Consent to a notice.")
class GiveConsentInput:
    purpose: str = field("A purpose of `platform.notices`.")
    notice_version: str = field("The version that was shown.")
    language: Language = field("The language in which it was shown.")


@input_type("Withdraw a consent.")
class WithdrawConsentInput:
    purpose: str = field("The purpose that it was given for.")


@input_type("Have one's personal data erased.")
class EraseMeInput:
    confirmation: str = field(
        "The mobile number or e-mail address that the citizen signs in with, in any spelling."
    )
    reason: str | None = field(
        "Why, where the citizen wants to say so. It is not kept: it may be personal itself.",
        default=None,
    )


@object_type("The answer to giveConsent.", policy=PUBLIC)
class GiveConsentPayload:
    consents: list[ConsentType] | None = field(
        "The citizen's consents, newest first.", bound=consents.MOST_SHOWN, default=None
    )
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to withdrawConsent.", policy=PUBLIC)
class WithdrawConsentPayload:
    consents: list[ConsentType] | None = field(
        "The citizen's consents, newest first.", bound=consents.MOST_SHOWN, default=None
    )
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to exportMyData.", policy=PUBLIC)
class ExportMyDataPayload:
    file: FileType | None = field(
        "A ZIP of JSON and files. Its `downloadUrl` is null until it is made; the citizen is told.",
        default=None,
    )
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to eraseMe.", policy=PUBLIC)
class EraseMePayload:
    erased_at: datetime | None = field("When it was done.", default=None)
    kept_because: list[KeptData] | None = field(
        "What is kept for now, why and until when.", bound=50, default=None
    )
    errors: list[InputErrorType] = errors_field()


async def load_consents(_: Context, citizen_ids: list[Any]) -> list[list[ConsentType]]:
    """For each citizen the newest consents."""
    return [[ConsentType(row=row) for row in await consents.newest(key)] for key in citizen_ids]


async def load_missing(context: Context, citizen_ids: list[Any]) -> list[list[str]]:
    """For each citizen the purposes that a consent is required for, and none is given."""
    return [await consents.missing(context, key) for key in citizen_ids]


LOADERS: dict[str, Loader] = {"consents": load_consents, "missing_consents": load_missing}
