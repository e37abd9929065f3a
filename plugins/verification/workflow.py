"""The workflow of every verification, as data: the stations enquire side by side, and another
officer decides.
"""

from core import (
    ENQUIRER,
    OWNER,
    PAY_MUTATION,
    Clock,
    OfficerRole,
    Phase,
    Reason,
    Status,
    Transition,
    Workflow,
)
from plugins.verification.texts import text

OWNER_ONLY = frozenset({OWNER})
ENQUIRER_ONLY = frozenset({ENQUIRER})
HEADS = frozenset({OfficerRole.STATION_HEAD, OfficerRole.DISTRICT_HEAD})
DECIDERS = frozenset({OfficerRole.DISTRICT_HEAD})

FILE, AMEND, DECIDE = "fileEnquiryReport", "amendCharacterCertificate", "decideCharacterCertificate"
SEND_BACK = "sendBackRequest"
FILED = ("FILE_REPORT", "FILE_LAST_REPORT")

REFUSAL_REASONS = (
    Reason("ADVERSE_RECORD", text("The stations have records that stand against it")),
    Reason("FALSE_DECLARATION", text("What was declared is not true")),
    Reason("NOT_FOUND", text("The person was not found at the addresses given")),
    Reason("IDENTITY_UNPROVEN", text("It was not proved who the person is")),
)

WORKFLOW = Workflow(
    statuses=(
        Status("PAYMENT_PENDING", text("Fee to be paid"), Phase.WAITING_ON_CITIZEN),
        Status("AT_STATIONS", text("Stations enquire"), Phase.OPEN),
        Status("SENT_BACK", text("Sent back"), Phase.WAITING_ON_CITIZEN),
        Status("DECISION", text("Awaiting decision"), Phase.OPEN),
        Status("ISSUED", text("Issued"), Phase.CLOSED, is_final=True),
        Status("REFUSED", text("Refused"), Phase.CLOSED, is_final=True),
        Status("WITHDRAWN", text("Withdrawn"), Phase.CLOSED, is_final=True),
    ),
    actions={
        "PAY": text("Pay the fee"),
        "FILE_REPORT": text("File an enquiry report"),
        "FILE_LAST_REPORT": text("File the last enquiry report"),
        "SEND_BACK": text("Send back"),
        "AMEND": text("Amend"),
        "AMEND_REPORTED": text("Amend after the enquiry"),
        "ISSUE": text("Issue"),
        "REFUSE": text("Refuse"),
        "WITHDRAW": text("Withdraw"),
    },
    initial=("PAYMENT_PENDING", "AT_STATIONS"),
    transitions=(
        Transition("PAY", "PAYMENT_PENDING", "AT_STATIONS", OWNER_ONLY, PAY_MUTATION),
        Transition("FILE_REPORT", "AT_STATIONS", "AT_STATIONS", ENQUIRER_ONLY, FILE),
        Transition("FILE_LAST_REPORT", "AT_STATIONS", "DECISION", ENQUIRER_ONLY, FILE),
        *(
            Transition("SEND_BACK", source, "SENT_BACK", HEADS, SEND_BACK, True, clock=Clock.PAUSES)
            for source in ("AT_STATIONS", "DECISION")
        ),
        Transition("AMEND", "SENT_BACK", "AT_STATIONS", OWNER_ONLY, AMEND),
        Transition("AMEND_REPORTED", "SENT_BACK", "DECISION", OWNER_ONLY, AMEND),
        Transition("ISSUE", "DECISION", "ISSUED", DECIDERS, DECIDE, apart_from=FILED),
        Transition(
            "REFUSE",
            "DECISION",
            "REFUSED",
            DECIDERS,
            DECIDE,
            needs_note=True,
            reasons=REFUSAL_REASONS,
            apart_from=FILED,
        ),
        *(
            Transition("WITHDRAW", source, "WITHDRAWN", OWNER_ONLY, clock=Clock.STOPS)
            for source in ("PAYMENT_PENDING", "AT_STATIONS", "SENT_BACK", "DECISION")
        ),
    ),
)
