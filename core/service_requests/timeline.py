"""Where a request stands, the steps that led there, and what may follow, for GraphQL."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Protocol

import strawberry

from core.execution.ahead import ahead
from core.execution.asked import OF_PAGES, asked_columns
from core.policy import Info, field, object_type, resolver
from core.relay import bad_cursor, decode_cursor
from core.service_requests import models
from core.service_requests.loaders import EventsAsked
from core.service_requests.models import ActorKind, Phase
from core.service_requests.workflow import CORE_ACTIONS, Workflow
from core.texts import Text, text
from core.units.schema import LanguageArgument, UnitType, unit_type

LATEST = 2**31 - 1
EVENT_CURSOR = "events"
ACTOR_LABELS = {
    ActorKind.CITIZEN: text("Citizen"),
    ActorKind.OFFICER: text("Police officer"),
    ActorKind.SYSTEM: text("System"),
}


class Shown(Protocol):
    """A request as GraphQL shows it."""

    row: models.ServiceRequest


@object_type("A status or action: its code, and what a person reads.")
class CodeLabel:
    code: str = field("The code.")
    text: strawberry.Private[Text]

    @resolver("What a person reads.")
    def label(self, info: Info, language: LanguageArgument = None) -> str:
        return info.context.in_language(partial(info.context.runtime.texts, self.text), language)


@object_type("Where a request stands.")
class RequestStatus(CodeLabel):
    phase: Phase = field("Who has to act.")
    is_final: bool = field("Whether nothing can follow.")


@object_type("Something that the viewer may do with the request now.")
class AvailableAction(CodeLabel):
    mutation: str | None = field("The mutation that does it; null when performAction does.")
    requires_note: bool = field("Whether a note must be given.")
    reasons: list[CodeLabel] = field(
        "The reasons of which one must be given; empty when none.", bound=10
    )


@object_type("Who did something: in which capacity, never who by name.")
class Actor:
    kind: ActorKind = field("In which capacity.")

    @resolver("What a person reads.")
    def label(self, info: Info, language: LanguageArgument = None) -> str:
        return info.context.in_language(
            partial(info.context.runtime.texts, ACTOR_LABELS[self.kind]), language
        )


@object_type("One step of a request.")
class TimelineEvent:
    row: strawberry.Private[models.RequestEvent]
    flow: strawberry.Private[Workflow | None]

    @resolver("When.")
    def at(self) -> datetime:
        return self.row.at

    @resolver("What was done.")
    def action(self) -> CodeLabel:
        action = self.row.action
        label = self.flow.label(action) if self.flow else CORE_ACTIONS.get(action, text(action))
        return CodeLabel(code=action, text=label)

    @resolver("The status before; null at the beginning.", name="from")
    def from_(self) -> CodeLabel | None:
        return _status_label(self.flow, self.row.from_status) if self.row.from_status else None

    @resolver("The status afterwards.")
    def to(self) -> CodeLabel:
        return _status_label(self.flow, self.row.to_status)

    @resolver("Who did it.")
    def actor(self) -> Actor:
        return Actor(kind=self.row.actor_kind)

    @resolver("The reason's code, where one was given.")
    def reason_code(self) -> str | None:
        return self.row.reason_code

    @resolver("The reason with what a person reads, where one was given.")
    def reason(self) -> CodeLabel | None:
        code = self.row.reason_code
        if code is None:
            return None
        label = self.flow.reason(self.row.action, code) if self.flow else None
        return CodeLabel(code=code, text=label or text(code))

    @resolver("What was noted.")
    def note(self) -> str | None:
        return self.row.note

    @resolver("Where a transfer, or what was brought before a unit above, has led; else null.")
    @ahead("unit", lambda self: self.row.unit_id)
    async def station(self, info: Info) -> UnitType | None:
        return await unit_type(info.context, self.row.unit_id) if self.row.unit_id else None


def _status_label(flow: Workflow | None, code: str) -> CodeLabel:
    return CodeLabel(code=code, text=flow.status(code).label if flow else text(code))


def events_of(request: Shown, info: Info, first: int, after: str | None = None) -> EventsAsked:
    """The page of a timeline, as its loader takes it."""
    columns = asked_columns(info, OF_PAGES, models.RequestEvent)
    return EventsAsked(request.row.id, first, _events_before(after), columns)


def latest_event_of(request: Shown, info: Info) -> EventsAsked:
    """The latest event alone, as its loader takes it."""
    return EventsAsked(request.row.id, 1, LATEST, asked_columns(info, (), models.RequestEvent))


def _events_before(after: str | None) -> int:
    """The version before which a page of a timeline begins. Raises BadRequest."""
    if after is None:
        return LATEST
    (version,) = decode_cursor(EVENT_CURSOR, after, 1)
    if not version.isascii() or not version.isdigit() or len(version) > 9:
        raise bad_cursor()
    return int(version)
