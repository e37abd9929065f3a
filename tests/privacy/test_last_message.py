"""The last message to whoever was erased."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from types import ModuleType

import pytest
from clients import GraphQLClient
from own_data import erase
from somebody import MOBILE, SIGN_IN, Somebody

from core import Kept
from core.identity.models import Citizen
from core.outbox.models import OutboxEntry
from core.texts import text

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
VIEWER = "{ viewer { id } }"

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"])
"""The database makes no difference here."""


async def test_the_last_message_says_what_is_kept(quetzal: Somebody, choir: ModuleType) -> None:
    held = await quetzal.asks()
    why = text("Songs are kept for three years.")
    choir.kept.append(Kept("choir", why, date(2029, 11, 23), {held.id}))
    await quetzal.is_told()
    assert len(await quetzal.client.outbox()) > 0
    await erase(quetzal.client, MOBILE)
    (message,) = await quetzal.client.outbox()
    assert (message["to"], message["channel"]) == (MOBILE, "SMS")
    assert "On 23.11.2026 your personal data" in message["text"]
    assert "kept for now: 1." in message["text"]
    assert await OutboxEntry.exclude(payload="").filter(topic="message").count() == 0


@on_sqlite
async def test_by_mail_it_names_them(quetzal: Somebody, choir: ModuleType) -> None:
    held = await quetzal.asks()
    await Citizen.filter(id=quetzal.row.id).update(mobile=None)
    why = text("Songs are kept for three years.")
    choir.kept.append(Kept("choir", why, date(2029, 11, 23), {held.id}))
    await erase(quetzal.client, SIGN_IN)
    (message,) = await quetzal.client.outbox()
    assert (message["to"], message["channel"]) == (SIGN_IN, "EMAIL")
    assert "Kept for now: T until 23.11.2029: Songs are kept for three years." in message["text"]
