"""Inputs of the identity mutations."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Any

import strawberry

from core.identity.models import Gender, OtpChannel, Relation
from core.policy import field, input_type
from core.texts import Language


@strawberry.enum(
    description="TOKEN answers the session in `session.token`;"
    " COOKIE sets `__Host-session` and answers null there."
)
class SessionDelivery(Enum):
    TOKEN = "TOKEN"  # noqa: S105
    COOKIE = "COOKIE"


@input_type("Ask for a one-time code.")
class RequestOtpInput:
    channel: OtpChannel = field("SMS or e-mail.")
    address: str = field("A mobile number in any spelling, or an e-mail address.")
    language: Language | None = field(
        "The language of the message; the client's when null.", default=None
    )


@input_type("Answer a challenge with its code.")
class VerifyOtpInput:
    challenge_id: strawberry.ID = field("The challenge that the code was sent for.")
    code: str = field("The six digits.")
    deliver: SessionDelivery | None = field(
        "How the session is handed over; TOKEN when null.", default=None
    )


@input_type("Sign in as an officer.")
class SignInOfficerInput:
    username: str = field("The officer's name for signing in.")
    password: str = field("The password.")
    totp: str = field(
        "The six digits that the officer's authenticator shows now; each is good once."
    )
    deliver: SessionDelivery | None = field(
        "How the session is handed over; TOKEN when null.", default=None
    )


@input_type("End one of the viewer's sessions.")
class RevokeSessionInput:
    session_id: strawberry.ID = field("The session to end.")


@input_type("A postal address.")
class AddressInput:
    text: str = field("House, street, village or colony.")
    tehsil: str | None = field("Tehsil.", default=None)
    district_code: str | None = field("The district's code.", default=None)
    state_code: str | None = field("The state's code.", default=None)
    pin_code: str | None = field("Six digits.", default=None)
    station_code: str | None = field("The police station's code.", default=None)


@input_type("What to change of the profile; null leaves as it is.")
class UpdateProfileInput:
    full_name: str | None = field("Full name, in any script.", default=None)
    relation: Relation | None = field("Who the relative is.", default=None)
    relative_name: str | None = field("The relative's full name.", default=None)
    gender: Gender | None = field("Gender.", default=None)
    birth_date: date | None = field("Date of birth.", default=None)
    email: str | None = field("E-mail for messages.", default=None)
    language: Language | None = field("The language to be addressed in.", default=None)
    present_address: AddressInput | None = field("Where the citizen lives now.", default=None)
    permanent_address: AddressInput | None = field("The permanent address.", default=None)


def profile_change(profile: UpdateProfileInput) -> dict[str, Any]:
    """The columns that are to change."""
    return {name: value for name, value in strawberry.asdict(profile).items() if value is not None}
