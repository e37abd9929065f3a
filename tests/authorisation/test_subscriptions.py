"""Every subscription, asked for by every viewer about what the owner has."""

from __future__ import annotations

from authorisation_asking import code_of
from authorisation_calls import SUBSCRIPTIONS, query
from authorisation_records import make_records
from authorisation_scene import Scene
from authorisation_table import differing
from sockets import socket

NOT_SIGNED_IN = 4403


async def test_each_subscription_answers_each_viewer_as_declared(scene: Scene, served: str) -> None:
    records = await make_records(scene)
    cells = {
        name: {
            who: await _mark(served, client.token, f"subscription {{ {query(name, records)} }}")
            for who, client in scene.viewers.items()
        }
        for name in SUBSCRIPTIONS
    }
    assert differing("subscriptions", cells) == []


async def _mark(address: str, token: str | None, document: str) -> str:
    payload = {"authorization": f"Bearer {token}"} if token else None
    async with socket(address) as line:
        await line.send(type="connection_init", payload=payload)
        if not await line.is_agreed():
            assert await line.closed() == (NOT_SIGNED_IN, "Forbidden")
            return "401"
        await line.send(id="one", type="subscribe", payload={"query": document})
        await line.send(type="ping")
        answer = await line.receive()
        return "yes" if answer["type"] == "pong" else code_of(answer["payload"][0])
