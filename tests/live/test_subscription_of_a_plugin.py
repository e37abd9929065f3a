"""A plugin brings a subscription of its own, for anybody if it says so."""

from __future__ import annotations

import pytest
from conftest import settings_for
from sockets import NOTIFICATION_RECEIVED, socket
from strangers import Strangers, service

from core.db import transactional
from core.errors import StartupError
from core.live.announcing import announce
from core.plugins import load
from core.runtime import Runtime
from core.settings import Settings

BELL = """
@strawberry.type
class Subscription:
    @resolver("How long the bell was rung.", policy=PUBLIC)
    async def bell_rung(self, info: Info, watch: strawberry.Parent[Watch]) -> str:
        watch.on("bell")
        watch.news()
        return watch.change.ids.get("seconds", "?")

    @resolver("What never says that there is nothing new.", policy=PUBLIC)
    async def careless(self, info: Info, watch: strawberry.Parent[Watch]) -> str:
        return "told at once"

    @resolver("What cannot be had.", policy=PUBLIC)
    async def broken(self, info: Info, watch: strawberry.Parent[Watch]) -> str:
        watch.on("bell")
        watch.news()
        raise ZeroDivisionError
"""
RUNG, BROKEN = "subscription { bellRung }", "subscription { broken }"


@pytest.fixture
def kind() -> str:
    """What is shown here does not depend on the database."""
    return "sqlite"


@pytest.fixture
def settings(database_url: str, strangers: Strangers) -> Settings:
    strangers.install("bell", service("bell", BELL, "subscription=Subscription"))
    limits = {"per_address": 2}
    return settings_for(database_url, plugins=("bell",), sockets=limits)


async def test_anybody_is_told_where_the_policy_lets_them(served: str, runtime: Runtime) -> None:
    async with socket(served) as line:
        await line.begin()
        await line.subscribe("a", RUNG)
        await line.subscribe("b", BROKEN)
        error = await line.refused("c", "subscription { careless }")
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        error = await line.refused("d", NOTIFICATION_RECEIVED)
        assert error["extensions"] == {"code": "UNAUTHENTICATED"}
        await transactional(announce)(runtime, ["bell"], seconds="3")
        assert await line.next("a") == "3"
        fault = await line.receive()
        assert (fault["id"], fault["type"]) == ("b", "next")
        assert fault["payload"]["errors"][0]["extensions"]["code"] == "INTERNAL"
        await transactional(announce)(runtime, ["bell"], seconds="4")
        assert await line.next("a") == "4"


def test_two_subscriptions_of_one_name_stop_the_start(strangers: Strangers) -> None:
    for code in ("bell", "gong"):
        strangers.install(code, service(code, BELL, "subscription=Subscription"))
    with pytest.raises(StartupError, match="bell and gong both bring the subscription field"):
        load(strangers.settings())
