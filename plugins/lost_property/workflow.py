"""The workflow of a lost report, as data."""

from core import OWNER, Clock, OfficerRole, Phase, Reason, Status, Transition, Workflow
from plugins.lost_property.texts import text

OWNER_ONLY = frozenset({OWNER})
STATION = frozenset({OfficerRole.STATION_HEAD, OfficerRole.BEAT_OFFICER})
FINDERS = frozenset({OWNER, OfficerRole.STATION_HEAD, OfficerRole.BEAT_OFFICER})
HEADS = frozenset({OfficerRole.STATION_HEAD, OfficerRole.DISTRICT_HEAD})

FALSE_REASONS = (
    Reason("ADMITTED", text("The citizen has said that it is not true")),
    Reason("NOT_LOST", text("The thing was never lost")),
    Reason("NOT_OWNED", text("The thing never was the citizen's")),
)
REFUSAL_REASONS = (
    Reason("STOLEN", text("It was stolen: this needs a complaint or an FIR")),
    Reason("UNCLEAR", text("What was lost cannot be made out")),
    Reason("DUPLICATE", text("It has been reported before")),
)

LOOKED_FOR = ("SUBMITTED", "ACKNOWLEDGED")
"""The statuses in which found things are matched with a report's."""

WORKFLOW = Workflow(
    statuses=(
        Status("SUBMITTED", text("Submitted"), Phase.OPEN),
        Status("ACKNOWLEDGED", text("Acknowledged"), Phase.OPEN),
        Status("FOUND", text("Found"), Phase.CLOSED, is_final=True),
        Status("REFUSED", text("Refused"), Phase.CLOSED, is_final=True),
        Status("WITHDRAWN", text("Withdrawn"), Phase.CLOSED, is_final=True),
        Status("CANCELLED_FALSE", text("Cancelled as false"), Phase.CLOSED, is_final=True),
    ),
    actions={
        "ACKNOWLEDGE": text("Acknowledge"),
        "REFUSE": text("Refuse"),
        "WITHDRAW": text("Withdraw"),
        "CANCEL_AS_FALSE": text("Cancel as false"),
        "MARK_ITEM_FOUND": text("Mark a thing as found"),
        "MARK_ALL_FOUND": text("Mark the last thing as found"),
    },
    initial=("SUBMITTED", "ACKNOWLEDGED"),
    transitions=(
        Transition("ACKNOWLEDGE", "SUBMITTED", "ACKNOWLEDGED", STATION, clock=Clock.STOPS),
        Transition(
            "REFUSE",
            "SUBMITTED",
            "REFUSED",
            HEADS,
            needs_note=True,
            reasons=REFUSAL_REASONS,
            clock=Clock.STOPS,
        ),
        Transition("WITHDRAW", "SUBMITTED", "WITHDRAWN", OWNER_ONLY, clock=Clock.STOPS),
        Transition("WITHDRAW", "ACKNOWLEDGED", "WITHDRAWN", OWNER_ONLY),
        Transition(
            "CANCEL_AS_FALSE",
            "ACKNOWLEDGED",
            "CANCELLED_FALSE",
            HEADS,
            needs_note=True,
            reasons=FALSE_REASONS,
        ),
        Transition(
            "MARK_ITEM_FOUND", "ACKNOWLEDGED", "ACKNOWLEDGED", FINDERS, mutation="markItemFound"
        ),
        Transition("MARK_ALL_FOUND", "ACKNOWLEDGED", "FOUND", FINDERS, mutation="markItemFound"),
    ),
)
