"""Workflows as data, checked when the platform starts. Pure: no database, no GraphQL."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from core.identity.models import OfficerRole
from core.service_requests.models import Phase
from core.texts import Text, text


class Clock(StrEnum):
    """What a transition does to the request's clock. It pauses while the citizen must act."""

    RUNS = "RUNS"
    PAUSES = "PAUSES"
    STOPS = "STOPS"


OWNER = "OWNER"
"""The role of the citizen whose request it is, beside the officers' roles."""

ENQUIRER = "ENQUIRER"
"""The role of officers of a station that has been asked to enquire and has not filed yet."""

SYSTEM = "SYSTEM"
"""The role of the platform itself, which takes a step once all that it waits for has come."""

ENQUIRERS = frozenset({OfficerRole.BEAT_OFFICER, OfficerRole.STATION_HEAD})
"""Who is such an officer."""

CLAIM, RELEASE, ASSIGN, TRANSFER = "CLAIM", "RELEASE", "ASSIGN", "TRANSFER"
ESCALATE, SUBMIT = "ESCALATE", "SUBMIT"
SEND_BACK_MUTATION = "sendBackRequest"

CORE_ACTIONS: Mapping[str, Text] = {
    SUBMIT: text("Submit"),
    CLAIM: text("Take over"),
    RELEASE: text("Give back to the queue"),
    ASSIGN: text("Give to an officer"),
    TRANSFER: text("Pass on to another station"),
    ESCALATE: text("Bring before the unit above"),
}
"""What every service has, so that no workflow may declare it."""

SUPERVISORS = frozenset(
    {OfficerRole.STATION_HEAD, OfficerRole.DISTRICT_HEAD, OfficerRole.STATE_ADMINISTRATOR}
)


@dataclass(frozen=True)
class Status:
    """A state of the workflow. A final one has no way out. `days` are the working days within
    which the police must have acted on it, beside the date for the whole. Requests whose status
    `is_hidden` are not for officers yet: their citizens alone see them.
    """

    code: str
    label: Text
    phase: Phase
    is_final: bool = False
    days: int | None = None
    is_hidden: bool = False


@dataclass(frozen=True)
class Reason:
    """A reason that may be given for an action."""

    code: str
    label: Text


@dataclass(frozen=True)
class Transition:
    """A step from one status to another. With a `mutation`, that mutation alone may do it: one of
    the plugin's, or core's sendBackRequest. Whoever has done one of the actions `apart_from` on a
    request may not take this step on it (maker and checker).
    """

    action: str
    source: str
    target: str
    roles: frozenset[str]
    mutation: str | None = None
    needs_note: bool = False
    reasons: tuple[Reason, ...] = ()
    clock: Clock = Clock.RUNS
    apart_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workflow:
    """All of a service's statuses, the labels of its actions, where a request may begin, and its
    transitions. `supervisors` give requests to officers and pass them on to other stations.
    """

    statuses: tuple[Status, ...]
    actions: Mapping[str, Text]
    initial: tuple[str, ...]
    transitions: tuple[Transition, ...]
    supervisors: frozenset[str] = SUPERVISORS

    @property
    def handlers(self) -> frozenset[str]:
        """The roles of officers that take any step: to them a request can be given."""
        roles = frozenset(role for step in self.transitions for role in step.roles)
        if ENQUIRER in roles:
            roles |= {role.value for role in ENQUIRERS}
        return roles - {OWNER, ENQUIRER, SYSTEM}

    @cached_property
    def _by_code(self) -> Mapping[str, Status]:
        return {status.code: status for status in self.statuses}

    def status(self, code: str) -> Status:
        return self._by_code[code]

    def label(self, action: str) -> Text:
        """What a person reads for an action."""
        return self.actions.get(action) or CORE_ACTIONS.get(action) or text(action)

    def reason(self, action: str, code: str) -> Text | None:
        """What a person reads for a reason of an action; None for one that it does not have."""
        steps = (step for step in self.transitions if step.action == action)
        reasons = (reason for step in steps for reason in step.reasons)
        return next((reason.label for reason in reasons if reason.code == code), None)

    def steps(self, source: str) -> list[Transition]:
        """The steps from a status: the service's own, then those that every service has."""
        own = [step for step in self.transitions if step.source == source]
        begun = self.status(source)
        is_off_desk = begun.is_hidden or begun.phase is Phase.CLOSED
        return own if is_off_desk else own + self._desk_steps(source)

    def _desk_steps(self, status: str) -> list[Transition]:
        return [
            Transition(CLAIM, status, status, self.handlers),
            Transition(RELEASE, status, status, self.handlers),
            Transition(ASSIGN, status, status, self.supervisors, "assignRequest"),
            Transition(TRANSFER, status, status, self.supervisors, "transferRequest", True),
        ]

    def transition(self, action: str, source: str) -> Transition | None:
        """The step that an action takes from a status; None when it takes none."""
        return next((step for step in self.steps(source) if step.action == action), None)

    def open_to(self, source: str, roles: Collection[str]) -> list[Transition]:
        """The steps from a status that somebody with these roles may take."""
        return [step for step in self.steps(source) if step.roles & set(roles)]


def diagram(workflow: Workflow) -> str:
    """The workflow as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {code}" for code in workflow.initial]
    lines += [
        f"    {step.source} --> {step.target}: {step.action}" for step in workflow.transitions
    ]
    lines += [f"    {status.code} --> [*]" for status in workflow.statuses if status.is_final]
    return "\n".join(lines)
