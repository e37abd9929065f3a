"""The workflow of a tenant verification, as data: it begins by itself, once all is there and the
tenant consents; before that no officer sees it.
"""

from core import ENQUIRER, OWNER, SYSTEM, Clock, OfficerRole, Phase, Status, Transition, Workflow
from plugins.tenant.texts import text

OWNER_ONLY = frozenset({OWNER})
BY_ITSELF = frozenset({SYSTEM})
STATION = frozenset({OfficerRole.STATION_HEAD, OfficerRole.BEAT_OFFICER})
HEADS = frozenset({OfficerRole.STATION_HEAD, OfficerRole.DISTRICT_HEAD})
ENQUIRER_ONLY = frozenset({ENQUIRER})

AMEND, VISIT, CONCLUDE = "amendTenantVerification", "recordFieldVisit", "concludeTenantVerification"
ASK_HOME, ANSWER_HOME, RECORD_HOME = (
    "askHomeStation",
    "answerHomeStationQuery",
    "recordHomeStateAnswer",
)
END, SEND_BACK = "endTenancy", "sendBackRequest"

AWAITED = ("DOCUMENTS_AWAITED", "CONSENT_AWAITED")
AT_WORK = ("SUBMITTED", "FIELD_CHECK")
RESULTS = ("VERIFIED", "ADVERSE", "UNABLE")

WORKFLOW = Workflow(
    statuses=(
        Status(
            "DOCUMENTS_AWAITED", text("Files awaited"), Phase.WAITING_ON_CITIZEN, is_hidden=True
        ),
        Status(
            "CONSENT_AWAITED",
            text("The tenant's consent awaited"),
            Phase.WAITING_ON_CITIZEN,
            is_hidden=True,
        ),
        Status(
            "LAPSED",
            text("Ended before it began"),
            Phase.CLOSED,
            is_final=True,
            is_hidden=True,
        ),
        Status(
            "DROPPED",
            text("Withdrawn before it began"),
            Phase.CLOSED,
            is_final=True,
            is_hidden=True,
        ),
        Status("SUBMITTED", text("With the station"), Phase.OPEN),
        Status("FIELD_CHECK", text("Being verified"), Phase.OPEN),
        Status("SENT_BACK", text("Sent back"), Phase.WAITING_ON_CITIZEN),
        Status("VERIFIED", text("Verified"), Phase.CLOSED),
        Status("ADVERSE", text("Adverse"), Phase.CLOSED),
        Status("UNABLE", text("Could not be verified"), Phase.CLOSED),
        Status("TENANCY_ENDED", text("The tenancy has ended"), Phase.CLOSED, is_final=True),
        Status("WITHDRAWN", text("Withdrawn"), Phase.CLOSED, is_final=True),
    ),
    actions={
        "DOCUMENTS_COMPLETE": text("All files are there"),
        "START": text("Begin"),
        "LAPSE": text("End before it has begun"),
        "WITHDRAW": text("Withdraw"),
        "VISIT": text("Record a visit"),
        "ASK_HOME": text("Ask the home station"),
        "ANSWER_HOME": text("Answer as the home station"),
        "RECORD_HOME": text("Record the answer of another state"),
        "SEND_BACK": text("Send back"),
        "AMEND": text("Amend"),
        "VERIFY": text("Verified"),
        "FIND_ADVERSE": text("Adverse"),
        "GIVE_UP": text("Could not be verified"),
        "END": text("End the tenancy"),
    },
    initial=AWAITED,
    transitions=(
        Transition(
            "DOCUMENTS_COMPLETE",
            "DOCUMENTS_AWAITED",
            "CONSENT_AWAITED",
            BY_ITSELF,
            clock=Clock.PAUSES,
        ),
        *(Transition("START", source, "SUBMITTED", BY_ITSELF) for source in AWAITED),
        *(
            Transition("LAPSE", source, "LAPSED", BY_ITSELF, clock=Clock.STOPS)
            for source in AWAITED
        ),
        *(
            Transition("WITHDRAW", source, "DROPPED", OWNER_ONLY, clock=Clock.STOPS)
            for source in AWAITED
        ),
        *(Transition("VISIT", source, "FIELD_CHECK", STATION, VISIT) for source in AT_WORK),
        *(Transition("ASK_HOME", source, source, STATION, ASK_HOME) for source in AT_WORK),
        *(
            Transition("ANSWER_HOME", source, source, ENQUIRER_ONLY, ANSWER_HOME)
            for source in AT_WORK
        ),
        *(Transition("RECORD_HOME", source, source, STATION, RECORD_HOME) for source in AT_WORK),
        *(
            Transition("SEND_BACK", source, "SENT_BACK", HEADS, SEND_BACK, True, clock=Clock.PAUSES)
            for source in AT_WORK
        ),
        Transition("AMEND", "SENT_BACK", "SUBMITTED", OWNER_ONLY, AMEND),
        *(
            Transition(action, "FIELD_CHECK", target, HEADS, CONCLUDE, clock=Clock.STOPS)
            for action, target in zip(("VERIFY", "FIND_ADVERSE", "GIVE_UP"), RESULTS, strict=True)
        ),
        *(
            Transition("WITHDRAW", source, "WITHDRAWN", OWNER_ONLY, clock=Clock.STOPS)
            for source in (*AT_WORK, "SENT_BACK")
        ),
        *(
            Transition("END", source, "TENANCY_ENDED", OWNER_ONLY, END, clock=Clock.STOPS)
            for source in (*AT_WORK, "SENT_BACK", *RESULTS)
        ),
    ),
)
