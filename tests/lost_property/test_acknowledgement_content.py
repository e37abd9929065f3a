"""What the acknowledgement of a lost report says, as its holder reads it."""

from __future__ import annotations

import re
import subprocess
import unicodedata
from collections.abc import Awaitable, Callable
from pathlib import Path

import httpx
import pytest
from acknowledgements import acknowledged, acknowledgement, fetch, make_due, text_of, verify
from clients import GraphQLClient
from good_files import photo
from lost_reports import act, document, faults, mobile, other, vehicle
from starlette.applications import Starlette
from uploads import TusClient

from core.db import transactional
from core.documents.issuing import renew_documents
from core.identity.models import OfficerRole, Relation
from core.service_requests.models import ServiceRequest
from core.texts import Language
from plugins.lost_property.models import LostItem

AsSomebody = Callable[..., Awaitable[GraphQLClient]]


@pytest.fixture
def kind() -> str:
    """A paper says the same whatever the database."""
    return "sqlite"


LONG_NAME = "ज्योत्स्ना श्रीवास्तव कृष्णमूर्ति विश्वकर्मा उज्ज्वला द्विवेदी राष्ट्रपाल अर्द्धनारी"
MARKUP = '</para><img src="/etc/hostname"><font color="[[[red]]]">{{7*7}} &nbsp; Ram & Sons <b'


def words(pdf: bytes) -> str:
    """The text of a PDF in one line, as it was typed."""
    return unicodedata.normalize("NFC", " ".join(text_of(pdf).split()))


def pages(pdf: bytes) -> int:
    done = subprocess.run(["pdfinfo", "-"], input=pdf, capture_output=True, check=True)
    return int(re.findall(rb"Pages:\s+(\d+)", done.stdout)[0])


def scan(pdf: bytes, page: Path) -> str:
    """What the QR code on the first page says, printed at 150 dpi."""
    draw = ["pdftoppm", "-r", "150", "-png", "-singlefile", "-", str(page)]
    subprocess.run(draw, input=pdf, check=True)
    read = ["zbarimg", "-q", "--raw", f"{page}.png"]
    return subprocess.run(read, capture_output=True, text=True, check=True).stdout.strip()


async def test_all_that_ceir_asks_for_stands_on_it(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsSomebody
) -> None:
    citizen = await as_citizen(relation=Relation.FATHER, relative_name="Mohan Verma")
    bill = await TusClient(citizen).upload(photo(64, 48), purpose="INVOICE")
    phone = mobile(
        imei2="356938035643809",
        colour="Blue",
        mobileNumbers=["98765 43210"],
        operator="Airtel",
        price="18999",
        invoiceFileId=bill,
    )
    report, paper = await acknowledged(
        app, citizen, items=[phone], circumstances="Fell out in the bus."
    )
    shown = words(await fetch(http, paper["downloadUrl"]))
    for expected in (
        report["number"],
        paper["code"],
        "मध्य प्रदेश पुलिस",
        "Madhya Pradesh Police",
        "खोई संपत्ति की रिपोर्ट की पावती",
        "Acknowledgement of a lost property report",
        "Asha Verma",
        "पिता / Father",
        "Mohan Verma",
        "4, Gopalganj, Sagar, 470002",
        "Makroniya bus stand",
        "23.11.2026, 12:00 IST",
        "Fell out in the bus.",
        "IMEI 1: 490154203237518",
        "IMEI 2: 356938035643809",
        "Brand: Lava",
        "Model: Agni 2",
        "Colour: Blue",
        "Mobile numbers in it: +919876543210",
        "Network operator: Airtel",
        "Price in rupees: 18999",
        "Bill: संलग्न / attached",
        "यह एफ़आईआर नहीं है।",
        "This is not an FIR.",
        "http://127.0.0.1:8000/verify",
    ):
        assert expected in shown, (expected, shown)


async def test_hindi_with_a_long_name_and_ten_things_takes_two_pages(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsSomebody
) -> None:
    citizen = await as_citizen(full_name=LONG_NAME, language=Language.HI)
    things = [
        mobile(brand="लावा", model="अग्नि 2"),
        document(number="MP15 20190012345", nameOn="सुनीता विश्वकर्मा"),
        vehicle("MP15AB1234"),
        *(other(f"लाल कपड़े का थैला {number}, जिसमें ज़रूरी काग़ज़ थे") for number in range(7)),
    ]
    _, paper = await acknowledged(
        app, citizen, items=things, circumstances="बस में चढ़ते समय भीड़ में गिर गया।"
    )
    pdf = await fetch(http, paper["downloadUrl"])
    shown = words(pdf)
    assert len(LONG_NAME) >= 80
    for expected in (LONG_NAME, "बस में चढ़ते समय भीड़ में गिर गया।", "थैला 6, जिसमें ज़रूरी"):
        assert unicodedata.normalize("NFC", expected) in shown, shown
    assert pages(pdf) == 2


async def test_the_qr_code_reads_at_150_dpi_and_leads_to_the_check(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsSomebody, tmp_path: Path
) -> None:
    report, paper = await acknowledged(app, await as_citizen())
    address = scan(await fetch(http, paper["downloadUrl"]), tmp_path / "page")
    assert address.startswith("http://127.0.0.1:8000/verify/")
    answer = await http.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200
    assert "Genuine and valid" in answer.text
    assert report["number"] in answer.text


async def test_what_people_write_is_never_markup(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsSomebody
) -> None:
    citizen = await as_citizen(full_name=MARKUP[:200])
    _, paper = await acknowledged(app, citizen, circumstances=MARKUP, items=[other(MARKUP)])
    shown = words(await fetch(http, paper["downloadUrl"]))
    assert shown.replace(" ", "").count(MARKUP.replace(" ", "")) == 3


async def test_a_cancelled_report_says_so_on_later_copies(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    citizen = await as_citizen()
    report, paper = await acknowledged(app, citizen)
    assert "REVOKED" not in words(await fetch(http, paper["downloadUrl"]))
    officer = await as_officer(role=OfficerRole.STATION_HEAD)
    values = {"note": "She has said so.", "reasonCode": "ADMITTED"}
    assert (await act(officer, report, "CANCEL_AS_FALSE", **values))["errors"] == []
    await make_due(app)
    later = await acknowledgement(citizen, report["number"])
    shown = words(await fetch(http, later["downloadUrl"]))
    assert "यह दस्तावेज़ रद्द है" in shown
    assert "The report was cancelled as false" in shown
    assert "She has said so." not in shown
    assert (later["code"], later["issuedAt"]) == (paper["code"], paper["issuedAt"])
    assert (await verify(citizen, paper["code"]))["status"] == "REVOKED"


async def test_a_found_thing_is_marked_on_later_copies(
    app: Starlette, http: httpx.AsyncClient, as_citizen: AsSomebody
) -> None:
    citizen = await as_citizen()
    report, _ = await acknowledged(app, citizen, items=[mobile(), other()])
    request = await ServiceRequest.get(number=report["number"])
    await LostItem.filter(position=1).update(is_found=True)
    await transactional(renew_documents)(app.state.platform.runtime, request)
    await make_due(app)
    later = await acknowledgement(citizen, report["number"])
    assert words(await fetch(http, later["downloadUrl"])).count("मिल गई / Found") == 1


async def test_what_cannot_be_printed_is_refused_where_it_is_written(
    app: Starlette, as_citizen: AsSomebody
) -> None:
    citizen = await as_citizen()
    assert await faults(
        citizen,
        circumstances="தமிழ்",
        place={"text": "بس اسٹینڈ", "districtCode": "21346"},
        items=[other("ব্যাগ 🎒")],
    ) == [
        ("items.0.description", "UNPRINTABLE"),
        ("circumstances", "UNPRINTABLE"),
        ("place.text", "UNPRINTABLE"),
    ]
    named_otherwise = await as_citizen(full_name="ஆஷா")
    assert await faults(named_otherwise) == [("", "UNPRINTABLE")]
