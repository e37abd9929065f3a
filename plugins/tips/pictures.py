"""A picture comes in: counted, made anew in memory, sealed, and only then stored."""

from __future__ import annotations

from starlette.requests import Request

from core import (
    BadRequest,
    Context,
    FileFault,
    FileRefused,
    RateLimited,
    Text,
    day_in_india,
    remake_image,
)
from plugins.tips.attachment_store import NoRoom, keep
from plugins.tips.looking_up import gate_of, settings_of
from plugins.tips.texts import text

DAY_SECONDS = 86_400

REFUSALS: dict[FileFault, Text] = {
    FileFault.FILE_EMPTY: text("The file is empty. Choose another one."),
    FileFault.FILE_TOO_LARGE: text(
        "The picture is larger than may be sent here. Make it smaller, or take a screenshot of it."
    ),
    FileFault.FILE_TOO_MANY_PIXELS: text(
        "The picture has too many points: 40 million at most. Take a screenshot of it."
    ),
    FileFault.FILE_DAMAGED: text("The picture is damaged: it cannot be read to its end."),
}
NO_PICTURE = text(
    "Only pictures are taken, as JPEG or PNG: other files can hold who made them. Take a picture "
    "or a screenshot of it."
)
NO_ROOM = text("No more pictures can be taken today. Send the tip without them.")


class RefusedPicture(BadRequest):
    """This is not taken, whatever its sender tries."""

    status = 422

    def __init__(self, fault: FileFault) -> None:
        super().__init__(REFUSALS.get(fault, NO_PICTURE), fault=fault.value)


async def take(request: Request, context: Context, content: bytes) -> str:
    """Store a picture that came unnamed; the token that opens it. Raises RefusedPicture,
    RateLimited, Unavailable.
    """
    now, settings = context.runtime.now(), settings_of(context)
    gate = gate_of(context)
    gate.count_request(context.client, now, settings)
    try:
        async with gate.pictures.of(context.client):
            made = await remake_image(request, content, settings.attachment_bytes)
            today = day_in_india(now)
            return await keep(made.content, made.content_type, today, settings.unclaimed_bytes)
    except FileRefused as refused:
        raise RefusedPicture(refused.fault) from None
    except NoRoom:
        raise RateLimited(DAY_SECONDS, NO_ROOM) from None
