"""POST /tips/attachments takes a picture from somebody unnamed; POST /tips/attachments/<id> hands
one out, to whoever has the receipt or to an officer who may read the tip.
"""

from __future__ import annotations

import json
from uuid import UUID

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route

from core import (
    BadRequest,
    NotFound,
    Unauthenticated,
    UnnamedRoute,
    context_of_request,
    record_reads,
)
from plugins.tips import pictures
from plugins.tips.attachment_store import picture
from plugins.tips.content import Attachment, messages
from plugins.tips.desk import tip_of
from plugins.tips.forms import read_form
from plugins.tips.held_bytes import HeldBytes, read_body
from plugins.tips.looking_up import find, gate_of
from plugins.tips.texts import text
from plugins.tips.unlocking import HEADER
from plugins.tips.unnamed import unnamed_context

PATH = "/tips/attachments"
LONGEST_QUESTION = 4096
HEADERS = {"Content-Security-Policy": "sandbox; default-src 'none'"}


def attachment_routes(attachment_bytes: int) -> list[BaseRoute]:
    """The three routes; a picture may have so many bytes."""
    of_one, methods = f"{PATH}/{{id}}", ["POST"]
    return [
        UnnamedRoute(PATH, _take, methods=methods, body_bytes=attachment_bytes),
        UnnamedRoute(
            of_one, _show_to_tipster, methods=methods, unless=HEADER, body_bytes=LONGEST_QUESTION
        ),
        Route(of_one, _show_to_officer, methods=methods),
    ]


async def _take(request: Request) -> Response:
    context = unnamed_context(request)
    held: HeldBytes = gate_of(context).held
    content = bytearray()

    def add(piece: bytes) -> None:
        take(len(piece))
        content.extend(piece)

    with held.of_one(context.client) as take:
        await read_body(request, add)
        token = await pictures.take(request, context, bytes(content))
    return JSONResponse({"id": token}, 201)


async def _show_to_tipster(request: Request) -> Response:
    asked = await _asked(request)
    found = await find(unnamed_context(request), asked.get("receipt", ""))
    attachment = await _attachment_of(found.key, found.tip.id, request.path_params["id"])
    return await _sent(attachment)


async def _show_to_officer(request: Request) -> Response:
    asked = await _asked(request)
    if "receipt" in asked:
        raise BadRequest(text("Send either a receipt or the header Thana-Tips-Key, never both."))
    context = context_of_request(request)
    if not (await context.viewer()).is_signed_in:
        raise Unauthenticated
    readable = await tip_of(context, asked.get("tipId", ""))
    attachment = await _attachment_of(readable.key, readable.tip.id, request.path_params["id"])
    context.note_read("tip_attachment", attachment.id)
    await record_reads(context, "tips.attachment")
    return await _sent(attachment)


async def _attachment_of(key: bytes, tip_id: UUID, id: str) -> Attachment:
    """The picture of a conversation. Raises NotFound."""
    for message in await messages(key, tip_id):
        for attachment in message.attachments:
            if attachment.id == id:
                return attachment
    raise NotFound


async def _sent(attachment: Attachment) -> Response:
    content = await picture(attachment)
    if content is None:
        raise NotFound
    disposition = {"Content-Disposition": f'attachment; filename="{attachment.name}"'}
    return Response(content, media_type=attachment.content_type, headers=HEADERS | disposition)


async def _asked(request: Request) -> dict[str, str]:
    """The strings of a JSON object, or of a form of our page. Raises BadRequest."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        form = await read_form(request, 0, _nothing)
        return {"receipt": form.one("receipt")}
    try:
        given = json.loads(await request.body())
    except (ValueError, RecursionError):
        raise BadRequest from None
    if not isinstance(given, dict):
        raise BadRequest
    return {name: value for name, value in given.items() if isinstance(value, str)}


def _nothing(size: int) -> None:
    """These forms hold no file."""
