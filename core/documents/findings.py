"""What a check of a document can find, each in words that a bank clerk understands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from core.clock import in_india
from core.errors import ThanaError
from core.texts import Text, text

if TYPE_CHECKING:
    from core.documents.models import Document
    from core.documents.offline import SignedPdf
    from core.documents.payload import Payload


class Outcome(StrEnum):
    GENUINE = "GENUINE"
    UNKNOWN = "UNKNOWN"
    MALFORMED = "MALFORMED"
    WRONG_HOST = "WRONG_HOST"
    UNKNOWN_KEY = "UNKNOWN_KEY"
    REVOKED_KEY = "REVOKED_KEY"
    ALTERED = "ALTERED"
    MISMATCH = "MISMATCH"
    REVOKED = "REVOKED"
    EXPIRED = "EXPIRED"


WORDS = {
    Outcome.GENUINE: text("This document is genuine, and it is valid."),
    Outcome.UNKNOWN: text(
        "We have issued no document with this code. Look at the code again: it has 20 letters and"
        " digits. If it is right, do not accept the paper."
    ),
    Outcome.MALFORMED: text(
        "This is not the code, the QR code or the PDF file of a document of ours. The code has 20"
        " letters and digits and stands at the foot of each page; it is not the request's number."
    ),
    Outcome.UNKNOWN_KEY: text(
        "This is signed with a key that is not ours. Do not accept the paper."
    ),
    Outcome.REVOKED_KEY: text(
        "This is signed with a key that we no longer believe. Ask the holder to fetch the document"
        " anew."
    ),
    Outcome.ALTERED: text("This has been changed after we signed it. Do not accept it."),
    Outcome.MISMATCH: text(
        "This does not fit what we have issued: it belongs to another document, or it is not in our"
        " register. Do not accept it."
    ),
}
OURS_BUT_OLD = text(
    "We have issued this document, and it is in our register as shown here. But it is signed with a"
    " key that we no longer believe: ask the holder to fetch it anew."
)
NEWER_COPY = text(
    "This document is genuine, and it is valid. There is a newer copy, which may say more: ask the"
    " holder for it."
)
ADVICE = text(
    "A QR code and a code can be copied onto another paper. Compare the number, the date and the"
    " holder's initials with the paper in your hand. Whatever else stands on it is sure only when"
    " the PDF file itself is checked."
)
ADVICE_ON_FILES = text(
    "The whole file was checked. A print is not: compare the number, the date and the holder's"
    " initials with the paper in your hand, or accept the file alone."
)
OFFLINE = text(
    "Checked without our register: whether the document has been revoked since it was issued, only"
    " the check on our website says."
)


@dataclass(frozen=True)
class Finding:
    """What a check has found. `scanned` and `pdf` are what was signed, `document` is what the
    register says, with its request and unit.
    """

    outcome: Outcome
    message: Text
    scanned: Payload | None = None
    pdf: SignedPdf | None = None
    document: Document | None = None

    @property
    def is_genuine(self) -> bool:
        return self.outcome is Outcome.GENUINE


class Refused(ThanaError):
    """A check ends here, with this outcome."""

    def __init__(self, outcome: Outcome, message: Text | None = None) -> None:
        self.outcome = outcome
        self.message = message or WORDS[outcome]
        super().__init__(outcome.value)


def wrong_host(host: str) -> Refused:
    """A QR code that leads to another website, named so that nobody takes it for ours."""
    message = text(
        "This QR code leads to another website, {host}. It is not ours. Do not accept the paper,"
        " and enter nothing there.",
        host=host,
    )
    return Refused(Outcome.WRONG_HOST, message)


def another_document() -> Refused:
    """A PDF of ours, and a code that stands on another document."""
    message = text(
        "This PDF belongs to another document than the code. Do not accept the paper that bears it."
    )
    return Refused(Outcome.MISMATCH, message)


def revoked(since: datetime, reason: Text | None) -> Refused:
    """A document that was taken back, with the reason as the public may know it."""
    if reason is None:
        message = text("This document was revoked on {day}. Do not accept it.", day=in_india(since))
    else:
        message = text(
            "This document was revoked on {day} ({reason}). Do not accept it.",
            day=in_india(since),
            reason=reason,
        )
    return Refused(Outcome.REVOKED, message)


def expired(since: datetime) -> Refused:
    message = text(
        "This document is genuine, but it was valid only until {day}.", day=in_india(since)
    )
    return Refused(Outcome.EXPIRED, message)
