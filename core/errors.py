"""The error tree, and the one place where it is drawn.

ThanaError
├── StartupError            settings, plugin or database is wrong: the start stops and says why
├── InvalidInput            what a person can correct: data in the payload, `errors: [InputError!]!`
└── RequestError            a top-level GraphQL error with `extensions.code`
    ├── BadRequest          BAD_REQUEST      document, variables or an argument are not well formed
    ├── TooComplex          TOO_COMPLEX      a limit on documents is passed
    ├── Unauthenticated     UNAUTHENTICATED  nobody is signed in
    │   └── InvalidCredentials               …  a token came along, and it is not valid: HTTP 401
    ├── Forbidden           FORBIDDEN        the viewer may not do this at all
    ├── NotFound            NOT_FOUND        not there, or not for this viewer: never told apart
    ├── Conflict            CONFLICT         another change came first, or the key was used before
    ├── ServiceClosed       SERVICE_CLOSED   the service is not open here now
    ├── RateLimited         RATE_LIMITED     too many tries; `retryAfter` in seconds
    ├── Unavailable         UNAVAILABLE      busy or being restarted: HTTP 503, try again
    └── Internal            INTERNAL         our fault; `errorId` names the line in the log
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

if TYPE_CHECKING:
    from core.texts import Text


class ThanaError(Exception):
    """Whatever this platform raises on purpose."""


class StartupError(ThanaError):
    """One or more things that stop the start, each with its mend."""

    def __init__(self, *faults: str) -> None:
        self.faults = faults
        super().__init__("\n".join(faults))


@dataclass(frozen=True)
class Choice:
    """A value that would have been accepted, with the label that a person reads."""

    code: str
    label: Text | str


@dataclass(frozen=True)
class Problem:
    """One thing that a person can correct: where, which, and in words."""

    path: tuple[str, ...]
    code: str
    message: Text
    choices: tuple[Choice, ...] = ()


class InvalidInput(ThanaError):
    """Input that the caller can correct. Nothing has been stored."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(", ".join(problem.code for problem in problems))


class RequestError(ThanaError):
    """A top-level error. `text` is translated for the caller; `extensions` joins the code."""

    code: ClassVar[str] = "INTERNAL"
    status: ClassVar[int] = 400

    def __init__(self, text: Text | None = None, **extensions: Any) -> None:
        self.text = text
        self.extensions = {"code": self.code, **extensions}
        super().__init__(self.code)


class BadRequest(RequestError):
    code = "BAD_REQUEST"


class TooComplex(RequestError):
    code = "TOO_COMPLEX"


class Unauthenticated(RequestError):
    code = "UNAUTHENTICATED"
    status = 401


class InvalidCredentials(Unauthenticated):
    pass


class Forbidden(RequestError):
    code = "FORBIDDEN"
    status = 403


class NotFound(RequestError):
    code = "NOT_FOUND"
    status = 404


class Conflict(RequestError):
    code = "CONFLICT"
    status = 409


class ServiceClosed(RequestError):
    code = "SERVICE_CLOSED"


class RateLimited(RequestError):
    code = "RATE_LIMITED"
    status = 429

    def __init__(self, retry_after: int, text: Text | None = None) -> None:
        super().__init__(text, retryAfter=retry_after)


class Unavailable(RequestError):
    code = "UNAVAILABLE"
    status = 503


class Internal(RequestError):
    code = "INTERNAL"
    status = 500

    def __init__(self, error_id: str) -> None:
        super().__init__(None, errorId=error_id)
