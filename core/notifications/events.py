"""What people are told of."""

from __future__ import annotations

from dataclasses import dataclass

ONE_TIME_CODE = "one_time_code"


@dataclass(frozen=True)
class Event:
    """Something that people are told of, and the variables that its texts may use.

    The texts lie in files, one for each language: `templates/messages/<word>.<language>.toml` of
    the package that declares it. A plugin's event is `<service>.<word>`. One that is not told
    `by_sms`, such as what units alone are told, has no `sms` in its files and none to register.
    """

    code: str
    variables: frozenset[str]
    by_sms: bool = True


_OF_A_REQUEST = frozenset({"number", "service", "status", "station"})
_OF_AN_ENQUIRY = frozenset({"number", "service", "station", "day"})

CORE_EVENTS = (
    Event(ONE_TIME_CODE, frozenset({"code", "minutes", "until"})),
    Event("request_submitted", _OF_A_REQUEST),
    Event("request_moved", _OF_A_REQUEST),
    Event("request_transferred", _OF_A_REQUEST),
    Event("request_due_soon", _OF_A_REQUEST | {"day"}, by_sms=False),
    Event("request_escalated", _OF_A_REQUEST | {"day"}, by_sms=False),
    Event("enquiry_asked", _OF_AN_ENQUIRY, by_sms=False),
    Event("enquiry_due_soon", _OF_AN_ENQUIRY, by_sms=False),
    Event("enquiry_overdue", _OF_AN_ENQUIRY, by_sms=False),
    Event("document_revoked", _OF_A_REQUEST),
    Event(
        "watched_document_revoked", frozenset({"document", "number", "day", "reason"}), by_sms=False
    ),
    Event("export_ready", frozenset({"day"})),
    Event("data_erased", frozenset({"day", "requests", "kept"})),
)
