"""What a certificate says, as its holder and a clerk read it."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Awaitable, Callable

import pytest
from acknowledgements import fetch, make_due, text_of
from factories import MAKRONIYA, TT_NAGAR
from processions import Desk, Person
from verification_people import Officers
from verifications import (
    address,
    applied,
    decided,
    read,
    reported,
    subject,
    two_addresses,
)

from core.texts import Language


@pytest.fixture
def kind() -> str:
    """A paper says the same whatever the database."""
    return "sqlite"


LONG_NAME = "ज्योत्स्ना श्रीवास्तव कृष्णमूर्ति विश्वकर्मा उज्ज्वला द्विवेदी राष्ट्रपाल अर्द्धनारी"
STREET = "मकान नंबर {number}, पुरानी गल्ला मंडी के पीछे, श्रीराम वार्ड, बड़ा बाज़ार, तहसील व ज़िला सागर 470002"


def words(pdf: bytes) -> str:
    """The text of a PDF in one line, as it was typed."""
    return unicodedata.normalize("NFC", " ".join(text_of(pdf).split()))


def pages(pdf: bytes) -> int:
    done = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True)
    return int(re.findall(rb"Pages:\s+(\d+)", done.stdout)[0])


def pictures(pdf: bytes) -> int:
    """How many pictures it holds, the QR code among them."""
    listing = subprocess.run(
        ["pdfimages", "-list", "-"], input=pdf, capture_output=True, check=True
    )
    return sum(b" image " in line for line in listing.stdout.splitlines())


async def certificate(desk: Desk, citizen: Person, request: dict[str, object]) -> bytes:
    await make_due(desk.app)
    return await fetch(desk.http, (await read(citizen, request))["certificate"]["downloadUrl"])


async def test_it_says_who_for_what_where_and_by_whom(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    request = await reported(officers.outside, request, TT_NAGAR)
    request = await reported(officers.head, request)
    request = await decided(officers.district, request, validUntil="2027-02-28")
    pdf = await certificate(desk, citizen, request)
    shown = words(pdf)
    for expected in (
        request["number"],
        "चरित्र प्रमाण पत्र",
        "Character certificate",
        "Asha Verma",
        "Mohan Verma",
        "17.05.1990",
        "Government job",
        "Collector, Sagar",
        "4, Gopalganj, Sagar 470002",
        "01.07.2020",
        "12, TT Nagar, Bhopal",
        "01.01.2016",
        "30.06.2020",
        "Makroniya",
        "T T Nagar",
        "Nothing adverse",
        "nothing stands against this person",
        "Superintendent of Police",
        "28.02.2027",
        "not a character for life",
        "01.01.2016 – 23.11.2026",
    ):
        assert expected in shown, (expected, shown)
    assert "Inspector Rao" not in shown
    assert "Known since 2016." not in shown
    assert pages(pdf) == 1
    assert pictures(pdf) == 2


async def test_hindi_with_a_long_name_and_ten_addresses_takes_two_pages(
    desk: Desk, another: Callable[..., Awaitable[Person]], officers: Officers
) -> None:
    citizen = await another(full_name=LONG_NAME, language=Language.HI)
    years = range(2010, 2020)
    addresses = [address(text=STREET.format(number=9), **{"from": "2019-01-01"})] + [
        address(
            text=STREET.format(number=number),
            until=f"{year}-12-31",
            isCurrent=False,
            **{"from": f"{year}-01-01"},
        )
        for number, year in enumerate(years)
        if year < 2019
    ]
    person = subject(
        fullName=LONG_NAME,
        relativeName=LONG_NAME,
        identificationMarks="बाएँ गाल पर तिल, दाहिने हाथ पर चोट का निशान",
    )
    request = await applied(citizen, subject=person, addresses=addresses)
    request = await reported(officers.beat, request)
    request = await decided(officers.district, request)
    pdf = await certificate(desk, citizen, request)
    shown = words(pdf)
    for number in range(10):
        assert f"मकान नंबर {number}," in shown
    assert unicodedata.normalize("NFC", LONG_NAME) in shown
    assert pages(pdf) == 2


async def test_period_covered_begins_after_a_gap(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    now, before = two_addresses()
    request = await applied(citizen, addresses=[now, before | {"until": "2019-12-31"}])
    request = await reported(officers.outside, request, TT_NAGAR)
    request = await reported(officers.head, request)
    request = await decided(officers.district, request)
    shown = words(await certificate(desk, citizen, request))
    assert "01.07.2020 – 23.11.2026" in shown


async def test_adverse_findings_and_declared_cases_stand_on_it(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    case = {
        "firNumber": "112/2019",
        "stationCode": MAKRONIYA,
        "year": 2019,
        "sections": "323 IPC",
        "status": "Acquitted",
        "convicted": False,
    }
    declared = {"hasCases": True, "cases": [case]}
    request = await applied(citizen, caseDeclaration=declared)
    request = await reported(officers.head, request, finding="ADVERSE")
    request = await decided(officers.district, request)
    shown = words(await certificate(desk, citizen, request))
    for expected in ("Cases are on record", "112/2019 / 2019", "323 IPC", "Acquitted"):
        assert expected in shown, (expected, shown)
    assert "nothing stands against" not in shown
