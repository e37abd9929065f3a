"""Uploads that end halfway leave nothing behind, in no folder, table or account."""

from __future__ import annotations

import asyncio
import os
from urllib.parse import urlsplit

from good_files import photo
from served_app import served
from starlette.applications import Starlette
from tipping import Tipster

from plugins.tips.gate import Gate
from plugins.tips.held_bytes import MOST_HELD
from plugins.tips.models import TipAttachment

__all__ = ["served"]
UPLOADS = 200


async def cut_off(address: str, content: bytes) -> None:
    """Send half of a picture, and close the connection."""
    place = urlsplit(address)
    _, writer = await asyncio.open_connection(place.hostname, place.port)
    head = f"POST /tips/attachments HTTP/1.1\r\nHost: {place.netloc}\r\n"
    writer.write(f"{head}Content-Length: {len(content)}\r\n\r\n".encode())
    writer.write(content[: len(content) // 2])
    await writer.drain()
    writer.close()
    await writer.wait_closed()


def open_files() -> set[str]:
    """The files that this process has open, those without a name too: the server runs in it."""
    links = (os.path.join("/proc/self/fd", number) for number in os.listdir("/proc/self/fd"))
    found = {os.readlink(link) for link in links if os.path.lexists(link)}
    return {path for path in found if path.startswith("/") and not path.startswith("/dev/")}


async def test_two_hundred_uploads_that_are_cut_off(
    served: str, app: Starlette, tipster: Tipster
) -> None:
    content, before = photo(), open_files()
    for _ in range(UPLOADS):
        await cut_off(served, content)
    platform = app.state.platform
    gate: Gate = platform.registry.port(Gate, platform.runtime)
    await tipster.uploads(content)
    assert await TipAttachment.all().count() == 1
    assert gate.held._left == MOST_HELD
    assert {path for path in open_files() - before if "sqlite" not in path} == set()
