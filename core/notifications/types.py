"""Types of notifications: what a citizen was told, and by which channels."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

import strawberry

from core.notifications import models
from core.notifications.models import DeliveryStatus, NotificationChannel
from core.policy import Info, field, object_type, resolver
from core.relay import Node, encode_id

if TYPE_CHECKING:
    from core.service_requests.types import ServiceRequestType

KIND = "Notification"


@object_type("A message on its way by one channel.", name="Delivery")
class DeliveryType:
    channel: NotificationChannel = field("By which way.")
    status: DeliveryStatus = field("How far it has come.")
    attempts: int = field("How often it was tried.")


@object_type("What a citizen was told.", name=KIND)
class NotificationType(Node):
    row: strawberry.Private[models.Notification]

    @resolver("The opaque global id.")
    def id(self) -> strawberry.ID:
        return encode_id(KIND, self.row.id)

    @resolver("What it is about, in one line.")
    def title(self) -> str:
        return self.row.title

    @resolver("What was told, in the citizen's language of that moment.")
    def body(self) -> str:
        return self.row.body

    @resolver("When it was told.")
    def created_at(self) -> datetime:
        return self.row.created_at

    @resolver("When the citizen marked it as read; null until then.")
    def read_at(self) -> datetime | None:
        return self.row.read_at

    @resolver("The request that it is about; null for none.")
    async def request(
        self, info: Info
    ) -> Annotated[ServiceRequestType, strawberry.lazy("core.service_requests.types")] | None:
        if self.row.request_id is None:
            return None
        row: Any = await info.context.load("visible_request", self.row.request_id)
        return info.context.registry.request_type(row) if row else None

    @resolver("How far it has come by each channel.", bound=len(NotificationChannel))
    async def deliveries(self, info: Info) -> list[DeliveryType]:
        rows: Any = await info.context.load("deliveries", self.row.id)
        return rows  # type: ignore[no-any-return]


@object_type("Whether a citizen wants to be told by a channel.")
class NotificationPreference:
    channel: NotificationChannel = field("By which way.")
    enabled: bool = field("Whether it is used.")
