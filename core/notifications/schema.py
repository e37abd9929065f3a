"""Notifications: marking them as read, choosing channels, and being told of them at once."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

import strawberry

from core.db import transactional
from core.errors import InvalidInput, NotFound, Problem
from core.live.watching import Unchanged, Watch
from core.mutations import InputErrorType, errors_field, mutation
from core.notifications.arrivals import Arrivals, topic_of
from core.notifications.models import Notification, NotificationChannel
from core.notifications.preferences import change_preferences
from core.notifications.types import KIND, NotificationPreference, NotificationType
from core.policy import CITIZEN, PUBLIC, Info, field, input_type, object_type, resolver
from core.relay import decode_id
from core.texts import text

MOST_AT_ONCE = 100


@input_type("Mark notifications as read.")
class MarkNotificationsReadInput:
    ids: list[strawberry.ID] = field("The viewer's own notifications, at most 100.")


@object_type("The answer to markNotificationsRead.", policy=PUBLIC)
class MarkNotificationsReadPayload:
    unread_notifications: int | None = field("How many are not read now.", default=None)
    errors: list[InputErrorType] = errors_field()


@input_type("Whether to be told by a channel.")
class ChannelPreferenceInput:
    channel: NotificationChannel = field("By which way. IN_APP is always used.")
    enabled: bool = field("Whether to use it.")


@input_type("Choose by which channels to be told. Codes are sent however that is.")
class UpdateNotificationPreferencesInput:
    preferences: list[ChannelPreferenceInput] = field("Channels that are not named stay.")


@object_type("The answer to updateNotificationPreferences.", policy=PUBLIC)
class UpdateNotificationPreferencesPayload:
    preferences: list[NotificationPreference] | None = field(
        "Every channel as it is now.", bound=len(NotificationChannel), default=None
    )
    errors: list[InputErrorType] = errors_field()


@strawberry.type
class Mutation:
    @mutation("Mark the citizen's own notifications as read.", policy=CITIZEN)
    async def mark_notifications_read(
        self, info: Info, input: MarkNotificationsReadInput
    ) -> MarkNotificationsReadPayload:
        viewer = await info.context.viewer()
        assert viewer.citizen is not None  # noqa: S101  (the policy has asked)
        owner, now = viewer.citizen.id, info.context.runtime.now()
        await _mark_read(owner, _decoded(input.ids), now)
        unread = await Notification.filter(citizen_id=owner, read_at=None).count()
        return MarkNotificationsReadPayload(unread_notifications=unread)

    @mutation("Choose by which channels the citizen is told.", policy=CITIZEN)
    async def update_notification_preferences(
        self, info: Info, input: UpdateNotificationPreferencesInput
    ) -> UpdateNotificationPreferencesPayload:
        viewer = await info.context.viewer()
        assert viewer.citizen is not None  # noqa: S101  (the policy has asked)
        wishes = [(each.channel, each.enabled) for each in input.preferences]
        await change_preferences(viewer.citizen.id, wishes)
        preferences = await info.context.load("notification_preferences", viewer.citizen.id)
        return UpdateNotificationPreferencesPayload(preferences=preferences)


@strawberry.type
class Subscription:
    @resolver("Each new notification of the citizen's own.", policy=CITIZEN)
    async def notification_received(
        self, info: Info, watch: strawberry.Parent[Watch]
    ) -> NotificationType:
        citizen, now = (await info.context.viewer()).citizen, info.context.runtime.now()
        assert citizen is not None  # noqa: S101  (the policy has asked)
        watch.on(topic_of(citizen.id))
        if watch.memory is None:
            watch.memory = Arrivals(citizen.id)
            await watch.memory.begin(now)
        watch.news()
        arrived = await watch.memory.next(now)
        if arrived is None:
            raise Unchanged
        watch.again()
        return NotificationType(row=arrived)


async def notification_of(citizen_id: uuid.UUID, global_id: str) -> NotificationType | None:
    """The notification of a global id, if it is the citizen's own. Raises NotFound for what is no
    such id.
    """
    row = await Notification.get_or_none(citizen_id=citizen_id, id=_key(global_id))
    return NotificationType(row=row) if row else None


def _decoded(ids: Sequence[str]) -> set[uuid.UUID]:
    """The keys of global ids. Raises InvalidInput for too many, NotFound for what is none."""
    if len(ids) > MOST_AT_ONCE:
        message = text("At most {most} at once.", most=MOST_AT_ONCE)
        raise InvalidInput([Problem(("ids",), "TOO_MANY", message)])
    return {_key(each) for each in ids}


def _key(global_id: str) -> uuid.UUID:
    kind, key = decode_id(global_id) or ("", "")
    try:
        found = uuid.UUID(key)
    except ValueError:
        raise NotFound from None
    if kind != KIND or str(found) != key:
        raise NotFound
    return found


@transactional
async def _mark_read(owner: uuid.UUID, ids: set[uuid.UUID], now: datetime) -> None:
    """All of them or none. What is read already keeps its moment."""
    own = Notification.filter(citizen_id=owner, id__in=ids)
    if ids and await own.count() != len(ids):
        raise NotFound
    if ids:
        await own.filter(read_at=None).update(read_at=now)
