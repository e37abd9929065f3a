"""The tables of thana.toml, each a section of the settings."""

from __future__ import annotations

import os
import re
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from core.texts import Language

Positive = Annotated[int, Field(gt=0)]
TimeOfDay = Annotated[str, Field(pattern="^([01][0-9]|2[0-3]):[0-5][0-9]$")]
Seconds = Annotated[int, Field(gt=0, le=30)]
"""Of one try at sending: well below the time that the outbox gives a handler."""

_MONEY = re.compile(r"[0-9]{1,7}(\.[0-9]{1,2})?")


def read_money(value: Any) -> Decimal:
    """An amount from settings, 0 to 9999999.99, with two decimals. Raises ValueError for anything
    that is not written as such: a float has lost what was written.
    """
    is_written = isinstance(value, str | int | Decimal) and not isinstance(value, bool)
    if not is_written or not _MONEY.fullmatch(str(value)):
        raise ValueError(
            'write an amount from 0 to 9999999.99 in quotes, with at most two decimals: "100.00"'
        )
    return Decimal(str(value)).quantize(Decimal("0.01"))


Money = Annotated[Decimal, BeforeValidator(read_money)]
"""An amount of money in settings, such as a fee."""


class Section(BaseModel):
    """A table of thana.toml: frozen, and an unknown key is an error. Plugins describe their
    settings by a subclass.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")


class State(Section):
    """The state whose police this is. The code stands first in every number."""

    code: Annotated[str, Field(pattern="^[A-Z]{2}$")] = "MP"
    name: dict[Language, str] = {Language.EN: "Madhya Pradesh Police", Language.HI: "मध्य प्रदेश पुलिस"}


class GraphQLLimits(Section):
    """Limits on documents (security.md, rules 18 and 19)."""

    tokens: Positive = 1000
    depth: Positive = 8
    aliases: Positive = 15
    root_fields: Positive = 5
    directives: Positive = 10
    cost: Positive = 2000
    cached_documents: Positive = 1000
    body_bytes: Positive = 262_144
    seconds: Positive = 5


class Sockets(Section):
    """Limits on the sockets of one process (security.md, A11)."""

    init_seconds: Annotated[float, Field(gt=0)] = 3
    subscriptions: Positive = 100
    subscriptions_in_all: Positive = 20_000
    per_viewer: Positive = 10
    per_address: Positive = 50
    in_all: Positive = 2000
    message_bytes: Positive = 65_536
    messages_a_minute: Positive = 600
    slow_seconds: Annotated[float, Field(gt=0)] = 10
    inbox_seconds: Annotated[float, Field(ge=0)] = 2


class OneTimeCodes(Section):
    """Limits on codes. Six digits with nine tries a day keep a guess under 1 in 100,000."""

    minutes_valid: Positive = 5
    seconds_before_resend: Positive = 30
    tries_per_code: Positive = 3
    tries_per_address_a_day: Annotated[int, Field(gt=0, le=9)] = 9
    sent_per_address_a_day: Positive = 5
    sent_per_client_an_hour: Positive = 60
    sent_a_day: Positive = 200_000
    failures_an_hour: Annotated[int, Field(gt=0, le=4000)] = 4000


class OfficerSignIn(Section):
    """Limits on officers' passwords and second factors."""

    failures_per_name_and_client_an_hour: Positive = 5
    failures_per_name_an_hour: Positive = 50
    failures_per_client_an_hour: Positive = 100
    failures_an_hour: Positive = 1000
    password_length: Annotated[int, Field(ge=10)] = 12


class Sessions(Section):
    """How long a session lives, in hours, and without use, in hours."""

    citizen_hours: Positive = 24 * 30
    citizen_idle_hours: Positive = 24 * 7
    officer_hours: Positive = 12
    officer_idle_hours: Positive = 1


class Files(Section):
    """Where uploads and documents are kept, how much of them and how long, and how uploads are
    checked.
    """

    folder: Path = Path("var/files")
    waiting_per_owner: Positive = 10
    bytes_per_owner_a_day: Positive = 100_000_000
    upload_hours: Positive = 24
    waiting_hours: Positive = 48
    link_minutes: Positive = 10
    scanner: str | None = None
    clamd: Annotated[str, Field(pattern="^(/.+|.+:[0-9]{1,5})$")] = "127.0.0.1:3310"
    processes: Positive = 1
    check_seconds: Positive = 10
    check_megabytes: Positive = 512


class Documents(Section):
    """How documents are made: by which signer, in how many processes, within which limits."""

    signer: str = "local"
    keys_folder: Path = Path("var/keys")
    processes: Annotated[int, Field(ge=0)] | None = None
    seconds: Positive = 20
    megabytes: Positive = 768

    @property
    def at_once(self) -> int:
        """How many are made side by side: unless it is set, one on each core of up to four."""
        return min(4, len(os.sched_getaffinity(0))) if self.processes is None else self.processes


class Audit(Section):
    """Where the heads of the audit's chains are exported to, and how often."""

    heads_folder: Path = Path("var/audit-heads")
    heads_minutes: Positive = 60


class Privacy(Section):
    """How long a citizen's own copy of the data is kept, and which consents a request needs."""

    export_days: Positive = 7
    required_consents: tuple[str, ...] = ()


class Dlt(Section):
    """What is registered with the operators for SMS. It is in force where `templates` names a
    file.
    """

    entity_id: Annotated[str, Field(pattern="^[0-9]{10,25}$")] | None = None
    header: Annotated[str, Field(pattern="^[A-Za-z0-9-]{3,11}$")] | None = None
    templates: Path | None = None
    longest_variable: Positive = 30


class Sms(Section):
    """The gateway for SMS: the built-in "http", described here, or one that a plugin provides."""

    gateway: str | None = None
    url: str | None = None
    format: Literal["json", "form", "query"] = "json"
    headers: dict[str, str] = {}
    body: dict[str, Any] = {}
    unicode_values: tuple[str, str] = ("0", "1")
    secret_file: Path | None = None
    accepted_pattern: str | None = None
    seconds: Seconds = 10
    most_parts: Positive = 4
    dlt: Dlt = Dlt()


class Clocks(Section):
    """When a request that nobody acts on is brought to mind, in working days: so many before it is
    due, and before the next unit above so many after the one below.
    """

    remind_days: Annotated[int, Field(ge=0, le=30)] = 1
    escalate_days: Annotated[int, Field(ge=1, le=60)] = 3


class PaymentGateway(Section):
    """The machine that takes payments online (docs/payments.md, The gateway's protocol)."""

    url: str | None = None
    merchant: Annotated[str, Field(pattern="^[A-Za-z0-9_.-]{1,60}$")] | None = None
    secret_file: Path | None = None
    seconds: Seconds = 10


class Payments(Section):
    """How fees are paid: by which providers, in the order in which they are offered."""

    providers: tuple[str, ...] = ("treasury", "exempt")
    tries_a_day: Positive = 20
    reconcile_minutes: Positive = 15
    expire_hours: Positive = 24
    gateway: PaymentGateway = PaymentGateway()


class Email(Section):
    """The server that takes e-mail."""

    host: str | None = None
    port: Annotated[int, Field(gt=0, le=65535)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    ca_file: Path | None = None
    username: str | None = None
    password_file: Path | None = None
    sender: str | None = None
    seconds: Seconds = 20


class Notifications(Section):
    """How people are told: who gets messages at all, when, and by what."""

    mode: Literal["test", "team", "live"] = "test"
    team: tuple[str, ...] = ()
    quiet_from: TimeOfDay = "21:00"
    quiet_until: TimeOfDay = "08:00"
    templates_folder: Path | None = None
    sms: Sms = Sms()
    email: Email = Email()

    def reaches(self, channel: str) -> bool:
        """Whether messages can go this way, SMS or EMAIL. A test keeps them all."""
        is_set = self.sms.gateway if channel == "SMS" else self.email.host
        return self.mode == "test" or is_set is not None
