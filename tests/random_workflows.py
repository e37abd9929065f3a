"""Sound workflows of any shape, drawn by hypothesis."""

from __future__ import annotations

from hypothesis import strategies as st

from core import OWNER, Clock, OfficerRole, Phase, Reason, Status, Transition, Workflow, domain
from core.service_requests.workflow import SEND_BACK_MUTATION

text = domain("random")

REASONS = (Reason("ONE", text("One")), Reason("TWO", text("Two")))
OFFICERS = st.frozensets(st.sampled_from([*OfficerRole]), min_size=1)
ROLES = st.frozensets(st.sampled_from([OWNER, *OfficerRole]), min_size=1)


@st.composite
def steps(draw: st.DrawFn, source: str, target: str) -> Transition:
    """A step of officers or the owner, with or without note, reasons, and somebody else's eyes."""
    has_reasons = draw(st.booleans())
    return Transition(
        f"{source}_{target}",
        source,
        target,
        draw(ROLES),
        needs_note=has_reasons or draw(st.booleans()),
        reasons=REASONS if has_reasons else (),
        clock=draw(st.sampled_from([Clock.RUNS, Clock.RUNS, Clock.STOPS])),
        apart_from=draw(st.sampled_from([(), ("S0_S1",), ("SUBMIT",)])),
    )


@st.composite
def workflows(draw: st.DrawFn) -> Workflow:
    """One to four statuses in a row, each with a way on, back or out, and one that waits on the
    citizen.
    """
    many = draw(st.integers(1, 4))
    names = [f"S{number}" for number in range(many)]
    days = st.none() | st.integers(1, 6)
    statuses = [Status(name, text(name), Phase.OPEN, days=draw(days)) for name in names]
    statuses += [Status(name, text(name), Phase.CLOSED, is_final=True) for name in ("YES", "NO")]
    statuses.append(Status("WAITING", text("WAITING"), Phase.WAITING_ON_CITIZEN))
    pairs = {*zip(names, [*names[1:], "YES"], strict=True), ("S0", "NO")}
    pairs |= draw(st.sets(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=3))
    transitions = [draw(steps(source, target)) for source, target in sorted(pairs)]
    asker = draw(st.sampled_from(names))
    transitions += [
        Transition(
            "SEND_BACK", asker, "WAITING", draw(OFFICERS), SEND_BACK_MUTATION, True,
            clock=Clock.PAUSES,
        ),
        Transition("AMEND", "WAITING", draw(st.sampled_from(names)), frozenset({OWNER})),
    ]  # fmt: skip
    actions = {step.action: text(step.action) for step in transitions}
    actions |= {"S0_S1": text("S0_S1")}
    return Workflow(tuple(statuses), actions, ("S0",), tuple(transitions))
