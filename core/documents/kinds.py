"""What a service declares about a document that its requests lead to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from core.identity.models import OfficerRole
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.service_requests.workflow import Reason
from core.texts import Text, text

Content = Callable[[Runtime, ServiceRequest], Awaitable[Mapping[str, Any]]]
"""Reads what a document says: values of JSON, and texts, which are shown in every language. Under
`images` it may name pictures among the request's files: ids of stored JPEG or PNG files by name, or
None. The template shows one by `<img src="image:<name>">`, as large as fits its width and height,
and finds the names of those that are there in `images`.
"""


@dataclass(frozen=True)
class Terms:
    """Of one document: whom it is issued to, until when it is valid, and the code of the unit that
    issues it. What is None is the citizen, by `days_valid`, and the request's unit.
    """

    holder: str | None = None
    valid_until: datetime | None = None
    issued_by: str | None = None


ERASED = Reason("ERASED", text("The holder has had all personal data erased"))
"""Why a document is no longer good whose holder nobody knows any more."""

HEADS = frozenset({OfficerRole.STATION_HEAD, OfficerRole.DISTRICT_HEAD})


@dataclass(frozen=True)
class DocumentTemplate:
    """A document that is issued once a request is in one of some statuses.

    `kind` is its code; core shows the kind ACKNOWLEDGEMENT as the request's acknowledgement.
    `template` is a file in the plugin's `templates/`, which extends core's `layout.html`; `content`
    reads its values. Every later step makes a new copy, with the code and date of the first.
    `revoked_in` maps statuses that end its validity to the reason. `reasons` are those for which an
    officer of `revocable_by` may revoke it. Without `days_valid` it is valid without end. `terms`
    reads, in the step's transaction, what is otherwise for one document. What is `for_officers` is
    no paper of the citizen's: `issue_document` issues it when an officer asks.
    """

    kind: str
    title: Text
    template: str
    content: Content
    issued_in: frozenset[str]
    revoked_in: Mapping[str, Reason]
    reasons: tuple[Reason, ...]
    revocable_by: frozenset[OfficerRole] = HEADS
    days_valid: int | None = None
    terms: Callable[[Runtime, ServiceRequest], Awaitable[Terms]] | None = None
    for_officers: bool = False

    def reason(self, code: str | None) -> Reason | None:
        """A reason for revocation by its code."""
        known = (*self.revoked_in.values(), *self.reasons, ERASED)
        return next((reason for reason in known if reason.code == code), None)
