"""One-time codes: asked for, sent through the outbox, used once."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from tortoise.expressions import F

from core import rate_limits
from core.cleaning import clean_line, latin_digits
from core.clock import IST
from core.db import transactional, written
from core.errors import InvalidInput, Problem
from core.identity.addresses import client_network, otp_address
from core.identity.models import OneTimeCode, OtpChannel
from core.outbox.models import OutboxEntry
from core.outbox.queue import enqueue
from core.runtime import Runtime
from core.texts import Language, text

CODE = "code"
SIGN_IN = "SIGN_IN"
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
DIGITS = 6
LONGEST_CODE = 20
AT_ONCE = 2  # a bad line repeats a request before its answer arrives


@dataclass(frozen=True)
class CodePurpose:
    """What a code is good for beside signing in, and for nothing else: its name, the event that
    carries it, with the variables `code`, `until` and the sender's own, how long it is good, and
    how many one number gets in 24 hours, whoever has them sent.
    """

    name: str
    event: str
    valid: timedelta
    sent_per_address_a_day: int


@dataclass(frozen=True)
class Challenge:
    """What the citizen answers with the code."""

    id: uuid.UUID
    expires_at: datetime
    resend_at: datetime


async def request_code(
    runtime: Runtime, channel: OtpChannel, spelling: str, language: Language, client: str
) -> Challenge:
    """Send a new code. The same answer and the same work whether the address is known or not.

    Raises InvalidInput for an address that is none or a way by which nothing is sent here,
    RateLimited past the limits per address, client and state.
    """
    if not runtime.settings.notifications.reaches(channel.value):
        message = text("Nothing can be sent this way here. Choose another.")
        raise InvalidInput([Problem(("channel",), "CHANNEL_CLOSED", message)])
    address = otp_address(channel, spelling)
    await _count_request(runtime, address, client)
    return await _create(runtime, channel, address, language)


async def _count_request(runtime: Runtime, address: str, client: str) -> None:
    limits, now = runtime.settings.one_time_codes, runtime.now()
    key = runtime.secrets.digest("otp", address)
    client_key = runtime.secrets.digest("otp-client", client_network(client))
    await rate_limits.limit(f"otp-client:{client_key}", limits.sent_per_client_an_hour, HOUR, now)
    await rate_limits.limit(
        f"otp-resend:{key}", AT_ONCE, timedelta(seconds=limits.seconds_before_resend), now
    )
    await rate_limits.limit(f"otp-sent:{key}", limits.sent_per_address_a_day, DAY, now)
    await rate_limits.limit("otp-sent", limits.sent_a_day, DAY, now)


async def _create(
    runtime: Runtime, channel: OtpChannel, address: str, language: Language
) -> Challenge:
    limits, now = runtime.settings.one_time_codes, runtime.now()
    expires_at = now + timedelta(minutes=limits.minutes_valid)
    row = OneTimeCode(
        id=uuid.uuid4(),
        channel=channel,
        address=address,
        language=language,
        created_at=now,
        expires_at=expires_at,
    )
    values = {"minutes": limits.minutes_valid, "until": f"{expires_at.astimezone(IST):%H:%M}"}
    await _send(runtime, row, address, "one_time_code", values)
    return Challenge(row.id, expires_at, now + timedelta(seconds=limits.seconds_before_resend))


async def send_code(
    runtime: Runtime,
    purpose: CodePurpose,
    challenge_id: uuid.UUID,
    mobile: str,
    language: Language,
    subject: str,
    values: Mapping[str, Any],
) -> None:
    """Send a code for a purpose of a service's own to a number in E.164, once for each challenge.
    Raises RateLimited past the limits of the number and the state: say so to nobody who is not the
    number's owner.
    """
    if await OneTimeCode.exists(id=challenge_id):
        return
    now, key = runtime.now(), runtime.secrets.digest(f"otp:{purpose.name}", mobile)
    await rate_limits.limit(f"otp-sent:{key}", purpose.sent_per_address_a_day, DAY, now)
    await rate_limits.limit("otp-sent", runtime.settings.one_time_codes.sent_a_day, DAY, now)
    expires_at = now + purpose.valid
    row = OneTimeCode(
        id=challenge_id,
        channel=OtpChannel.SMS,
        address=key,  # whose number it is stands in the sealed outbox alone
        language=language,
        created_at=now,
        expires_at=expires_at,
        purpose=purpose.name,
        subject=subject,
    )
    until = f"{expires_at.astimezone(IST):%d.%m.%Y, %H:%M}"
    await _send(runtime, row, mobile, purpose.event, {**values, "until": until})


@transactional
async def _send(
    runtime: Runtime, row: OneTimeCode, to: str, event: str, values: Mapping[str, Any]
) -> None:
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    row.code_hash = _hash(runtime, row.id, code)
    await row.save(force_create=True)
    message = {
        "event": event,
        "channel": row.channel.value,
        "to": to,
        "language": row.language.value,
        "expires_at": row.expires_at.isoformat(),
        "values": {**values, "code": code},
    }
    await enqueue(runtime, CODE, message, id=row.id)


@transactional
async def forget_codes(purpose: CodePurpose, subject: str) -> None:
    """Take back all codes about something, also those that wait to be sent."""
    about = OneTimeCode.filter(purpose=purpose.name, subject=subject)
    ids = [row.id for row in await about]
    await written()
    await OutboxEntry.filter(id__in=ids).delete()
    await about.delete()


async def use_code(
    runtime: Runtime, challenge_id: str, code: str, purpose: str = SIGN_IN
) -> OneTimeCode:
    """The challenge that this code answers, used up by this call.

    Raises InvalidInput with OTP_INVALID for a wrong code and one unknown, used up, expired or of
    another purpose alike; RateLimited when the address has had its tries for the day, or the
    whole state its failures for the hour.
    """
    now, most = runtime.now(), runtime.settings.one_time_codes.failures_an_hour
    # counted before the code is looked at, so that parallel guesses cannot outrun the counter
    await rate_limits.limit("otp-failures", most, HOUR, now)
    challenge = await _count_try(runtime, _uuid(challenge_id), purpose)
    is_right = challenge is not None and await _use(runtime, challenge, code)
    if challenge is None or is_right:  # whoever has no open code has guessed at nothing
        await rate_limits.forgive("otp-failures", HOUR, now)
    if challenge is not None and is_right:
        return challenge
    raise InvalidInput(
        [
            Problem(
                ("code",),
                "OTP_INVALID",
                text("The code is wrong or no longer valid. Check it, or ask for a new one."),
            )
        ]
    )


async def _count_try(runtime: Runtime, challenge_id: uuid.UUID, purpose: str) -> OneTimeCode | None:
    """The open code of a challenge, with one try more; None when there is none."""
    limits, now = runtime.settings.one_time_codes, runtime.now()
    open_codes = OneTimeCode.filter(
        id=challenge_id,
        purpose=purpose,
        used_at=None,
        tries__lt=limits.tries_per_code,
        expires_at__gt=now,
    )
    if not await open_codes.update(tries=F("tries") + 1):
        return None
    challenge = await OneTimeCode.get_or_none(id=challenge_id)
    if challenge is None:  # taken back at this moment
        return None
    of = "otp" if purpose == SIGN_IN else f"otp:{purpose}"
    key = runtime.secrets.digest(of, challenge.address)
    await rate_limits.limit(f"otp-tries:{key}", limits.tries_per_address_a_day, DAY, now)
    return challenge


async def _use(runtime: Runtime, challenge: OneTimeCode, code: str) -> bool:
    digits = latin_digits(clean_line(code[:LONGEST_CODE])).replace(" ", "")
    given = _hash(runtime, challenge.id, digits)
    if not secrets.compare_digest(given, challenge.code_hash):
        return False
    return bool(
        await OneTimeCode.filter(id=challenge.id, used_at=None).update(used_at=runtime.now())
    )


def _hash(runtime: Runtime, challenge_id: uuid.UUID, code: str) -> str:
    return runtime.secrets.digest("otp-code", f"{challenge_id}:{code}")


def _uuid(spelling: str) -> uuid.UUID:
    try:
        return uuid.UUID(spelling)
    except ValueError:
        return uuid.UUID(int=0)
