"""submitLostReport: what people write is stored cleaned, as text, without Aadhaar numbers, the same
on every database, and never reaches a log.
"""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Awaitable, Callable

import pytest
from clients import GraphQLClient
from factories import lost_report
from lost_reports import (
    AADHAAR,
    SUBMIT,
    TABLES,
    document,
    faults,
    mobile,
    other,
    read,
    rows,
    send,
    stored,
    vehicle,
)

from core.db import fetch

Citizens = Callable[..., Awaitable[GraphQLClient]]

ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,}", re.IGNORECASE)
"""What is random holds any four digits now and then."""

CLUSTER = "क्षत्रि"  # two letters to a reader, seven code points


async def circumstances(client: GraphQLClient, text: str) -> str | None:
    """What is read back of a text, by its number."""
    report = await stored(client, circumstances=text)
    content = await read(client, report["number"])
    assert content["circumstances"] == report["circumstances"]
    kept: str | None = content["circumstances"]
    return kept


async def test_what_cannot_be_seen_is_not_stored(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    assert await circumstances(citizen, "a\0b\x1b[31mc\x9fd\ufffee\u202ef\u2066g\u200bh\ufeff") == (
        "ab[31mcdefgh"
    )
    assert await circumstances(citizen, "क" + "\u093c" * 500) == "क" + "\u093c" * 8
    assert await circumstances(citizen, " \0\u200b\n") is None


async def test_joiners_of_indic_scripts_are_kept(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    assert await circumstances(citizen, "श्री\u200cमान क्\u200dष ad\u200dmin") == (
        "श्री\u200cमान क्\u200dष admin"
    )


async def test_a_lone_surrogate_is_refused(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    before = await rows()
    body = json.dumps(
        {"query": SUBMIT, "variables": {"input": lost_report(circumstances="\ud800")}}
    )
    answer = await citizen.http.post("/graphql", content=body, headers=citizen.headers())
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    assert await rows() == before


async def test_text_that_looks_like_code_is_stored_as_text(as_citizen: Citizens) -> None:
    for code in (
        *("<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "=cmd()|' /C calc'!A0"),
        *("'; DROP TABLE core_unit; --", "%s %(x)s {0} \\u0000 \\", "<img src=/etc/hostname>"),
    ):
        citizen = await as_citizen()
        assert await circumstances(citizen, code) == code
        report = await stored(citizen, items=[other(code)], place={"text": code})
        assert (report["items"][0]["description"], report["place"]["text"]) == (code, code)


async def test_length_is_counted_in_code_points(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    longest = CLUSTER * 571 + "abc"
    assert len(longest) == 4000
    assert await circumstances(citizen, longest) == longest
    assert await faults(citizen, circumstances=longest + "d") == [("circumstances", "TOO_LONG")]
    assert await circumstances(citizen, longest + "\u200b\n ") == longest


async def test_an_aadhaar_number_is_masked_in_every_text(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    spelling = "x 2345-6789-0124 y"
    lines = {"colour": spelling, "model": spelling}
    payload = await send(
        citizen,
        place={"text": spelling},
        circumstances="आधार २३४५ ६७८९ ०१२४,\nIMEI 490154203237518, +91 98765 43216, 234567890125",
        items=[
            mobile(brand=spelling, operator=spelling, **lines),
            vehicle("MP15AB1234", kind=spelling, make=spelling, chassisNumber=AADHAAR, **lines),
            vehicle("MP15AB1235", engineNumber=AADHAAR),
            document(number=AADHAAR, nameOn=spelling, issuer=spelling),
            document(kind="AADHAAR", number=AADHAAR),
            other(spelling),
        ],
    )
    report, masked = payload["lostReport"], "x XXXX XXXX 0124 y"
    assert payload["errors"] == []
    assert report["circumstances"] == (
        "आधार XXXX XXXX 0124,\nIMEI 490154203237518, +91 98765 43216, 234567890125"
    )
    assert report["place"]["text"] == masked
    phone, car, plate, licence, card, bag = report["items"]
    assert {phone[name] for name in ("brand", "model", "colour", "operator")} == {masked}
    assert {car["vehicleKind"], car["make"], car["vehicleModel"], car["vehicleColour"]} == {masked}
    assert {car["chassisNumber"], plate["engineNumber"], licence["number"], card["number"]} == {
        "XXXX XXXX 0124"
    }
    assert {licence["nameOn"], licence["issuer"], bag["description"]} == {masked}
    await nothing_holds("2345-6789", "234567890124", "२३४५", "6789")


async def nothing_holds(*canaries: str) -> None:
    """No row that a report writes holds one of these."""
    for table in TABLES:
        written = json.dumps(
            [dict(row) for row in await fetch(f"SELECT * FROM {table}")],
            default=str,
            ensure_ascii=False,
        )
        allowed = ID.sub("", written).replace("234567890125", "")
        assert not [canary for canary in canaries if canary in allowed], table


async def test_nothing_that_was_sent_reaches_a_log(
    as_citizen: Citizens, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.INFO)
    citizen = await as_citizen(full_name='CANARY\n{"level": "INFO"}')
    canary = 'CANARY\n{"level": "INFO", "message": "forged"}'
    await stored(citizen, circumstances=canary, items=[mobile(brand=canary)])
    await send(citizen, circumstances=canary, items=[mobile(imei1=canary)], stationCode=canary)
    await citizen.send(SUBMIT, input=lost_report(lostFrom=canary))
    await citizen.send(SUBMIT, input=lost_report(items=[{"mobile": {"imei1": 1, canary: canary}}]))
    await citizen.send(SUBMIT.replace("items {", "items { CANARY"), input=lost_report())
    printed = capfd.readouterr()
    for log in (caplog.text, printed.out, printed.err):
        assert "CANARY" not in log
