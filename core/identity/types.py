"""Types of identity: who the viewer is, sessions, postings."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from core.execution.asked import OF_PAGES, asked_columns
from core.identity import citizens, models, sessions
from core.identity.models import Gender, OfficerRole, Relation
from core.policy import SELF, Info, field, interface_type, object_type, resolver
from core.relay import After, Connection, First, Node, encode_id
from core.texts import Language
from core.units.schema import UnitType

if TYPE_CHECKING:
    from core.notifications.types import NotificationPreference, NotificationType
    from core.privacy.types import ConsentType
    from core.service_requests.types import ServiceRequestFilter, ServiceRequestType
    from core.viewers import Viewer


@interface_type("Whoever is signed in.", name="Viewer")
class ViewerType(Node):
    @resolver("Full name; null until the citizen has told it.")
    def full_name(self) -> str | None:
        raise NotImplementedError


@object_type("A signed-in device.", name="Session")
class SessionType:
    id: strawberry.ID = field("The id to revoke it by.")
    created_at: datetime = field("When it was signed in.")
    last_seen_at: datetime = field("When it was last used, to the minute.")
    is_current: bool = field("Whether this request came with it.")


@object_type("An address as the citizen has told it.", name="Address")
class AddressType:
    text: str = field("House, street, village or colony.")
    tehsil: str | None = field("Tehsil.", default=None)
    district_code: str | None = field("The district's code.", default=None)
    state_code: str | None = field("The state's code.", default=None)
    pin_code: str | None = field("Six digits.", default=None)
    station_code: str | None = field("The police station's code.", default=None)


@object_type("A citizen.", name="Citizen")
class CitizenType(ViewerType):
    row: strawberry.Private[models.Citizen]

    @resolver("The opaque global id.")
    def id(self) -> strawberry.ID:
        return encode_id("Citizen", self.row.id)

    @resolver("Full name; null until the citizen has told it.")
    def full_name(self) -> str | None:
        return self.row.full_name

    @resolver("The mobile number that the citizen signs in with, in E.164.")
    def mobile(self) -> str | None:
        return self.row.mobile

    @resolver("The e-mail address for messages, else the one that the citizen signs in with.")
    def email(self) -> str | None:
        return self.row.email or self.row.verified_email

    @resolver("The language to be addressed in.")
    def language(self, info: Info) -> Language:
        return info.context.runtime.settings.offered(self.row.language)

    @resolver("Who the relative named beside the citizen is.")
    def relation(self) -> Relation | None:
        return self.row.relation

    @resolver("The relative's full name.")
    def relative_name(self) -> str | None:
        return self.row.relative_name

    @resolver("Gender.")
    def gender(self) -> Gender | None:
        return self.row.gender

    @resolver("Date of birth.")
    def birth_date(self) -> date | None:
        return self.row.birth_date

    @resolver("Where the citizen lives now.")
    def present_address(self) -> AddressType | None:
        return AddressType(**self.row.present_address) if self.row.present_address else None

    @resolver("The permanent address.")
    def permanent_address(self) -> AddressType | None:
        return AddressType(**self.row.permanent_address) if self.row.permanent_address else None

    @resolver("Whether everything is told that this state requires before a request.")
    def is_profile_complete(self, info: Info) -> bool:
        return citizens.is_complete(info.context.runtime.settings, self.row)

    @resolver(
        "The citizen's signed-in devices, latest first.", policy=SELF, bound=sessions.MOST_SESSIONS
    )
    async def sessions(self, info: Info) -> list[SessionType]:
        viewer = await info.context.viewer()
        assert viewer.session is not None  # noqa: S101  (the policy has asked)
        rows = await sessions.of_owner(info.context.runtime, viewer.session)
        return [_session_type(row, viewer) for row in rows]

    @resolver("What the citizen has agreed to, newest first.", policy=SELF, bound=50)
    async def consents(
        self, info: Info
    ) -> list[Annotated[ConsentType, strawberry.lazy("core.privacy.types")]]:
        rows: Any = await info.context.load("consents", self.row.id)
        return rows  # type: ignore[no-any-return]

    @resolver("How many of the citizen's notifications are not marked as read.", policy=SELF)
    async def unread_notifications(self, info: Info) -> int:
        count: int = await info.context.load("unread_notifications", self.row.id)
        return count

    @resolver("What the citizen was told, newest first.", policy=SELF)
    async def notifications(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        unread_only: Annotated[
            bool | None,
            strawberry.argument(description="Whether to leave out what is marked as read."),
        ] = None,
    ) -> Connection[Annotated[NotificationType, strawberry.lazy("core.notifications.types")]]:
        key = (self.row.id, first, after, bool(unread_only))
        page: Any = await info.context.load("notifications_of_citizen", key)
        return page  # type: ignore[no-any-return]

    @resolver("By which channels the citizen wants to be told.", policy=SELF, bound=3)
    async def notification_preferences(
        self, info: Info
    ) -> list[Annotated[NotificationPreference, strawberry.lazy("core.notifications.types")]]:
        rows: Any = await info.context.load("notification_preferences", self.row.id)
        return rows  # type: ignore[no-any-return]

    @resolver("The citizen's requests that the viewer may see, latest submission first.")
    async def requests(
        self,
        info: Info,
        first: First = 20,
        after: After = None,
        filter: Annotated[
            Annotated[ServiceRequestFilter, strawberry.lazy("core.service_requests.types")] | None,
            strawberry.argument(description="Which of them."),
        ] = None,
    ) -> Connection[Annotated[ServiceRequestType, strawberry.lazy("core.service_requests.types")]]:
        columns = partial(asked_columns, info, OF_PAGES)
        key = (self.row.id, first, after, filter, columns)
        page: Any = await info.context.load("requests_of_citizen", key)
        return page  # type: ignore[no-any-return]


@object_type("A role that an officer holds at a unit.", name="Posting")
class PostingType:
    row: strawberry.Private[models.Posting]

    @resolver("What the officer is there.")
    def role(self) -> OfficerRole:
        return self.row.role

    @resolver("The unit; the role covers everything under it.")
    def unit(self) -> UnitType:
        return UnitType(row=self.row.unit)

    @resolver("Since when.")
    def starts_at(self) -> datetime:
        return self.row.starts_at

    @resolver("Until when; null while it is open.")
    def ends_at(self) -> datetime | None:
        return self.row.ends_at


@object_type("An officer of the police.", name="Officer")
class OfficerType(ViewerType):
    row: strawberry.Private[models.Officer]

    @resolver("The opaque global id.")
    def id(self) -> strawberry.ID:
        return encode_id("Officer", self.row.id)

    @resolver("Full name.")
    def full_name(self) -> str | None:
        return self.row.full_name

    @resolver("The postings held now.", bound=10)
    async def postings(self, info: Info) -> list[PostingType]:
        rows = await sessions.current_postings(self.row.id, info.context.runtime.now())
        return [PostingType(row=row) for row in rows]

    @resolver(
        "The officer's signed-in devices, latest first.", policy=SELF, bound=sessions.MOST_SESSIONS
    )
    async def sessions(self, info: Info) -> list[SessionType]:
        viewer = await info.context.viewer()
        assert viewer.session is not None  # noqa: S101  (the policy has asked)
        rows = await sessions.of_owner(info.context.runtime, viewer.session)
        return [_session_type(row, viewer) for row in rows]


def viewer_type(viewer: Viewer) -> CitizenType | OfficerType | None:
    """The viewer as a type; None for nobody."""
    if viewer.citizen is not None:
        return CitizenType(row=viewer.citizen)
    return OfficerType(row=viewer.officer) if viewer.officer is not None else None


def _session_type(row: models.Session, viewer: Viewer) -> SessionType:
    return SessionType(
        id=strawberry.ID(str(row.id)),
        created_at=row.created_at,
        last_seen_at=row.last_seen_at,
        is_current=viewer.session is not None and row.id == viewer.session.id,
    )
