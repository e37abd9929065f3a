"""Whom messages leave for: a trial never tells the public."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import pytest
from clients import REQUEST_OTP, GraphQLClient
from commands import thana
from conftest import settings_for
from factories import make_citizen
from messages import IN_ENGLISH, dead_letters, deliveries
from sms_gateways import SmsGatewayServer, through

from core.app import create_app
from core.errors import StartupError
from core.housekeeping import clean_up
from core.identity.models import OneTimeCode
from core.notifications.models import DemoMessage
from core.outbox.models import OutboxEntry

OF_THE_TEAM, OF_THE_PUBLIC = "+919812345678", "+919898989898"


async def kept() -> list[tuple[str, str, str]]:
    rows = await DemoMessage.all().order_by("id")
    return [(row.recipient, row.channel, row.text) for row in rows]


async def test_in_test_mode_nothing_leaves_and_everything_is_kept(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway) | {"mode": "test"})
    await post.tell(await make_citizen(post.runtime, mobile=OF_THE_PUBLIC, email="a@example.in"))
    assert gateway.tries == []
    assert sorted(await kept()) == [
        (OF_THE_PUBLIC, "SMS", IN_ENGLISH),
        ("a@example.in", "EMAIL", IN_ENGLISH),
    ]
    assert await deliveries() == await deliveries("EMAIL") == [("SENT", 1, None)]


async def test_in_team_mode_the_team_alone_gets_messages(
    start: Any, gateway: SmsGatewayServer
) -> None:
    settings = through(gateway) | {"mode": "team", "team": ["098123 45678", "Me@Example.in"]}
    post = await start(settings)
    for mobile in (OF_THE_TEAM, OF_THE_PUBLIC):
        await post.tell(await make_citizen(post.runtime, mobile=mobile))
    assert [message["to"] for message in gateway.tries] == [OF_THE_TEAM.lstrip("+")]
    assert await kept() == [(OF_THE_PUBLIC, "SMS", IN_ENGLISH)]


async def test_codes_of_the_public_are_kept_masked(
    start: Any, gateway: SmsGatewayServer, tmp_path: Path
) -> None:
    post = await start(through(gateway) | {"mode": "test"})
    await post.send_code(OF_THE_PUBLIC)
    [(_, _, text)] = await kept()
    assert text.startswith("•••••• is your code for signing in")
    assert "123456" not in str(await DemoMessage.all().values())
    url = post.runtime.settings.database_url
    done = await thana(tmp_path, "messages", database_url=url)
    assert (done.code, done.err) == (0, "")
    assert OF_THE_PUBLIC in done.out
    assert "•••••• is your code" in done.out


async def test_what_was_kept_is_deleted_after_thirty_days(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway) | {"mode": "test"})
    await post.tell(await make_citizen(post.runtime))
    post.clock.move(days=30)
    await clean_up(post.runtime)
    assert len(await kept()) == 1
    post.clock.move(seconds=1)
    await clean_up(post.runtime)
    assert await kept() == []


async def test_what_could_not_be_sent_live_is_refused_in_a_test_as_well(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway, most_parts=1) | {"mode": "test"})
    await post.tell(await make_citizen(post.runtime), values=_long())
    assert await kept() == []
    assert await dead_letters() == ["SMS_TOO_LONG"]


async def test_a_way_that_is_not_set_up_gets_no_delivery(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway))
    await post.tell(await make_citizen(post.runtime, mobile=None, verified_email="a@example.in"))
    assert await deliveries("EMAIL") == []
    assert await deliveries("IN_APP") == [("SENT", 1, None)]
    await post.send_code("a@example.in", "EMAIL")
    assert await dead_letters() == ["NO_GATEWAY"]


async def test_a_code_can_be_asked_for_only_by_a_way_that_is_set_up(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway), trusted_documents_only=False, hosts=("seva.example.in",))
    door = httpx.ASGITransport(app=post.app)
    async with httpx.AsyncClient(transport=door, base_url="https://seva.example.in") as http:
        client = GraphQLClient(http, language="en")
        ways = await client.run("{ platform { signInChannels } }")
        assert ways["platform"]["signInChannels"] == ["SMS"]
        asked = {"channel": "EMAIL", "address": "a@example.in"}
        refused = (await client.run(REQUEST_OTP, input=asked))["requestOtp"]
    assert refused["challenge"] is None
    assert [(e["path"], e["code"]) for e in refused["errors"]] == [(["channel"], "CHANNEL_CLOSED")]
    assert (await OneTimeCode.all().count(), await OutboxEntry.all().count()) == (0, 0)


WRONG = [
    ({"mode": "live"}, "setting notifications.mode: live needs a way to send: set notifications.s"),
    ({"mode": "team"}, "setting notifications.mode: team needs a way to send: set notifications.s"),
    (
        {"mode": "live", "sms": {"gateway": "carrier_pigeon"}},
        "setting notifications.sms.gateway: no enabled plugin provides carrier_pigeon; the",
    ),
]


@pytest.mark.parametrize(("notifications", "fault"), WRONG)
async def test_a_mode_that_could_reach_nobody_stops_the_start(
    start: Any, notifications: dict[str, Any], fault: str
) -> None:
    with pytest.raises(StartupError) as stopped:
        await start(notifications)
    assert stopped.value.faults[0].startswith(fault)


@pytest.mark.parametrize(
    ("team", "fault"),
    [
        ([], "setting notifications.team: nobody; list the team's mobile numbers and addresses"),
        (["98123 45678", "1234"], "setting notifications.team.1: neither a mobile number of India"),
        (["a@b"], "setting notifications.team.0: neither a mobile number of India"),
    ],
)
async def test_a_team_that_is_none_stops_the_start(
    start: Any, gateway: SmsGatewayServer, team: list[str], fault: str
) -> None:
    with pytest.raises(StartupError) as stopped:
        await start(through(gateway) | {"mode": "team", "team": team})
    assert stopped.value.faults[0].startswith(fault)


@pytest.mark.parametrize("mode", ["team", "live"])
def test_the_demo_tells_nobody(gateway: SmsGatewayServer, mode: str) -> None:
    settings = settings_for("sqlite://unused", notifications=through(gateway) | {"mode": mode})
    with pytest.raises(StartupError, match=f"the demo tells nobody, so it must not be {mode}"):
        create_app(settings)


def _long() -> dict[str, Any]:
    return {"number": "1", "service": "x" * 160, "station": "y", "status": "z"}
