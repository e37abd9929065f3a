"""The texts of events: whatever is wrong with a file stops the start, by file, key and variable."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from factories import make_citizen
from messages import MOVED
from sms_gateways import SmsGatewayServer, through
from strangers import Strangers, service

from core.app import create_app
from core.errors import StartupError

SOUND = 'title = "T {place}"\nbody = "B {place}"\nsms = "S {place}"\n'
DECLARED = 'events=(Event("visits.planned", frozenset({"place"})),)'
OF_UNITS = 'events=(Event("visits.planned", frozenset({"place"}), by_sms=False),)'
FILES = {
    "templates/messages/planned.en.toml": SOUND,
    "templates/messages/planned.hi.toml": SOUND,
}
ENGLISH = "templates/messages/planned.en.toml"


def faults(
    strangers: Strangers, files: dict[str, str], *, declared: str = DECLARED, **changes: Any
) -> tuple[str, ...]:
    """What stops the start of a platform with one event of a plugin."""
    strangers.install("visits", service("visits", static=declared), files)
    with pytest.raises(StartupError) as stopped:
        create_app(strangers.settings("visits", database_url="sqlite://unused", **changes))
    return stopped.value.faults


BROKEN = [
    ("", ["title: is missing", "body: is missing", "sms: is missing"]),
    ("title = ", ["is not TOML in UTF-8: Invalid value"]),
    (SOUND + 'push = "x"\n', ["push: no such key; known: title, body, sms"]),
    (
        SOUND.replace("B {place}", "{code}"),
        ["body: {code} is no variable of visits.planned; k"],
    ),
    (SOUND.replace("S {place}", "{place.x}"), ["sms: {place.x} is no variable of visits.planned"]),
    (SOUND.replace("S {place}", "{place!r}"), ["sms: {place} is no variable of visits.planned"]),
    (SOUND.replace("S {place}", "{place"), ["sms: expected '}' before end of string; write a var"]),
    (SOUND.replace("S {place}", " S"), ["sms: must not begin or end with spaces or lines, and a"]),
    (
        SOUND.replace("T {place}", "T\\nT"),
        ["title: must not begin or end with spaces or lines"],
    ),
]


@pytest.mark.parametrize(("content", "expected"), BROKEN)
def test_a_wrong_file_is_named_with_its_key_and_variable(
    strangers: Strangers, content: str, expected: list[str]
) -> None:
    found = faults(strangers, FILES | {ENGLISH: content})
    assert len(found) == len(expected)
    for fault, said in zip(found, expected, strict=True):
        assert fault.startswith(f"{strangers.folder / 'visits' / ENGLISH}: {said}")


def test_a_missing_language_stops_the_start(strangers: Strangers) -> None:
    [fault] = faults(strangers, {ENGLISH: SOUND})
    assert fault.endswith(
        "planned.hi.toml: event visits.planned has no text here; write title, body, sms"
    )


def test_an_event_that_is_not_told_by_sms_has_no_text_for_it(strangers: Strangers) -> None:
    without = SOUND.replace('sms = "S {place}"\n', "")
    files = {ENGLISH: without, "templates/messages/planned.hi.toml": SOUND}
    [fault] = faults(strangers, files, declared=OF_UNITS)
    assert fault.endswith("planned.hi.toml: sms: no such key; known: title, body")


def test_an_event_is_called_after_its_service(strangers: Strangers) -> None:
    strangers.install("visits", service("visits", static='events=(Event("x", frozenset()),)'))
    with pytest.raises(StartupError, match=r"event x must be called visits\.<word>"):
        create_app(strangers.settings("visits", database_url="sqlite://unused"))


def test_a_file_in_the_folder_of_the_state_that_nothing_would_read_stops_the_start(
    strangers: Strangers, tmp_path: Path
) -> None:
    for name in ("visits.planned.en.toml", "visits.planed.hi.toml", "request_moved.mr.toml"):
        (tmp_path / name).write_text(SOUND)
    found = faults(strangers, FILES, notifications={"templates_folder": tmp_path})
    assert [fault.partition(": ")[0] for fault in found] == [
        str(tmp_path / "request_moved.mr.toml"),
        str(tmp_path / "visits.planed.hi.toml"),
    ]


def test_a_folder_of_the_state_that_is_not_there_stops_the_start(
    strangers: Strangers, tmp_path: Path
) -> None:
    [fault] = faults(strangers, FILES, notifications={"templates_folder": tmp_path / "no"})
    assert fault == f"setting notifications.templates_folder: {tmp_path / 'no'} is not a folder"


async def test_a_text_of_the_state_goes_before_that_of_the_platform(
    start: Any, gateway: SmsGatewayServer, tmp_path: Path
) -> None:
    own = 'title = "{number}"\nbody = "{status}."\nsms = "{number}: {status}"\n'
    folder = tmp_path / "texts"
    folder.mkdir()
    (folder / "request_moved.en.toml").write_text(own)
    post = await start(through(gateway) | {"templates_folder": folder})
    await post.tell(await make_citizen(post.runtime))
    assert gateway.texts == [f"{MOVED['number']}: Withdrawn"]
