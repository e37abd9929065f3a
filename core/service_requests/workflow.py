"""Workflows as data, checked when the platform starts. Pure: no database, no GraphQL."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from core.identity.models import OfficerRole
from core.service_requests.models import Phase
from core.texts import Text


class Clock(StrEnum):
    """What a transition does to the request's due date."""

    RUNS = "RUNS"
    STOPS = "STOPS"


OWNER = "OWNER"
"""The role of the citizen whose request it is, beside the officers' roles."""


@dataclass(frozen=True)
class Status:
    """A state of the workflow. A final one has no way out."""

    code: str
    label: Text
    phase: Phase
    is_final: bool = False


@dataclass(frozen=True)
class Reason:
    """A reason that may be given for an action."""

    code: str
    label: Text


@dataclass(frozen=True)
class Transition:
    """A step from one status to another. With a `mutation`, that mutation of the plugin alone may
    do it.
    """

    action: str
    source: str
    target: str
    roles: frozenset[str]
    mutation: str | None = None
    needs_note: bool = False
    reasons: tuple[Reason, ...] = ()
    clock: Clock = Clock.RUNS


@dataclass(frozen=True)
class Workflow:
    """All of a service's statuses, the labels of its actions, where a request may begin, and its
    transitions.
    """

    statuses: tuple[Status, ...]
    actions: Mapping[str, Text]
    initial: tuple[str, ...]
    transitions: tuple[Transition, ...]

    def status(self, code: str) -> Status:
        return next(status for status in self.statuses if status.code == code)

    def transition(self, action: str, source: str) -> Transition | None:
        """The step that an action takes from a status; None when it takes none."""
        steps = (
            step for step in self.transitions if (step.action, step.source) == (action, source)
        )
        return next(steps, None)

    def open_to(self, source: str, roles: Collection[str]) -> list[Transition]:
        """The steps from a status that somebody with these roles may take."""
        return [
            step for step in self.transitions if step.source == source and step.roles & set(roles)
        ]


def faults(workflow: Workflow) -> list[str]:
    """What is wrong with a workflow, a line each; empty when it is sound."""
    codes = [status.code for status in workflow.statuses]
    return [
        *(
            f"status {code} stands twice"
            for code in sorted({code for code in codes if codes.count(code) > 1})
        ),
        *(
            f"initial status {code} is not declared"
            for code in workflow.initial
            if code not in codes
        ),
        *_step_faults(workflow, set(codes)),
        *_way_faults(workflow),
    ]


def _step_faults(workflow: Workflow, codes: set[str]) -> Iterable[str]:
    known = {OWNER, *OfficerRole}
    seen: set[tuple[str, str]] = set()
    for step in workflow.transitions:
        name = f"transition {step.action} from {step.source}"
        if (step.action, step.source) in seen:
            yield f"{name} stands twice"
        seen.add((step.action, step.source))
        for code in (step.source, step.target):
            if code not in codes:
                yield f"{name} names the status {code}, which is not declared"
        if step.action not in workflow.actions:
            yield f"{name}: the action has no label"
        if not step.roles:
            yield f"{name} has no role that may take it"
        if unknown := sorted(set(step.roles) - known):
            yield f"{name} names the role {unknown[0]}, which does not exist"


def _way_faults(workflow: Workflow) -> Iterable[str]:
    reached = set(workflow.initial)
    while new := {step.target for step in workflow.transitions if step.source in reached} - reached:
        reached |= new
    leaving = {step.source for step in workflow.transitions}
    for status in workflow.statuses:
        if status.code not in reached:
            yield f"status {status.code} is never reached"
        if status.is_final and status.code in leaving:
            yield f"status {status.code} is final, and a transition leaves it"
        if not status.is_final and status.code not in leaving:
            yield f"status {status.code} is not final, and no transition leaves it"


def diagram(workflow: Workflow) -> str:
    """The workflow as a Mermaid state diagram."""
    lines = ["stateDiagram-v2"]
    lines += [f"    [*] --> {code}" for code in workflow.initial]
    lines += [
        f"    {step.source} --> {step.target}: {step.action}" for step in workflow.transitions
    ]
    lines += [f"    {status.code} --> [*]" for status in workflow.statuses if status.is_final]
    return "\n".join(lines)
