"""What this state offers: the query that a frontend asks first and draws its home page from."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import strawberry

from core.contract import Service, Upload
from core.error_codes import CORE_ERROR_CODES
from core.identity.models import OtpChannel
from core.payments.fees import Fee
from core.payments.providers import offered, takes_fee
from core.policy import PUBLIC, Info, field, object_type, resolver
from core.privacy.notices import Notice, in_force
from core.service_requests.deadlines import Due
from core.settings import Settings
from core.texts import Language, Text
from core.units.schema import LanguageArgument

CONTRACT_VERSION = "1.0"


@object_type("The state whose police this is.", policy=PUBLIC)
class State:
    settings: strawberry.Private[Settings]

    @resolver("The state's code.")
    def code(self) -> str:
        return self.settings.state.code

    @resolver("The state's name.")
    async def name(self, info: Info, language: LanguageArgument = None) -> str:
        names = self.settings.state.name
        return names.get(language or await info.context.language()) or next(iter(names.values()))


@object_type("What a request costs.", policy=PUBLIC)
class ServiceFee:
    fee: strawberry.Private[Fee]

    @resolver("The amount, decimal.")
    def amount(self) -> Decimal:
        return self.fee.amount

    @resolver("The currency, ISO 4217.")
    def currency(self) -> str:
        return self.fee.currency

    @resolver("The rule in words.")
    async def rule(self, info: Info, language: LanguageArgument = None) -> str:
        return await info.context.text(self.fee.rule, language)


@object_type("When the police must have acted.", policy=PUBLIC)
class ServiceDue:
    due: strawberry.Private[Due]

    @resolver("Working days.")
    def days(self) -> int:
        return self.due.days

    @resolver("The rule in words.")
    async def rule(self, info: Info, language: LanguageArgument = None) -> str:
        return await info.context.text(self.due.rule, language)


@object_type("What may be uploaded for a purpose.", policy=PUBLIC)
class ServiceUpload:
    upload: strawberry.Private[Upload]

    @resolver("The purpose's code.")
    def purpose(self) -> str:
        return self.upload.purpose

    @resolver("What a person reads.")
    async def title(self, info: Info, language: LanguageArgument = None) -> str:
        return await info.context.text(self.upload.title, language)

    @resolver("The types accepted, judged by content.", bound=1)
    def content_types(self) -> list[str]:
        return list(self.upload.content_types)

    @resolver("The most bytes of one file.")
    def max_bytes(self) -> int:
        return self.upload.max_bytes

    @resolver("Whether the request needs it.")
    def required(self) -> bool:
        return self.upload.required

    @resolver("The most files of this purpose.")
    def max_files(self) -> int:
        return self.upload.max_files


@object_type("Where and until when a service is closed.", policy=PUBLIC)
class Closure:
    district_code: str | None = field("The district; null for everywhere.")
    text: strawberry.Private[Text]
    reopens_at: datetime | None = field("When it opens again, where that is known.")

    @resolver("Why, in words.")
    async def message(self, info: Info, language: LanguageArgument = None) -> str:
        return await info.context.text(self.text, language)


@object_type("A service that this state has enabled, or has had.", policy=PUBLIC, name="Service")
class ServiceType:
    code: str = field("The service's code.")
    descriptor: strawberry.Private[Service | None]
    settings: strawberry.Private[object]

    @resolver("What a person reads.")
    async def title(self, info: Info, language: LanguageArgument = None) -> str:
        return (
            await info.context.text(self.descriptor.title, language)
            if self.descriptor
            else self.code
        )

    @resolver("What it is for, in a sentence or two.")
    async def summary(self, info: Info, language: LanguageArgument = None) -> str:
        return await info.context.text(self.descriptor.summary, language) if self.descriptor else ""

    @resolver("Whether requests are taken now, in the district or, without one, anywhere.")
    def is_open(
        self,
        district_code: Annotated[
            str | None, strawberry.argument(description="A district's code.")
        ] = None,
    ) -> bool:
        return self.descriptor is not None

    @resolver("Where it is closed now.", bound=10)
    def closures(self) -> list[Closure]:
        return []

    @resolver("Whether one must be signed in to use it.")
    def requires_sign_in(self) -> bool:
        return self.descriptor.requires_sign_in if self.descriptor else True

    @resolver("What a request costs; null when it is free.")
    def fee(self) -> ServiceFee | None:
        fee = self.descriptor.fee(self.settings) if self.descriptor else None
        return ServiceFee(fee=fee) if fee else None

    @resolver(
        "By what a fee can be paid, as `payFee` names it; empty where there is none.", bound=1
    )
    def payment_providers(self, info: Info) -> list[str]:
        if self.descriptor is None or not (flow := self.descriptor.workflow) or not takes_fee(flow):
            return []
        fee = self.descriptor.fee(self.settings)
        names = info.context.runtime.settings.payments.providers
        return offered(names, fee.exempt_proof if fee else None)

    @resolver("When the police must have acted; null when nothing is due.")
    def due(self) -> ServiceDue | None:
        due = self.descriptor.due(self.settings) if self.descriptor else None
        return ServiceDue(due=due) if due else None

    @resolver("What may be uploaded.", bound=10)
    def uploads(self) -> list[ServiceUpload]:
        return (
            [ServiceUpload(upload=upload) for upload in self.descriptor.uploads]
            if self.descriptor
            else []
        )

    @resolver("The codes that the service's input errors may have, core's among them.", bound=1)
    def error_codes(self) -> list[str]:
        return sorted(
            {*CORE_ERROR_CODES, *(self.descriptor.error_codes if self.descriptor else ())}
        )


@object_type(
    "A notice on the use of personal data (DPDP Act 2023, section 5).", policy=PUBLIC, name="Notice"
)
class NoticeType:
    notice: strawberry.Private[Notice]

    @resolver("What the data is used for: a code.")
    def purpose(self) -> str:
        return self.notice.purpose

    @resolver("The version of the text.")
    def version(self) -> str:
        return self.notice.version

    @resolver("The notice in words.")
    async def text(self, info: Info, language: LanguageArgument = None) -> str:
        return await info.context.text(self.notice.text, language)


@object_type("This platform.", policy=PUBLIC)
class Platform:
    @resolver("The state whose police this is.")
    def state(self, info: Info) -> State:
        return State(settings=info.context.runtime.settings)

    @resolver("The languages offered, the state's first one first.", bound=1)
    def languages(self, info: Info) -> list[Language]:
        return list(info.context.runtime.settings.languages)

    @resolver("By which ways one-time codes can be sent here.")
    def sign_in_channels(self, info: Info) -> list[OtpChannel]:
        reaches = info.context.runtime.settings.notifications.reaches
        return [channel for channel in OtpChannel if reaches(channel.value)]

    @resolver("The version of the frontend contract that this platform keeps.")
    def contract_version(self) -> str:
        return CONTRACT_VERSION

    @resolver("The services enabled here, by code.", bound=20)
    def services(self, info: Info) -> list[ServiceType]:
        return [
            info.context.registry.service_type(service.code)
            for service in info.context.registry.services
        ]

    @resolver("The notices in force.", bound=10)
    def notices(self, info: Info) -> list[NoticeType]:
        return [
            NoticeType(notice=each) for each in in_force(info.context.registry.services).values()
        ]


@strawberry.type
class Query:
    @resolver("What this state offers.", policy=PUBLIC)
    def platform(self) -> Platform:
        return Platform()
