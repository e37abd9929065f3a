"""The query `node`: whatever has a global id, if the viewer may see it."""

from __future__ import annotations

from typing import Annotated

import strawberry

from core.context import Context
from core.errors import NotFound
from core.files.types import FileType
from core.identity.types import viewer_type
from core.notifications.schema import notification_of
from core.notifications.types import KIND as NOTIFICATION
from core.policy import PUBLIC, Info, resolver
from core.relay import Node, decode_id, type_name
from core.service_requests.attachments import visible_file
from core.service_requests.schema import request_by_global_id
from core.units.schema import UnitType
from core.units.stations import unit_of


@strawberry.type
class NodeQuery:
    @resolver("The record of a global id, if the viewer may see it.", policy=PUBLIC)
    async def node(
        self,
        info: Info,
        id: Annotated[strawberry.ID, strawberry.argument(description="A global id.")],
    ) -> Node | None:
        node = await _find_node(info.context, id)
        if node is None:
            raise NotFound
        return node


async def _find_node(context: Context, global_id: str) -> Node | None:
    """A unit, the viewer's person or notification, a service's record, a file or request in the
    viewer's scope.
    """
    kind, key = decode_id(global_id) or ("", "")
    if kind == "Unit":
        row = await unit_of(key)
        return UnitType(row=row) if row else None
    if kind == "File":
        file = await visible_file(context, global_id)
        return FileType(row=file) if file else None
    if kind == NOTIFICATION:
        citizen = (await context.viewer()).citizen
        return await notification_of(citizen.id, global_id) if citizen else None
    if finder := context.registry.node_finder(kind):
        return await finder(context, key)
    own = viewer_type(await context.viewer())
    if own is not None and (kind, key) == (type_name(own), str(own.row.id)):
        return own
    request = await request_by_global_id(context, global_id)
    if request is not None:
        context.note_read("request", request.row.id)
    return request
