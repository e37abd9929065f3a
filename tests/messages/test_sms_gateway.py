"""SMS through the built-in gateway: one message for each event, whatever the gateway does."""

from __future__ import annotations

import asyncio
import logging
import sys
from typing import Any

import pytest
from factories import make_citizen
from messages import IN_ENGLISH, IN_HINDI, MOVED, dead_letters, deliveries, tell
from sms_gateways import Answer, SmsGatewayServer, through
from strangers import Strangers, service

from core.db import transactional
from core.effects import MESSAGES_AT_ONCE
from core.errors import StartupError
from core.identity.one_time_codes import CODE
from core.outbox.models import OutboxEntry
from core.outbox.queue import enqueue
from core.texts import Language

MOBILE = "+919812345678"
PIGEONS = """
SENT = []
class Pigeon:
    async def send(self, message):
        if SENT:
            raise Undeliverable("SMS_REFUSED")
        SENT.append((message.to, message.text))
    async def close(self):
        pass
@hookimpl
def provide(port):
    return {"pigeon": lambda runtime: Pigeon()} if port is SmsGateway else {}
"""


async def test_a_citizen_with_a_mobile_number_gets_one_sms_in_the_own_language(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway))
    for language in (Language.EN, Language.HI):
        await post.tell(await make_citizen(post.runtime, language=language))
    assert gateway.texts == [IN_ENGLISH, IN_HINDI]
    assert [message["unicode"] for message in gateway.delivered.values()] == ["0", "1"]
    assert await deliveries() == [("SENT", 1, None), ("SENT", 1, None)]
    assert await deliveries("IN_APP") == [("SENT", 1, None), ("SENT", 1, None)]
    assert await deliveries("EMAIL") == []


async def test_the_request_is_the_one_that_the_settings_describe(
    start: Any, gateway: SmsGatewayServer, tmp_path: Any
) -> None:
    (tmp_path / "token").write_text("s3cr3t\n")
    body = {"sms": [{"to": ["{to}"], "message": "{text}"}], "reference": "{reference}", "text": 1}
    headers = {"authorization": "Bearer {secret}"}
    settings = through(gateway, body=body, headers=headers, secret_file=tmp_path / "token")
    post = await start(settings)
    id = await post.send_code(MOBILE)
    text = (
        "123456 is your code for signing in to the police's citizen services. It is valid until"
        " 12:05. Give it to nobody."
    )
    assert gateway.tries == [
        {"sms": [{"to": [MOBILE], "message": text}], "reference": str(id), "text": 1}
    ]
    assert gateway.headers[0]["authorization"] == "Bearer s3cr3t"
    assert gateway.headers[0]["content-type"] == "application/json"


@pytest.mark.parametrize("format", ["form", "query"])
async def test_a_gateway_may_take_a_form_or_a_query(
    start: Any, gateway: SmsGatewayServer, format: str
) -> None:
    body = {"m": "{to}", "t": "{text}", "reference": "{reference}", "fixed": "a&b=c"}
    post = await start(through(gateway, format=format, body=body))
    await post.tell(await make_citizen(post.runtime, mobile=MOBILE, language=Language.HI))
    [message] = gateway.tries
    assert (message["m"], message["t"], message["fixed"]) == (MOBILE, IN_HINDI, "a&b=c")


async def test_a_plugin_may_bring_the_gateway(start: Any, strangers: Strangers) -> None:
    strangers.install("pigeons", service("pigeons", PIGEONS))
    post = await start(
        {"mode": "live", "sms": {"gateway": "pigeon"}}, plugins=("lost_property", "pigeons")
    )
    for digit in (0, 1):
        await post.tell(await make_citizen(post.runtime, mobile=f"+91981234567{digit}"))
    assert sys.modules["pigeons"].SENT == [("+919812345670", IN_ENGLISH)]
    assert await deliveries() == [("SENT", 1, None), ("DEAD", 1, "SMS_REFUSED")]


@pytest.mark.parametrize(
    ("answer", "fault"),
    [
        (Answer(500), "SMS_HTTP_500"),
        (Answer(503), "SMS_HTTP_503"),
        (Answer(401), "SMS_HTTP_401"),
        (Answer(404), "SMS_HTTP_404"),
        (Answer(408), "SMS_HTTP_408"),
        (Answer(429), "SMS_HTTP_429"),
        (Answer(302, takes=False), "SMS_HTTP_302"),
        (Answer(200, '{"status": "error", "code": 105}', takes=False), "SMS_NOT_ACCEPTED"),
        (Answer(200, is_slow=True), "SMS_TIMEOUT"),
        (Answer(200, is_lost=True), "SMS_UNREACHABLE"),
    ],
    ids=str,
)
async def test_what_may_pass_is_tried_again_and_arrives_once(
    start: Any, gateway: SmsGatewayServer, answer: Answer, fault: str
) -> None:
    post = await start(through(gateway))
    gateway.plan(answer)
    await post.tell(await make_citizen(post.runtime))
    assert await deliveries() == [("FAILED", 1, fault)]
    gateway.released.set()
    await post.deliver(seconds=2)
    assert gateway.texts == [IN_ENGLISH]
    assert len({each["reference"] for each in gateway.tries}) == 1
    assert len(gateway.tries) == 2
    assert await deliveries() == [("SENT", 2, None)]
    assert await dead_letters() == []


async def test_an_outage_delays_messages_and_loses_none(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway))
    citizens = [await make_citizen(post.runtime) for _ in range(5)]
    gateway.go_down()
    for citizen in citizens:
        await post.tell(citizen)
    assert await deliveries() == [("FAILED", 1, "SMS_UNREACHABLE")] * 5
    await post.deliver(seconds=2)
    gateway.come_up()
    await post.deliver(seconds=4)
    assert gateway.texts == [IN_ENGLISH] * 5
    assert await deliveries() == [("SENT", 3, None)] * 5


@pytest.mark.parametrize("status", [400, 410, 422])
async def test_what_the_gateway_refuses_is_given_up_at_once(
    start: Any, gateway: SmsGatewayServer, status: int
) -> None:
    post = await start(through(gateway))
    gateway.plan(Answer(status))
    await post.tell(await make_citizen(post.runtime))
    await post.deliver(hours=2)
    assert len(gateway.tries) == 1
    assert await deliveries() == [("DEAD", 1, "SMS_REFUSED")]
    assert await dead_letters() == ["SMS_REFUSED"]


async def test_messages_about_one_request_come_in_their_order(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway))
    citizen = await make_citizen(post.runtime)
    gateway.plan(Answer(500))
    await post.tell(citizen, values=MOVED | {"station": "Tilli"})
    await post.tell(citizen, values=MOVED | {"station": "Rahatgarh"})
    assert gateway.texts == []
    await post.deliver(seconds=2)
    assert [text.split(" at ")[1].split(" is ")[0] for text in gateway.texts] == [
        "Tilli",
        "Rahatgarh",
    ]


async def test_what_was_sent_before_its_worker_died_is_not_sent_again(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway))
    await post.tell(await make_citizen(post.runtime))
    entry = await OutboxEntry.get(topic="message")
    message = {"event": "request_moved", "channel": "SMS", "is_listed": True}
    sealed = post.runtime.secrets.seal(message)
    await OutboxEntry.filter(id=entry.id).update(done_at=None, payload=sealed)
    await post.deliver()
    assert len(gateway.tries) == 1
    assert await OutboxEntry.filter(done_at=None).count() == 0


async def test_a_code_is_not_sent_once_it_has_expired(
    start: Any, gateway: SmsGatewayServer
) -> None:
    post = await start(through(gateway))
    gateway.plan(Answer(500))
    expires_at = post.runtime.now().replace(minute=35).isoformat()
    await post.send_code(MOBILE, expires_at=expires_at)
    await post.deliver(minutes=5)
    assert len(gateway.tries) == 1
    assert await OutboxEntry.filter(done_at=None).count() == 0


async def test_neither_text_nor_number_is_logged(
    start: Any, gateway: SmsGatewayServer, caplog: pytest.LogCaptureFixture
) -> None:
    post = await start(through(gateway))
    gateway.plan(Answer(500), Answer(400))
    with caplog.at_level(logging.DEBUG):
        await post.send_code(MOBILE)
        await post.deliver(seconds=2)
    ours = [each for each in caplog.records if not each.name.startswith("tortoise")]
    assert [each.name for each in ours if each.name == "thana.outbox"] == ["thana.outbox"] * 2
    said = "\n".join(each.getMessage() for each in ours)
    assert "123456" not in said
    assert MOBILE.lstrip("+") not in said


WRONG = [
    ({"url": "http://gateway.example.in/send"}, "url: give the https:// address of the gateway"),
    ({"url": None}, "url: give the https:// address of the gateway"),
    ({"body": {"text": "{text}", "to": "{to}"}}, "body: must hold {reference}"),
    ({"body": {"text": "{text}", "ref": "{reference}"}}, "body: must hold {to} or {digits}"),
    ({"headers": {"x": "{secret}"}}, "secret_file: goes with {secret} in headers or body"),
    ({"secret_file": "/nowhere/token"}, "secret_file: goes with {secret} in headers or body"),
    ({"headers": {"x": "{number}"}}, ": {number} is no placeholder; known: to, digits, text"),
    ({"accepted_pattern": "("}, "accepted_pattern: missing ), unterminated subpattern"),
]


@pytest.mark.parametrize(("changes", "fault"), WRONG)
async def test_settings_by_which_nothing_could_be_sent_stop_the_start(
    start: Any, gateway: SmsGatewayServer, changes: dict[str, Any], fault: str
) -> None:
    with pytest.raises(StartupError) as stopped:
        await start(through(gateway, **changes))
    assert any(each.startswith("setting notifications.sms") for each in stopped.value.faults)
    assert fault in "\n".join(stopped.value.faults)


async def test_a_code_waits_behind_no_other_message(start: Any, gateway: SmsGatewayServer) -> None:
    post = await start(through(gateway))
    gateway.plan(*[Answer(is_slow=True)] * MESSAGES_AT_ONCE)
    for _ in range(2 * MESSAGES_AT_ONCE):
        citizen = await make_citizen(post.runtime)
        await tell(post.runtime, citizen.id, "request_moved", MOVED, is_answer=True)
    effects = post.app.state.effects
    news = asyncio.create_task(effects.messages.deliver_due())
    async with asyncio.timeout(30):
        while len(gateway.tries) < MESSAGES_AT_ONCE:  # noqa: ASYNC110
            await asyncio.sleep(0)
    code = {"event": "one_time_code", "channel": "SMS", "to": MOBILE, "language": "en"}
    values = {"code": "123456", "minutes": 5, "until": "12:05"}
    await transactional(enqueue)(post.runtime, CODE, code | {"values": values})
    await effects.codes.deliver_due()
    assert gateway.tries[-1]["to"] == MOBILE.lstrip("+")
    assert len(gateway.tries) == MESSAGES_AT_ONCE + 1
    gateway.released.set()
    await news
