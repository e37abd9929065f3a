"""The workflow of a report that a station's entry is wrong, as data."""

from core import OWNER, Clock, OfficerRole, Phase, Reason, Status, Transition, Workflow
from plugins.directory.texts import text

OWNER_ONLY = frozenset({OWNER})
ADMINISTRATORS = frozenset({OfficerRole.DISTRICT_HEAD, OfficerRole.STATE_ADMINISTRATOR})

REASONS = (
    Reason("ENTRY_RIGHT", text("The entry is right as it stands")),
    Reason("UNCLEAR", text("What is wrong cannot be made out")),
    Reason("DUPLICATE", text("It has been reported before")),
    Reason("OUT_OF_SCOPE", text("It is not about the entry of a station")),
)

WORKFLOW = Workflow(
    statuses=(
        Status("RECEIVED", text("Received"), Phase.OPEN),
        Status("CORRECTED", text("Corrected"), Phase.CLOSED, is_final=True),
        Status("NOT_CHANGED", text("Not changed"), Phase.CLOSED, is_final=True),
        Status("WITHDRAWN", text("Withdrawn"), Phase.CLOSED, is_final=True),
    ),
    actions={
        "CORRECT": text("Say that it is corrected"),
        "LEAVE_UNCHANGED": text("Leave the entry as it is"),
        "WITHDRAW": text("Withdraw"),
    },
    initial=("RECEIVED",),
    transitions=(
        Transition("CORRECT", "RECEIVED", "CORRECTED", ADMINISTRATORS, clock=Clock.STOPS),
        Transition(
            "LEAVE_UNCHANGED",
            "RECEIVED",
            "NOT_CHANGED",
            ADMINISTRATORS,
            needs_note=True,
            reasons=REASONS,
            clock=Clock.STOPS,
        ),
        Transition("WITHDRAW", "RECEIVED", "WITHDRAWN", OWNER_ONLY, clock=Clock.STOPS),
    ),
)
