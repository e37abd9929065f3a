"""E-mail: encrypted to the server that was meant, the same words as text and as HTML, once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from factories import make_citizen
from mail_servers import MailServer, free_port, mail_server
from messages import IN_ENGLISH, IN_HINDI, MOVED, dead_letters, deliveries, tell_unit

from core.errors import StartupError
from core.notifications.models import Delivery
from core.outbox.models import OutboxEntry
from core.texts import Language
from core.units.models import Unit

ADDRESS = "asha@example.in"
BY_EMAIL = {"mobile": None, "verified_email": ADDRESS}


@pytest.fixture
def server(tmp_path: Path) -> Iterator[MailServer]:
    with mail_server(tmp_path) as up:
        yield up


async def test_a_mail_reaches_the_citizen_as_a_person_would_read_it(
    start: Any, server: MailServer
) -> None:
    post = await start(server.settings())
    await post.tell(await make_citizen(post.runtime, **BY_EMAIL))
    [mail] = server.mails
    delivery = await Delivery.get(channel="EMAIL")
    assert {name: str(mail[name]) for name in mail.keys() if name != "Content-Type"} == {
        "From": "Madhya Pradesh Police <seva@mppolice.example.in>",
        "To": ADDRESS,
        "Subject": "Your request MP-21346058-LP-2026-000001-0",
        "Date": "Mon, 23 Nov 2026 12:00:00 +0530",
        "Message-ID": f"<{delivery.id}@seva.example.in>",
        "Content-Language": "en",
        "Auto-Submitted": "auto-generated",
        "MIME-Version": "1.0",
    }
    assert server.envelopes == [("seva@mppolice.example.in", [ADDRESS])]
    assert server.was_encrypted == [True]
    assert mail.get_content_type() == "multipart/alternative"
    plain, html = mail.iter_parts()
    assert (plain.get_content_type(), html.get_content_type()) == ("text/plain", "text/html")
    assert plain.get_content() == (
        f"{IN_ENGLISH}\n\nOpen the portal: https://seva.example.in\n\nMadhya Pradesh Police\n"
        "This message was sent automatically. Answers to it are not read.\n"
    )
    assert IN_ENGLISH in html.get_content()
    assert re.findall(r'(?:href|src)="([^"]*)"', html.get_content()) == ["https://seva.example.in"]
    assert await deliveries("EMAIL") == [("SENT", 1, None)]


async def test_a_hindi_mail_is_hindi_throughout(start: Any, server: MailServer) -> None:
    post = await start(server.settings())
    await post.tell(await make_citizen(post.runtime, language=Language.HI, **BY_EMAIL))
    [mail] = server.mails
    plain, html = (part.get_content() for part in mail.iter_parts())
    assert mail["Subject"] == "आपका अनुरोध MP-21346058-LP-2026-000001-0"
    assert mail["From"] == "मध्य प्रदेश पुलिस <seva@mppolice.example.in>"
    assert mail["Content-Language"] == "hi"
    assert plain == (
        f"{IN_HINDI}\n\nपोर्टल खोलें: https://seva.example.in\n\nमध्य प्रदेश पुलिस\n"
        "यह संदेश अपने आप भेजा गया है। इसके उत्तर पढ़े नहीं जाते।\n"
    )
    assert '<html lang="hi">' in html
    assert IN_HINDI in html


@pytest.mark.parametrize("number", ["बहुत लंबा विषय " * 11, "a very long subject " * 9, "x" * 180])
async def test_a_long_subject_arrives_whole(start: Any, server: MailServer, number: str) -> None:
    post = await start(server.settings())
    citizen = await make_citizen(post.runtime, **BY_EMAIL)
    await post.tell(citizen, values=MOVED | {"number": number})
    [mail] = server.mails
    assert mail["Subject"] == f"Your request {number.strip()}"


async def test_a_code_comes_without_a_link(start: Any, server: MailServer) -> None:
    post = await start(server.settings())
    await post.send_code(ADDRESS, "EMAIL")
    [mail] = server.mails
    assert "seva.example.in" not in "".join(part.get_content() for part in mail.iter_parts())


async def test_values_from_people_can_neither_forge_headers_nor_bring_markup(
    start: Any, server: MailServer
) -> None:
    post = await start(server.settings())
    number = 'X\r\nBcc: other@example.in\r\n\r\n<img src="https://x.example/p.png">'
    citizen = await make_citizen(post.runtime, **BY_EMAIL)
    await post.tell(citizen, values=MOVED | {"number": number})
    [mail] = server.mails
    assert mail["Bcc"] is None
    assert mail["Subject"] == (
        'Your request X Bcc: other@example.in <img src="https://x.example/p.png">'
    )
    assert server.envelopes == [("seva@mppolice.example.in", [ADDRESS])]
    _, html = mail.iter_parts()
    assert "<img" not in html.get_content()


@pytest.mark.parametrize("where", ["refusals", "data_refusals"])
async def test_what_the_server_refuses_for_good_is_given_up(
    start: Any, server: MailServer, where: str
) -> None:
    post = await start(server.settings())
    getattr(server, where).append("550 5.1.1 No such user")
    await post.tell(await make_citizen(post.runtime, **BY_EMAIL))
    assert await deliveries("EMAIL") == [("DEAD", 1, "EMAIL_REFUSED")]
    assert await dead_letters() == ["EMAIL_REFUSED"]


@pytest.mark.parametrize("where", ["refusals", "data_refusals"])
async def test_what_the_server_refuses_for_now_is_tried_again(
    start: Any, server: MailServer, where: str
) -> None:
    post = await start(server.settings())
    getattr(server, where).append("451 4.3.0 Try again")
    await post.tell(await make_citizen(post.runtime, **BY_EMAIL))
    [(status, attempts, _)] = await deliveries("EMAIL")
    assert (status, attempts, server.mails) == ("FAILED", 1, [])
    await post.deliver(seconds=2)
    assert len(server.mails) == 1
    assert await deliveries("EMAIL") == [("SENT", 2, None)]


async def test_a_server_whose_certificate_does_not_hold_gets_nothing(
    start: Any, server: MailServer
) -> None:
    post = await start(server.settings(ca_file=None))
    await post.tell(await make_citizen(post.runtime, **BY_EMAIL))
    assert server.mails == []
    assert await deliveries("EMAIL") == [("FAILED", 1, "EMAIL_TLS")]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"security": "tls"}, "EMAIL_TLS"),
        ({"port": 1}, "EMAIL_UNREACHABLE"),
        ({"username": "somebody"}, "EMAIL_LOGIN_REFUSED"),
    ],
)
async def test_what_is_wrong_with_the_settings_is_told_by_a_code(
    start: Any, server: MailServer, changes: dict[str, Any], fault: str
) -> None:
    post = await start(server.settings(**changes))
    await post.tell(await make_citizen(post.runtime, **BY_EMAIL))
    assert server.mails == []
    assert await deliveries("EMAIL") == [("FAILED", 1, fault)]


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({}, "EMAIL_NO_STARTTLS"),
        ({"security": "none"}, "EMAIL_NO_LOGIN"),
    ],
)
async def test_what_a_plain_server_lacks_is_told_by_a_code(
    start: Any, server: MailServer, changes: dict[str, Any], fault: str
) -> None:
    plain = Controller(server, hostname="127.0.0.1", port=free_port())
    plain.start()
    try:
        post = await start(server.settings(port=plain.port, **changes))
        await post.tell(await make_citizen(post.runtime, **BY_EMAIL))
    finally:
        plain.stop()
    assert await deliveries("EMAIL") == [("FAILED", 1, fault)]


async def test_a_station_is_told_at_the_address_of_its_office(
    start: Any, server: MailServer
) -> None:
    post = await start(server.settings())
    station = await Unit.get(code="21346058")
    station.email = "makroniya@mppolice.example.in"
    await tell_unit(post.runtime, station, "request_moved", MOVED)
    await post.deliver()
    assert server.envelopes == [("seva@mppolice.example.in", ["makroniya@mppolice.example.in"])]
    assert server.mails[0]["Content-Language"] == "hi"
    assert await OutboxEntry.filter(done_at=None).count() == 0


WRONG = [
    ({"sender": None}, "setting notifications.email.sender: name the e-mail address that"),
    ({"sender": "a@b.in\r\nBcc: c@d.in"}, "setting notifications.email.sender: name the e-mail"),
    ({"host": "mail.example.in", "security": "none"}, ".security: none is for a server on this"),
    ({"password_file": None}, "setting notifications.email: username and password_file go toget"),
    ({"password_file": "/nowhere"}, ".password_file: /nowhere cannot be read (FileNotFoundError)"),
    ({"ca_file": "/nowhere"}, ".ca_file: /nowhere holds no certificates that can be read"),
]


@pytest.mark.parametrize(("changes", "fault"), WRONG)
async def test_settings_by_which_nothing_could_be_sent_stop_the_start(
    start: Any, server: MailServer, changes: dict[str, Any], fault: str
) -> None:
    with pytest.raises(StartupError) as stopped:
        await start(server.settings(**changes))
    assert fault in "\n".join(stopped.value.faults)
