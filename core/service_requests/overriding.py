"""What a state changes of a service's workflow, in `[services.<code>.workflow]` of thana.toml:
words, days and roles. Statuses and steps stay the plugin's own. Pure, as the workflow is.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Annotated

from pydantic import Field, StringConstraints

from core.identity.models import OfficerRole
from core.service_requests.models import Phase
from core.service_requests.workflow import (
    CORE_ACTIONS,
    ENQUIRER,
    OWNER,
    SYSTEM,
    Reason,
    Status,
    Transition,
    Workflow,
)
from core.service_requests.workflow_faults import faults
from core.setting_sections import Section
from core.texts import Language, Text

Line = Annotated[
    str,
    StringConstraints(
        strip_whitespace=True, min_length=1, max_length=100, pattern=r"^[^\x00-\x1f\x7f]*$"
    ),
]
Words = dict[Language, Line]
Days = Annotated[int, Field(ge=0, le=366)]


class StatusSettings(Section):
    """What is changed of a status: its label, its working days (0: none), and by action who may
    take its steps; nobody turns a step off.
    """

    label: Words = {}
    days: Days | None = None
    roles: dict[str, frozenset[str]] = {}


class ActionSettings(Section):
    """What is changed of an action: its label, and those of its reasons by code."""

    label: Words = {}
    reasons: dict[str, Words] = {}


class WorkflowSettings(Section):
    """`[services.<code>.workflow]`, by the codes of statuses and actions."""

    statuses: dict[str, StatusSettings] = {}
    actions: dict[str, ActionSettings] = {}
    supervisors: Annotated[frozenset[OfficerRole], Field(min_length=1)] | None = None


def overridden(workflow: Workflow, own: WorkflowSettings) -> Workflow:
    """The workflow with a state's changes. Whether they fit says `override_faults`."""
    steps = [_step(step, own) for step in workflow.transitions]
    changed = {code: _worded(workflow.label(code), own.actions[code].label) for code in own.actions}
    return replace(
        workflow,
        statuses=tuple(_status(status, own) for status in workflow.statuses),
        actions={**workflow.actions, **changed},
        transitions=tuple(step for step in steps if step.roles),
        supervisors=own.supervisors or workflow.supervisors,
    )


def _status(status: Status, own: WorkflowSettings) -> Status:
    changed = own.statuses.get(status.code, StatusSettings())
    days = status.days if changed.days is None else changed.days or None
    return replace(status, label=_worded(status.label, changed.label), days=days)


def _step(step: Transition, own: WorkflowSettings) -> Transition:
    roles = own.statuses.get(step.source, StatusSettings()).roles.get(step.action, step.roles)
    words = own.actions.get(step.action, ActionSettings()).reasons
    reasons = [Reason(r.code, _worded(r.label, words.get(r.code, {}))) for r in step.reasons]
    return replace(step, roles=roles, reasons=tuple(reasons))


def _worded(label: Text, words: Words) -> Text:
    own = {language.value: line for language, line in words.items()}
    return replace(label, words={**label.words, **own})


def override_faults(workflow: Workflow, own: WorkflowSettings) -> list[str]:
    """What is wrong with a state's changes of a sound workflow, each with its key below
    `[services.<code>.workflow]`; empty when they fit and it stays sound.
    """
    strange = [*_status_faults(workflow, own), *_action_faults(workflow, own)]
    if strange:
        return strange
    keys = [
        f"statuses.{code}.roles.{action}"
        for code, status in own.statuses.items()
        for action in status.roles
    ]
    mend = f"give the roles back in {' or '.join(keys)}"
    return [f": {fault}; {mend}" for fault in faults(overridden(workflow, own))]


def _status_faults(workflow: Workflow, own: WorkflowSettings) -> Iterable[str]:
    known = {status.code: status for status in workflow.statuses}
    for code, changed in own.statuses.items():
        key = f".statuses.{code}"
        if code not in known:
            yield f"{key}: the service has no such status; {_meant(code, known)}"
            continue
        if changed.days and known[code].phase is not Phase.OPEN:
            yield f"{key}.days: nothing is due in this status, whose phase is {known[code].phase}"
        steps = {step.action: step for step in workflow.transitions if step.source == code}
        for action, roles in changed.roles.items():
            if action in steps:
                yield from _role_faults(f"{key}.roles.{action}", steps[action], roles)
            else:
                yield (
                    f"{key}.roles.{action}: the service has no such step from {code};"
                    f" {_meant(action, steps)}"
                )


def _role_faults(key: str, step: Transition, roles: frozenset[str]) -> Iterable[str]:
    known = {OWNER, *OfficerRole} | (step.roles & {ENQUIRER, SYSTEM})
    if unknown := sorted(roles - known):
        yield f"{key}: there is no role {unknown[0]}; {_meant(unknown[0], known)}"
    elif OWNER in roles - step.roles:
        yield f"{key}: the step is the police's to take; leave {OWNER} out"
    elif SYSTEM in step.roles and roles != step.roles:
        yield f"{key}: the platform takes this step by itself; leave its roles as they are"
    elif step.roles == {OWNER} and roles - {OWNER}:
        yield f"{key}: the step is the citizen's own; leave all roles but {OWNER} out"


def _action_faults(workflow: Workflow, own: WorkflowSettings) -> Iterable[str]:
    known = {**workflow.actions, **CORE_ACTIONS}
    for code, changed in own.actions.items():
        if code not in known:
            yield f".actions.{code}: the service has no such action; {_meant(code, known)}"
            continue
        steps = [step for step in workflow.transitions if step.action == code]
        reasons = {reason.code for step in steps for reason in step.reasons}
        for reason in sorted({*changed.reasons} - reasons):
            yield (
                f".actions.{code}.reasons.{reason}: the action has no such reason;"
                f" {_meant(reason, reasons)}"
            )


def _meant(word: str, known: Collection[str]) -> str:
    close = difflib.get_close_matches(word, known, 1)
    return f"did you mean {close[0]}?" if close else f"known: {', '.join(sorted(known)) or 'none'}"
