"""SMS under DLT: what is not registered to the letter stops the start, and is never sent."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from factories import make_citizen
from messages import IN_ENGLISH, MOVED, dead_letters, deliveries
from sms_gateways import SmsGatewayServer, through
from strangers import GUESTBOOK, Strangers, service

from core.errors import StartupError
from core.notifications.dlt import difference
from core.notifications.models import Notification
from core.notifications.templates import CORE_FOLDER

ENTITY, HEADER = "1101234567890123456", "MPPOLC"
SENT = {
    path.name.removesuffix(".en.toml"): tomllib.loads(path.read_text(encoding="utf-8"))
    for path in sorted(CORE_FOLDER.glob("*.en.toml"))
}
TEXTS: dict[str, str | None] = {
    event: re.sub(r"\{\w+\}", "{#alphanumeric#}", texts["sms"])
    for event, texts in SENT.items()
    if "sms" in texts  # what units alone are told has none
}
IDS = {event: f"{1107000000000000000 + place}" for place, event in enumerate(TEXTS)}
MOVED_ID = IDS["request_moved"]


@pytest.fixture
def started(start: Any, gateway: SmsGatewayServer, tmp_path: Path, strangers: Strangers) -> Any:
    """Start with these registered texts; what is not named is registered as it should be."""
    strangers.install("guestbook", GUESTBOOK)

    async def begin(plugins: tuple[str, ...] = ("guestbook",), **texts: str | None) -> Any:
        file = tmp_path / "dlt.toml"
        file.write_text(registered(TEXTS | texts), encoding="utf-8")
        dlt = {"entity_id": ENTITY, "header": HEADER, "templates": file}
        return await start(through(gateway, dlt=dlt), languages=("en",), plugins=plugins)

    return begin


def registered(texts: Mapping[str, str | None]) -> str:
    """A file of registered templates."""
    blocks = []
    for event, text in texts.items():
        if text is not None:
            quoted = json.dumps(text, ensure_ascii=False)
            blocks.append(
                f'[[template]]\nid = "{IDS[event]}"\nevent = "{event}"\n'
                f'language = "en"\ntext = {quoted}\n'
            )
    return "\n".join(blocks)


async def test_a_registered_text_is_sent_with_its_ids(
    started: Any, gateway: SmsGatewayServer
) -> None:
    post = await started()
    await post.tell(await make_citizen(post.runtime))
    [message] = gateway.tries
    assert (message["text"], message["entity"], message["sender"], message["template"]) == (
        IN_ENGLISH,
        ENTITY,
        HEADER,
        MOVED_ID,
    )


async def test_a_text_that_is_registered_otherwise_stops_the_start_with_the_difference(
    started: Any,
) -> None:
    with pytest.raises(StartupError) as stopped:
        await started(request_moved="{#var#}: your request {#var#} at {#var#} is now {#var#} .")
    [fault] = stopped.value.faults
    assert fault.endswith(
        f"request_moved in en differs from the registered template {MOVED_ID}; here is"
        " what only the registered one has as [-…-], what only ours has as {+…+}: {#var#}: your"
        " request {#var#} at {#var#} is now{+:+} {#var#}[- -]."
    )


async def test_a_text_that_is_not_registered_stops_the_start(started: Any) -> None:
    with pytest.raises(StartupError) as stopped:
        await started(document_revoked=None)
    [fault] = stopped.value.faults
    assert fault.endswith(
        "document_revoked in en is not registered; register '{#var#}: the document of your request"
        " {#var#} has been revoked by {#var#}.'"
    )


async def test_an_event_that_is_not_told_by_sms_is_neither_registered_nor_sent(
    started: Any, gateway: SmsGatewayServer, strangers: Strangers
) -> None:
    event = 'events=(Event("visits.planned", frozenset({"place"}), by_sms=False),)'
    text = 'title = "T {place}"\nbody = "B {place}"\n'
    files = {"templates/messages/planned.en.toml": text}
    strangers.install("visits", service("visits", static=event), files)
    post = await started(plugins=("guestbook", "visits"))
    await post.tell(await make_citizen(post.runtime), "visits.planned", {"place": "Sagar"})
    assert [told.body for told in await Notification.all()] == ["B Sagar"]
    assert (gateway.tries, await deliveries(), await deliveries("IN_APP")) == (
        [],
        [],
        [("SENT", 1, None)],
    )


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("[[template]]\nid = 1.1e18", "template.0.id: Input should be a valid string"),
        ('[[template]]\nid = "1.10E+18"', "template.0.id: String should match pattern"),
        ('[[templates]]\nid = "1"', "templates: no such key; did you mean template?"),
        ("[[template]", "is not TOML in UTF-8: "),
    ],
)
async def test_a_file_of_templates_that_is_wrong_stops_the_start(
    start: Any, gateway: SmsGatewayServer, tmp_path: Path, content: str, fault: str
) -> None:
    (tmp_path / "dlt.toml").write_text(content)
    dlt = {"entity_id": ENTITY, "header": HEADER, "templates": tmp_path / "dlt.toml"}
    with pytest.raises(StartupError) as stopped:
        await start(through(gateway, dlt=dlt))
    assert f"{tmp_path / 'dlt.toml'}: {fault}" in "\n".join(stopped.value.faults)


@pytest.mark.parametrize(
    ("station", "is_sent"), [("x" * 30, True), ("x" * 31, False)], ids=["30", "31"]
)
async def test_a_variable_longer_than_the_operators_let_pass_is_refused_before_sending(
    started: Any,
    gateway: SmsGatewayServer,
    caplog: pytest.LogCaptureFixture,
    station: str,
    is_sent: bool,
) -> None:
    post = await started()
    await post.tell(await make_citizen(post.runtime), values=MOVED | {"station": station})
    assert len(gateway.tries) == is_sent
    assert await deliveries() == [("SENT", 1, None) if is_sent else ("DEAD", 1, "DLT_MISMATCH")]
    assert await dead_letters() == ([] if is_sent else ["DLT_MISMATCH"])
    said = [each.getMessage() for each in caplog.records if each.name == "thana.messages"]
    assert [line.partition(": ")[2] for line in said] == (
        []
        if is_sent
        else [
            "DLT_MISMATCH: request_moved in en: variable 3 of the registered template"
            f" {MOVED_ID} would have 31 characters, and at most 30 pass"
        ]
    )
    assert station not in caplog.text or is_sent


def test_a_difference_in_hindi_is_shown_by_whole_words() -> None:
    assert (
        difference(
            "{#var#}: आपका अनुरोध {#var#} मिल गया है।", "{#var#}: आपका आवेदन {#var#} मिल गया है।"
        )
        == "{#var#}: आपका [-अनुरोध-]{+आवेदन+} {#var#} मिल गया है।"
    )
