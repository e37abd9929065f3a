"""Hearing what all processes announce: one connection that listens on PostgreSQL, the end of a
table on SQLite.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import Any, NoReturn

from tortoise.connection import get_connection

from core.db import fetch, is_sqlite
from core.live.announcing import CHANNEL, listen, stop_listening
from core.live.watching import Hub

TAIL_SECONDS = 0.25
AT_ONCE = 500
BEAT_SECONDS = 15.0
"""How soon a connection that died without a word is noticed."""
LONGEST_WAIT = 5.0

LAST = "SELECT COALESCE(MAX(id), 0) AS last FROM core_announcement"
BEHIND = "SELECT id, content FROM core_announcement WHERE id > $1 ORDER BY id LIMIT $2"

logger = logging.getLogger("thana.live")


async def hear(hub: Hub) -> NoReturn:
    """Tell the hub of all that is announced, from the first subscription on and until cancelled.
    Once what was lost is heard again, every subscription looks whether it has missed something.
    """
    await hub.is_wanted.wait()
    wait = 0.1
    while True:
        try:
            await (_hear_sqlite(hub) if is_sqlite() else _hear_postgres(hub))
        except Exception as error:  # whatever the database does, we come back
            logger.error("live: cannot hear: %s", type(error).__name__)
        wait = 0.1 if hub.is_hearing.is_set() else min(LONGEST_WAIT, wait * 2)
        hub.is_hearing.clear()
        await asyncio.sleep(wait)


def _heard(hub: Hub) -> None:
    hub.is_hearing.set()
    hub.miss()


async def _hear_postgres(hub: Hub) -> None:
    """Until the connection ends."""
    client: Any = get_connection("default")
    connection = await client.listening_connection()
    ended = asyncio.Event()
    try:
        connection.add_termination_listener(lambda _: ended.set())
        await connection.add_listener(CHANNEL, lambda *heard: hub.tell(heard[3]))
        _heard(hub)
        while not ended.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(BEAT_SECONDS):
                    await ended.wait()
            if not ended.is_set():
                await connection.execute("SELECT 1", timeout=BEAT_SECONDS)
        logger.warning("live: the connection that listens has ended")
    finally:
        connection.terminate()


async def _hear_sqlite(hub: Hub) -> None:
    """Until the database fails. Ids come in the order of commits: there is one writer at a time."""
    woken = asyncio.Event()
    listen(woken)
    try:
        last = int((await fetch(LAST))[0]["last"])
        _heard(hub)
        while True:
            woken.clear()
            rows = await fetch(BEHIND, last, AT_ONCE)
            for row in rows:
                hub.tell(row["content"])
                last = int(row["id"])
            if len(rows) < AT_ONCE:
                with suppress(TimeoutError):
                    async with asyncio.timeout(TAIL_SECONDS):
                        await woken.wait()
    finally:
        stop_listening(woken)
