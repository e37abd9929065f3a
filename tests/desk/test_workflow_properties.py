"""Whatever a workflow looks like and whoever tries what: a request keeps to its rules."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from factories import MAKRONIYA
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from random_workflows import workflows
from workflow_world import ABOVE, ACTORS, OFFICERS, Attempt, Subject, World

from core import Clock, Conflict, Forbidden, InvalidInput, NotFound, Phase, Workflow, day_in_india
from core.service_requests.models import NEVER, RequestEvent, ServiceRequest
from core.service_requests.workflow import OWNER, Transition
from core.service_requests.workflow_faults import faults

CLOCK = ("due_at", "status_due_at", "days_left", "due_order")
ANYTHING = ("SUBMIT", "ESCALATE", "CLAIM", "RELEASE", "S0_S0", "S0_NO", "AMEND")


class AnyWorkflow(RuleBasedStateMachine):
    """A request of a drawn workflow, and what its rules say in the plainest words."""

    world: World

    @initialize(flow=workflows(), days=st.integers(1, 30))
    def begin(self, flow: Workflow, days: int) -> None:
        assert faults(flow) == []
        self.flow, self.subject = flow, Subject(self.world, flow, days)
        self.row, self.events = self.subject.read()
        self.acted = [("owner", "SUBMIT")]
        self.days, self.since = days, self.world.today

    @rule(hours=st.integers(1, 200))
    def time_passes(self, hours: int) -> None:
        self.world.clock.move(hours=hours)

    @rule(
        actor=st.sampled_from(ACTORS),
        action=st.sampled_from(
            ["SUBMIT", "ESCALATE", "CLAIM", "RELEASE", "S0_S0", "S0_NO", "AMEND"]
        ),
        behind=st.integers(0, 1),
        note=st.sampled_from([None, "A note"]),
    )
    def try_anything(self, actor: str, action: str, behind: int, note: str | None) -> None:
        self._try(Attempt(actor, action, self.row.version - behind, note, None, MAKRONIYA))

    @precondition(lambda self: self.flow.steps(self.row.status))
    @rule(data=st.data(), note=st.sampled_from(["A note", "A note", None]))
    def try_a_step_that_there_is(self, data: st.DataObject, note: str | None) -> None:
        steps = [step for step in self.flow.steps(self.row.status) if step.action != "ASSIGN"]
        step = data.draw(st.sampled_from(steps))
        fit = [actor for actor in ACTORS if self._roles(actor) & step.roles] or ACTORS
        actor = data.draw(st.sampled_from(fit))
        reason = data.draw(st.sampled_from(["ONE", "NONE"])) if step.reasons else None
        station = data.draw(st.sampled_from([*ABOVE]))
        self._try(Attempt(actor, step.action, self.row.version, note, reason, station))

    def _try(self, attempt: Attempt) -> None:
        before, steps_before = self.row, self.events
        step = self.flow.transition(attempt.action, before.status)
        allowed = step is not None and self._allows(step, attempt)
        try:
            self.subject.take(attempt)
        except (NotFound, Forbidden, InvalidInput, Conflict):
            assert not allowed, f"refused: {attempt}"
            row, events = self.subject.read()
            assert (vars_of(row), len(events)) == (vars_of(before), len(steps_before))
            return
        assert allowed, f"not refused: {attempt}"
        assert step is not None
        self.row, self.events = self.subject.read()
        self.acted.append((attempt.actor, attempt.action))
        self._check_clock(step, before)

    def _roles(self, actor: str) -> set[str]:
        if actor in OFFICERS:
            unit, role = OFFICERS[actor]
            return {role.value} if unit in ABOVE[self.row.unit_id] else set()
        return {OWNER} if actor == "owner" else set()

    def _allows(self, step: Transition, attempt: Attempt) -> bool:
        had, viewer = self.row.assignee_id, self.world.viewers[attempt.actor]
        reasons = [reason.code for reason in step.reasons] or [None]
        return (
            bool(step.roles & self._roles(attempt.actor))
            and attempt.version == self.row.version
            and not any((attempt.actor, action) in self.acted for action in step.apart_from)
            and (bool(attempt.note) or not step.needs_note)
            and attempt.reason in reasons
            and (step.action != "CLAIM" or had is None)
            and (step.action != "RELEASE" or had == viewer.id)
            and (step.action != "TRANSFER" or attempt.station != self.row.unit_id)
        )

    def _check_clock(self, step: Transition, before: ServiceRequest) -> None:
        """What is left when the clock pauses is what it goes on with."""
        row, today = self.row, self.world.today
        if step.clock is Clock.STOPS or row.phase is Phase.CLOSED:
            assert [row.due_at, row.status_due_at, row.days_left] == [None, None, None]
        elif step.clock is Clock.PAUSES:
            assert (row.due_at, row.status_due_at) == (None, None)
            self._check_pause(before)
        elif step.source == step.target:
            assert [getattr(row, name) for name in CLOCK] == [
                getattr(before, name) for name in CLOCK
            ]
        else:
            self._check_running(before)
            days = self.flow.status(row.status).days
            assert (row.status_due_at is None) == (days is None)
            if row.status_due_at is not None:
                assert self.world.working_days(today, day_in_india(row.status_due_at)) == days

    def _check_pause(self, before: ServiceRequest) -> None:
        if before.due_at is None:
            assert self.row.days_left == before.days_left
            return
        left = self.days - self.world.working_days(self.since, self.world.today)
        assert self.row.days_left is not None
        if before.due_at >= self.world.clock.now():
            assert self.row.days_left == left
        else:
            assert self.row.days_left < 0

    def _check_running(self, before: ServiceRequest) -> None:
        row = self.row
        assert row.days_left is None
        if before.days_left is None:
            assert row.due_at == before.due_at
            return
        assert row.due_at is not None
        assert (row.due_at < self.world.clock.now()) == (before.days_left < 0)
        self.days, self.since = before.days_left, self.world.today
        if self.days > 0:
            due = day_in_india(row.due_at)
            assert self.world.working_days(self.since, due) == self.days

    @invariant()
    def one_status_at_a_time_which_the_events_explain(self) -> None:
        row, events = self.row, self.events
        assert [event.version for event in events] == [*range(1, row.version + 1)]
        assert [event.from_status for event in events[1:]] == [e.to_status for e in events[:-1]]
        assert events[-1].to_status == row.status
        assert row.phase is self.flow.status(row.status).phase

    @invariant()
    def lists_are_ordered_by_what_is_due_first(self) -> None:
        due = [moment for moment in (self.row.due_at, self.row.status_due_at) if moment]
        assert self.row.due_order == min(due, default=NEVER)

    @invariant()
    def nothing_final_moves(self) -> None:
        finals = [n for n, e in enumerate(self.events) if self.flow.status(e.to_status).is_final]
        assert finals in ([], [len(self.events) - 1])


def vars_of(row: ServiceRequest | RequestEvent) -> dict[str, Any]:
    return {name: getattr(row, name) for name in row._meta.db_fields}


@pytest.fixture
def world(database_url: str) -> Iterator[World]:
    made = World(database_url)
    yield made
    made.close()


def test_no_workflow_leads_a_request_astray(world: World) -> None:
    AnyWorkflow.world = world
    known = settings(
        max_examples=40,
        stateful_step_count=25,
        deadline=None,
        derandomize=True,
        suppress_health_check=[*HealthCheck],
    )
    run_state_machine_as_test(AnyWorkflow, settings=known)
