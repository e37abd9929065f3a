"""The form of the page, where no script solves a puzzle: a ticket that the server signs and does
not store says from when on the form may be sent. It is good once.
"""

from __future__ import annotations

import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from core import Runtime, Wrong
from plugins.tips.texts import text

GOOD_FOR = timedelta(hours=6)
SIGNATURE = 32
EARLY, OVER = "TICKET_EARLY", "TICKET_EXPIRED"

UNKNOWN = Wrong(OVER, text("This form has become too old. Send it once more."))
USED = Wrong(
    OVER,
    text("This form was sent before. Send it once more only if you have seen no receipt."),
)


@dataclass(frozen=True)
class Ticket:
    """`good_once` holds a nonce, the seconds (Unix time) from when on and until when it is good,
    and their signature.
    """

    good_once: str
    place: ClassVar[str] = "ticket"
    over: ClassVar[Wrong] = USED

    def check(self, runtime: Runtime) -> None:
        """Raises Wrong unless this is a ticket of ours, in time, and old enough."""
        if not self.is_in_time(runtime):
            raise UNKNOWN
        if seconds := self.seconds_left(runtime):
            message = text(
                "Send it again in {seconds} seconds: that keeps machines out. Nothing is lost.",
                seconds=seconds,
            )
            raise Wrong(EARLY, message)

    def is_in_time(self, runtime: Runtime) -> bool:
        """Whether it is ours and not too old."""
        signed, _, signature = self.good_once.rpartition(".")
        own = _signature(runtime, signed).encode()
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), own):
            return False
        return runtime.now() < _moment(signed.split(".")[2])

    def seconds_left(self, runtime: Runtime) -> int:
        """How long a ticket of ours has to wait yet."""
        ready_at = _moment(self.good_once.split(".")[1])
        return max(0, int((ready_at - runtime.now()).total_seconds() + 0.999))


def new_ticket(runtime: Runtime, seconds: int) -> Ticket:
    """A ticket that is good in so many seconds."""
    now = runtime.now()
    moments = (now + timedelta(seconds=seconds), now + GOOD_FOR)
    signed = ".".join([secrets.token_hex(16), *(str(int(each.timestamp())) for each in moments)])
    return Ticket(f"{signed}.{_signature(runtime, signed)}")


def _moment(seconds: str) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)


def _signature(runtime: Runtime, signed: str) -> str:
    return runtime.secrets.digest("tips.ticket", signed)[:SIGNATURE]
