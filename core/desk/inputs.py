"""Inputs of the officers' desk."""

from __future__ import annotations

import strawberry

from core.desk.models import LinkKind
from core.desk.wanted import Wanted
from core.policy import field as described
from core.policy import input_type
from core.service_requests.models import Phase

VERSION = "The version that the caller has read; CONFLICT when it has passed."
KEY = "A UUID made by the client."


@input_type("Which requests of the inbox to list: those for which all of it holds.")
class InboxFilter:
    service: str | None = described("The service's code.", default=None)
    status: str | None = described("The status's code.", default=None)
    phase: Phase | None = described("Who has to act.", default=None)
    overdue: bool | None = described("True: what is overdue.", default=None)
    unassigned: bool | None = described("True: what waits on the police unassigned.", default=None)
    assigned_to_me: bool | None = described("True: what the viewer has.", default=None)
    station_code: str | None = described(
        "The unit that has it, or has yet to enquire about it.", default=None
    )
    search: str | None = described(
        "The number or its serial, words of the citizen's name in any script, the mobile number.",
        default=None,
    )

    def wanted(self) -> Wanted:
        return Wanted(**vars(self))


@input_type("Give a request to an officer.")
class AssignRequestInput:
    request_id: strawberry.ID = described("The request.")
    officer_id: strawberry.ID | None = described(
        "One of `assignableOfficers`; null gives it back to the station's queue.", default=None
    )
    expected_version: int = described(VERSION)


@input_type("Pass a request on to another station or district.")
class TransferRequestInput:
    request_id: strawberry.ID = described("The request.")
    station_code: str = described("The unit that is to have it.")
    note: str = described("Why. The citizen reads it.")
    expected_version: int = described(VERSION)
    idempotency_key: strawberry.ID = described(KEY)


@input_type("Something that is missing.")
class MissingInput:
    field: str | None = described("The field of the service's form.", default=None)
    upload: str | None = described("The purpose of an upload.", default=None)
    text: str = described("What is missing or wrong, in words. The citizen reads it.")


@input_type("Send a request back to its citizen.")
class SendBackRequestInput:
    request_id: strawberry.ID = described("The request.")
    missing: list[MissingInput] = described("What is missing, 1 to 20 things.")
    note: str = described("What the citizen reads beside it.")
    expected_version: int = described(VERSION)
    idempotency_key: strawberry.ID = described(KEY)


@input_type("Link two requests.")
class LinkRequestsInput:
    request_id: strawberry.ID = described("The one request.")
    other_number: str = described("The other's number, in any spelling.")
    kind: LinkKind = described("How they belong together.")
    note: str | None = described("Why, for other officers.", default=None)


@input_type("Note something for other officers.")
class AddInternalNoteInput:
    request_id: strawberry.ID = described("The request.")
    text: str = described("The note. The citizen never reads it.")
    idempotency_key: strawberry.ID = described(KEY)
