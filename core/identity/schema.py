"""Queries and mutations of identity: who is asking, signing in and out, the profile."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

import strawberry

from core.db import transactional
from core.errors import InvalidInput, Problem
from core.identity import citizens, officers, one_time_codes, sessions
from core.identity.inputs import (
    RequestOtpInput,
    RevokeSessionInput,
    SessionDelivery,
    SignInOfficerInput,
    UpdateProfileInput,
    VerifyOtpInput,
    profile_change,
)
from core.identity.types import CitizenType, OfficerType, ViewerType, viewer_type
from core.mutations import InputErrorType, errors_field, mutation
from core.policy import CITIZEN, PUBLIC, SIGNED_IN, Info, field, object_type, resolver
from core.texts import text

if TYPE_CHECKING:
    from core.context import Context


@object_type("What is answered with a one-time code.", policy=PUBLIC, name="Challenge")
class ChallengeType:
    id: strawberry.ID = field("The id to send back with the code.")
    expires_at: datetime = field("Until when the code is good.")
    resend_at: datetime = field("From when on another code can be asked for.")


@object_type("A session just begun.", policy=PUBLIC)
class SessionToken:
    token: str | None = field("The bearer token; null when it was set as a cookie.")
    expires_at: datetime = field("When the session ends by itself.")


@object_type("The answer to requestOtp.", policy=PUBLIC)
class RequestOtpPayload:
    challenge: ChallengeType | None = field("What to answer with the code.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to verifyOtp.", policy=PUBLIC)
class VerifyOtpPayload:
    session: SessionToken | None = field("The new session.", default=None)
    viewer: ViewerType | None = field("Who is signed in now.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to signInOfficer.", policy=PUBLIC)
class SignInOfficerPayload:
    session: SessionToken | None = field("The new session.", default=None)
    officer: OfficerType | None = field("Who is signed in now.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to signOut.", policy=PUBLIC)
class SignOutPayload:
    ok: bool = field("Whether the session has ended.")


@object_type("The answer to revokeSession.", policy=PUBLIC)
class RevokeSessionPayload:
    ok: bool = field("Whether the session has ended.", default=False)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to updateProfile.", policy=PUBLIC)
class UpdateProfilePayload:
    citizen: CitizenType | None = field("The citizen as changed.", default=None)
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Query:
    @resolver("Who is signed in; null for nobody.", policy=PUBLIC)
    async def viewer(self, info: Info) -> ViewerType | None:
        return viewer_type(await info.context.viewer())


@strawberry.type
class Mutation:
    @mutation(
        "Send a one-time code. The first sign-in of an address is its registration.", policy=PUBLIC
    )
    async def request_otp(self, info: Info, input: RequestOtpInput) -> RequestOtpPayload:
        context = info.context
        context.accepted_language = input.language or context.accepted_language
        challenge = await one_time_codes.request_code(
            context.runtime, input.channel, input.address, context.known_language, context.client
        )
        return RequestOtpPayload(
            challenge=ChallengeType(
                id=strawberry.ID(str(challenge.id)),
                expires_at=challenge.expires_at,
                resend_at=challenge.resend_at,
            )
        )

    @mutation("Sign in as a citizen with a one-time code.", policy=PUBLIC)
    async def verify_otp(self, info: Info, input: VerifyOtpInput) -> VerifyOtpPayload:
        context = info.context
        done = await citizens.sign_in(
            context.runtime, input.challenge_id, input.code, context.credentials.token
        )
        context.signed_in(done.session.token, done.citizen.language)
        return VerifyOtpPayload(
            session=_hand_over(context, done.session, input.deliver),
            viewer=CitizenType(row=done.citizen),
        )

    @mutation("Sign in as an officer with a password and a second factor.", policy=PUBLIC)
    async def sign_in_officer(self, info: Info, input: SignInOfficerInput) -> SignInOfficerPayload:
        context = info.context
        done = await officers.sign_in(
            context.runtime,
            input.username,
            input.password,
            input.totp,
            context.client,
            context.credentials.token,
        )
        context.signed_in(done.session.token, done.officer.language)
        return SignInOfficerPayload(
            session=_hand_over(context, done.session, input.deliver),
            officer=OfficerType(row=done.officer),
        )

    @mutation("End the session that this request came with.", policy=SIGNED_IN)
    async def sign_out(self, info: Info) -> SignOutPayload:
        viewer = await info.context.viewer()
        assert viewer.session is not None  # noqa: S101  (the policy has asked)
        ended = await transactional(sessions.revoke)(
            info.context.runtime, viewer.session, viewer.session.id
        )
        info.context.set_cookie = ""
        return SignOutPayload(ok=ended)

    @mutation("End one of the viewer's sessions, on whatever device.", policy=SIGNED_IN)
    async def revoke_session(self, info: Info, input: RevokeSessionInput) -> RevokeSessionPayload:
        viewer = await info.context.viewer()
        assert viewer.session is not None  # noqa: S101  (the policy has asked)
        try:
            session_id = uuid.UUID(input.session_id)
        except ValueError:
            session_id = uuid.UUID(int=0)
        if not await transactional(sessions.revoke)(
            info.context.runtime, viewer.session, session_id
        ):
            raise InvalidInput(
                [
                    Problem(
                        ("sessionId",),
                        "SESSION_UNKNOWN",
                        text("You have no such session. It may have ended already."),
                    )
                ]
            )
        return RevokeSessionPayload(ok=True)

    @mutation("Change the citizen's own profile.", policy=CITIZEN)
    async def update_profile(self, info: Info, input: UpdateProfileInput) -> UpdateProfilePayload:
        viewer = await info.context.viewer()
        assert viewer.citizen is not None  # noqa: S101  (the policy has asked)
        change = profile_change(input)
        citizen = await citizens.update_profile(info.context.runtime, viewer.citizen, change)
        return UpdateProfilePayload(citizen=CitizenType(row=citizen))


def _hand_over(
    context: Context, session: sessions.NewSession, deliver: SessionDelivery | None
) -> SessionToken:
    if deliver is not SessionDelivery.COOKIE:
        return SessionToken(token=session.token, expires_at=session.expires_at)
    context.set_cookie = session.token
    return SessionToken(token=None, expires_at=session.expires_at)
