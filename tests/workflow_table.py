"""Who is there, what they try, and what the workflow in force says to it in the plainest words: for
the table of every role, place, action and status of a verification.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR
from processions import key

from core import ENQUIRER, OWNER, OfficerRole, Workflow

BEAT, HEAD = OfficerRole.BEAT_OFFICER, OfficerRole.STATION_HEAD
DISTRICT, ADMINISTRATOR = OfficerRole.DISTRICT_HEAD, OfficerRole.STATE_ADMINISTRATOR
SISTER, ELSEWHERE, FAR_DISTRICT = "21346001", "21357001", "21357"
Posts = tuple[tuple[str, OfficerRole], ...]
OFFICERS: Mapping[str, Posts] = {
    "beat": ((MAKRONIYA, BEAT),),
    "head": ((MAKRONIYA, HEAD),),
    "district": ((SAGAR, DISTRICT),),
    "head and district": ((MAKRONIYA, HEAD), (SAGAR, DISTRICT)),
    "state": ((STATE, ADMINISTRATOR),),
    "asked beat": ((TT_NAGAR, BEAT),),
    "asked head": ((TT_NAGAR, HEAD),),
    "asked district": ((BHOPAL, DISTRICT),),
    "sister beat": ((SISTER, BEAT),),
    "sister head": ((SISTER, HEAD),),
    "elsewhere beat": ((ELSEWHERE, BEAT),),
    "elsewhere head": ((ELSEWHERE, HEAD),),
    "elsewhere district": ((FAR_DISTRICT, DISTRICT),),
}
FILER = "head and district"
"""Who files for Makroniya, and could decide but for that."""

EVERYBODY = ("owner", "citizen", *OFFICERS)


@dataclass(frozen=True)
class Subject:
    """A request at Makroniya. `open` are the stations that enquire now, `filed` those that have
    answered.
    """

    status: str
    id: str
    version: int
    open: frozenset[str]
    filed: frozenset[str]

    @property
    def waits(self) -> bool:
        """Whether a station has yet to answer; before it is paid all have."""
        return bool(self.open) or self.status == "PAYMENT_PENDING"


@dataclass(frozen=True)
class Attempt:
    """A mutation with what it says, for whom it is at all, and the workflow's action that it takes.
    `own` is the mutation that alone may take that action.
    """

    mutation: str
    given: Mapping[str, Any]
    action: Callable[[Subject, str], str]
    kind: str | None = None
    own: str | None = None

    @property
    def document(self) -> str:
        name = f"{self.mutation[0].upper()}{self.mutation[1:]}Input"
        answer = f"{self.mutation}(input: $input) {{ errors {{ code }} }}"
        return f"mutation($input: {name}!) {{ {answer} }}"

    def input(self, subject: Subject, who: str, **more: Any) -> dict[str, Any]:
        given = {"requestId": subject.id, "expectedVersion": subject.version, **self.given, **more}
        if self.mutation == "fileEnquiryReport":
            given["stationCode"] = station_of(who)
        return given if self.mutation == "assignRequest" else given | {"idempotencyKey": key()}


def station_of(who: str) -> str:
    """The station for which somebody files: the asked one, or Makroniya."""
    return TT_NAGAR if who.startswith("asked") else MAKRONIYA


def covers(post: str, unit: str) -> bool:
    """Told from the codes alone: those of stations begin with their district's."""
    return post == STATE or unit.startswith(post)


def roles(subject: Subject, who: str) -> set[str]:
    if who not in OFFICERS:
        return {OWNER} if who == "owner" else set()
    held = {role.value for post, role in OFFICERS[who] if covers(post, MAKRONIYA)}
    asked = {
        ENQUIRER
        for post, role in OFFICERS[who]
        if role in (BEAT, HEAD) and any(covers(post, unit) for unit in subject.open)
    }
    return held | asked


def sees(subject: Subject, who: str) -> bool:
    if who not in OFFICERS:
        return who == "owner"
    units = {MAKRONIYA, *subject.open, *subject.filed}
    return any(covers(post, unit) for post, _ in OFFICERS[who] for unit in units)


def expected(flow: Workflow, attempt: Attempt, subject: Subject, who: str) -> str:
    """What somebody is answered, as the authorisation matrix marks it."""
    if attempt.kind is not None and attempt.kind != ("officer" if who in OFFICERS else "citizen"):
        return "403"
    if not sees(subject, who):
        return "404"
    action = attempt.action(subject, who)
    step = flow.transition(action, subject.status)
    if step is None or action == "RELEASE":  # nobody has it
        return "ACTION_NOT_AVAILABLE"
    has_filed = who == FILER and MAKRONIYA in subject.filed
    if not step.roles & roles(subject, who) or (has_filed and step.apart_from):
        return "403"
    return "yes" if step.mutation == attempt.own else "ACTION_HAS_MUTATION"


def _plainly(action: str) -> Attempt:
    note = {"note": "As it is."}
    reason = {"reasonCode": "NOT_FOUND"} if action == "REFUSE" else {}
    given = {"action": action} | note | reason
    return Attempt("performAction", given, lambda subject, who: action)


def _filing(subject: Subject, who: str) -> str:
    others = {MAKRONIYA, TT_NAGAR} - {station_of(who)} - subject.filed
    is_last = not (others & subject.open) and subject.status != "PAYMENT_PENDING"
    return "FILE_LAST_REPORT" if is_last else "FILE_REPORT"


def _deciding(decision: str, **more: Any) -> Attempt:
    given = {"decision": decision, **more}
    name = "decideCharacterCertificate"
    return Attempt(name, given, lambda subject, who: decision, "officer", name)


def attempts(flow: Workflow, officer_id: str) -> list[Attempt]:
    """Every action of the workflow and of the desk by performAction, and each mutation that takes
    steps.
    """
    actions = [*flow.actions, "CLAIM", "RELEASE", "ASSIGN", "TRANSFER", "SUBMIT", "ESCALATE", "ANY"]
    report = {"finding": "NOTHING_ADVERSE", "note": "Known."}
    missing = {"missing": [{"text": "A photo"}], "note": "Please"}
    passed = {"stationCode": "21346059", "note": "It lies there."}
    amending = Attempt(
        "amendCharacterCertificate",
        {"note": "As asked."},
        lambda subject, who: "AMEND" if subject.waits else "AMEND_REPORTED",
        "citizen",
        "amendCharacterCertificate",
    )
    return [
        *map(_plainly, actions),
        Attempt("fileEnquiryReport", report, _filing, "officer", "fileEnquiryReport"),
        _deciding("ISSUE"),
        _deciding("REFUSE", reasonCode="NOT_FOUND", note="Nobody knows her."),
        amending,
        Attempt("sendBackRequest", missing, lambda s, w: "SEND_BACK", "officer", "sendBackRequest"),
        Attempt("transferRequest", passed, lambda s, w: "TRANSFER", "officer", "transferRequest"),
        Attempt(
            "assignRequest",
            {"officerId": officer_id},
            lambda subject, who: "ASSIGN",
            "officer",
            "assignRequest",
        ),
    ]
