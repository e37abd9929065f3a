"""What is wrong with statuses that officers do not see, and with steps that the platform takes."""

from __future__ import annotations

import pytest
from conftest import settings_for

from core.app import create_platform
from core.errors import StartupError
from core.identity.models import OfficerRole
from core.service_requests.models import Phase
from core.service_requests.workflow import (
    OWNER,
    SYSTEM,
    Clock,
    Status,
    Transition,
    Workflow,
)
from core.service_requests.workflow_faults import faults
from core.texts import text

BY_ITSELF, HEADS = frozenset({SYSTEM}), frozenset({OfficerRole.STATION_HEAD})
WAITS = Status("WAITS", text("Waits"), Phase.WAITING_ON_CITIZEN, is_hidden=True)
OPEN = Status("OPEN", text("Open"), Phase.OPEN)
ENDED = Status("ENDED", text("Ended"), Phase.CLOSED, is_final=True)
BEGIN = Transition("BEGIN", "WAITS", "OPEN", BY_ITSELF)
DROP = Transition("DROP", "WAITS", "ENDED", frozenset({OWNER}))
END = Transition("END", "OPEN", "ENDED", HEADS)


def flow(*steps: Transition, waits: Status = WAITS) -> Workflow:
    actions = {step.action: text(step.action) for step in steps}
    return Workflow((waits, OPEN, ENDED), actions, ("WAITS",), steps)


def test_a_request_may_wait_unseen_and_begin_by_itself() -> None:
    sound = flow(BEGIN, DROP, END)
    assert faults(sound) == []
    assert sound.handlers == HEADS
    assert [step.action for step in sound.steps("WAITS")] == ["BEGIN", "DROP"]
    assert [step.action for step in sound.open_to("WAITS", {OfficerRole.STATION_HEAD})] == []


def test_what_is_hidden_is_nobodys_to_act_on() -> None:
    hidden = Status("WAITS", text("Waits"), Phase.OPEN, is_hidden=True)
    assert faults(flow(BEGIN, DROP, END, waits=hidden)) == [
        "status WAITS is hidden, and the police must act on it"
    ]
    by_officers = Transition("BEGIN", "WAITS", "OPEN", HEADS)
    assert faults(flow(by_officers, DROP, END)) == [
        "transition BEGIN from WAITS is for officers, who do not see a request in WAITS"
    ]
    back = Transition("BACK", "OPEN", "WAITS", HEADS, clock=Clock.PAUSES)
    assert faults(flow(BEGIN, DROP, END, back)) == [
        "transition BACK from OPEN leads to the hidden WAITS, and officers have seen the request"
    ]


def test_a_state_leaves_the_platforms_own_steps_as_they_are() -> None:
    roles = {"DOCUMENTS_AWAITED": {"roles": {"START": ["STATION_HEAD"]}}}
    services = {"tenant": {"workflow": {"statuses": roles}}}
    with pytest.raises(StartupError) as stopped:
        create_platform(settings_for("sqlite://unused", services=services))
    assert stopped.value.args[0] == (
        "setting services.tenant.workflow.statuses.DOCUMENTS_AWAITED.roles.START: the platform"
        " takes this step by itself; leave its roles as they are"
    )
