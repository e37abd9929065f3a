"""How far a message has come, and whom nothing reaches any more."""

from __future__ import annotations

from typing import Any

import httpx
from clients import GraphQLClient
from contract import contract_operations
from factories import make_citizen, session_token
from messages import Post, dead_letters, deliveries
from sms_gateways import Answer, SmsGatewayServer, through

from core.identity.models import Citizen
from core.notifications.models import Notification
from core.outbox import figures
from core.outbox.models import OutboxEntry
from core.outbox.worker import ATTEMPTS

MINE = contract_operations()["MyNotifications"]


async def shown(post: Post, citizen: Citizen) -> Any:
    """The delivery by SMS as the citizen sees it."""
    transport = httpx.ASGITransport(app=post.app)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        client = GraphQLClient(http, await session_token(post.runtime, citizen=citizen))
        page = await client.run(MINE, first=1)
        [edge] = page["viewer"]["notifications"]["edges"]
        [sms] = [each for each in edge["node"]["deliveries"] if each["channel"] == "SMS"]
        return sms["status"], sms["attempts"]


async def test_a_delivery_is_dead_once_all_tries_are_used_up_and_lives_again_when_retried(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(
        through(gateway) | {"quiet_from": "00:00", "quiet_until": "00:00"},
        trusted_documents_only=False,
    )
    citizen = await make_citizen(post.runtime)
    gateway.plan(*[Answer(500)] * ATTEMPTS)
    await post.tell(citizen)
    assert await shown(post, citizen) == ("FAILED", 1)
    for _ in range(ATTEMPTS - 1):
        await post.deliver(hours=1)
    assert len(gateway.tries) == ATTEMPTS
    assert await dead_letters() == ["SMS_HTTP_500"]
    assert await shown(post, citizen) == ("DEAD", ATTEMPTS)
    await figures.retry(post.runtime.now())
    assert await shown(post, citizen) == ("FAILED", ATTEMPTS)
    await post.deliver()
    assert await shown(post, citizen) == ("SENT", ATTEMPTS + 1)


async def test_an_erased_citizen_is_told_nothing(start: Any, gateway: SmsGatewayServer) -> None:
    post = await start(through(gateway))
    citizen = await make_citizen(post.runtime)
    gateway.plan(Answer(500))
    await post.tell(citizen)
    [before] = await Notification.all().values_list("id", flat=True)
    await Citizen.filter(id=citizen.id).update(erased_at=post.runtime.now())
    await post.tell(citizen)
    await post.deliver(seconds=2)
    assert len(gateway.tries) == 1
    assert await Notification.exclude(id=before).count() == 0  # housekeeping may delete that one
    assert await OutboxEntry.filter(done_at=None).count() == 0


async def test_a_citizen_without_an_address_finds_it_in_the_portal(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway))
    await post.tell(await make_citizen(post.runtime, mobile=None))
    assert await deliveries("IN_APP") == [("SENT", 1, None)]
    assert await OutboxEntry.filter(topic="message").count() == 0


async def test_a_notice_that_is_handled_twice_tells_once(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway))
    citizen = await make_citizen(post.runtime)
    await post.tell(citizen)
    notice = {"citizen_id": str(citizen.id)}
    sealed = post.runtime.secrets.seal(notice)
    await OutboxEntry.filter(topic="notice").update(done_at=None, payload=sealed)
    await post.deliver()
    assert await OutboxEntry.filter(done_at=None).count() == 0
    assert await Notification.all().count() == 1
    assert len(gateway.tries) == 1
