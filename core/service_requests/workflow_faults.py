"""What is wrong with a workflow as a plugin declares it, or as a state has changed it. Pure, as the
workflow is.
"""

from __future__ import annotations

from collections.abc import Iterable

from core.identity.models import OfficerRole
from core.service_requests.models import Phase
from core.service_requests.workflow import (
    CORE_ACTIONS,
    ENQUIRER,
    OWNER,
    SEND_BACK_MUTATION,
    SUBMIT,
    SYSTEM,
    Clock,
    Workflow,
)


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
        *(
            f"status {status.code}: days must be 1 or more"
            for status in workflow.statuses
            if status.days is not None and status.days < 1
        ),
        *(
            f"supervisors name the role {role}, which does not exist"
            for role in sorted(workflow.supervisors - {*OfficerRole})
        ),
        *_step_faults(workflow, set(codes)),
        *_clock_faults(workflow, set(codes)),
        *_hidden_faults(workflow),
        *_way_faults(workflow),
    ]


def _step_faults(workflow: Workflow, codes: set[str]) -> Iterable[str]:
    known = {OWNER, ENQUIRER, SYSTEM, *OfficerRole}
    seen: set[tuple[str, str]] = set()
    for step in workflow.transitions:
        name = f"transition {step.action} from {step.source}"
        if (step.action, step.source) in seen:
            yield f"{name} stands twice"
        seen.add((step.action, step.source))
        for code in (step.source, step.target):
            if code not in codes:
                yield f"{name} names the status {code}, which is not declared"
        if step.action in CORE_ACTIONS:
            yield f"{name}: core has the action {step.action} itself"
        elif step.action not in workflow.actions:
            yield f"{name}: the action has no label"
        if unknown := sorted({*step.apart_from} - {*workflow.actions, SUBMIT}):
            yield f"{name}: apart_from names the action {unknown[0]}, which has no label"
        if step.reasons and not step.needs_note:
            yield f"{name} has reasons and needs no note: the citizen is to read why"
        if not step.roles:
            yield f"{name} has no role that may take it"
        if unknown := sorted(set(step.roles) - known):
            yield f"{name} names the role {unknown[0]}, which does not exist"


def _clock_faults(workflow: Workflow, codes: set[str]) -> Iterable[str]:
    waiting = {s.code for s in workflow.statuses if s.phase is Phase.WAITING_ON_CITIZEN}
    for step in workflow.transitions:
        name = f"transition {step.action} from {step.source}"
        if step.target in codes and (step.clock is Clock.PAUSES) != (step.target in waiting):
            yield (
                f"{name}: the clock pauses exactly where the citizen must act, and {step.target}"
                f" {'is' if step.target in waiting else 'is not'} such a status"
            )
        if step.mutation == SEND_BACK_MUTATION and OWNER in step.roles:
            yield f"{name}: officers alone send back"
    for code in sorted(waiting):
        if not any(s.source == code and OWNER in s.roles for s in workflow.transitions):
            yield f"status {code} waits on the citizen, who has no way out of it"


def _hidden_faults(workflow: Workflow) -> Iterable[str]:
    hidden = {status.code for status in workflow.statuses if status.is_hidden}
    for status in workflow.statuses:
        if status.is_hidden and status.phase is Phase.OPEN:
            yield f"status {status.code} is hidden, and the police must act on it"
    for step in workflow.transitions:
        name = f"transition {step.action} from {step.source}"
        if step.target in hidden and step.source not in hidden:
            yield f"{name} leads to the hidden {step.target}, and officers have seen the request"
        if step.source in hidden and step.roles - {OWNER, SYSTEM}:
            yield f"{name} is for officers, who do not see a request in {step.source}"


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
