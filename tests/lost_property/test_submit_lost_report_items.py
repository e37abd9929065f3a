"""submitLostReport: one to ten things of mixed kinds, each checked by the rules of its kind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from factories import lost_report
from lost_reports import (
    AADHAAR,
    SUBMIT,
    document,
    faults,
    mobile,
    other,
    refused,
    rows,
    send,
    stored,
    vehicle,
)

from core.texts import Language

Citizens = Callable[..., Awaitable[GraphQLClient]]


@pytest.fixture
def kind() -> str:
    """What is checked before it is stored is the same on each."""
    return "sqlite"


async def test_every_kind_of_thing_is_stored_as_it_was_told(as_citizen: Citizens) -> None:
    full_mobile = {
        "imei2": "356938035643809",
        "colour": "काला",
        "mobileNumbers": ["98765 43210", "०९८१२३४५६७८"],
        "operator": "BSNL",
        "price": "12,500",
    }
    full_vehicle = {
        "kind": "Motorcycle",
        "make": "Hero",
        "model": "Splendor",
        "colour": "Red",
        "chassisNumber": "MBLHA10EZ8GM12345",
        "engineNumber": "HA10EA8GM12345",
    }
    paper = {"number": "mp15 20190012345", "nameOn": "Asha", "issuer": "RTO Sagar", "year": 2019}
    report = await stored(
        await as_citizen(),
        items=[
            mobile(**full_mobile),
            vehicle("mp-15-ab-1234", **full_vehicle),
            document(**paper),
            other("Red bag\nwith a zip", quantity=2, value="99.50"),
        ],
    )
    assert [without_id(item) for item in report["items"]] == [
        {
            "__typename": "LostMobile",
            "imei1": "490154203237518",
            "imei2": "356938035643809",
            "brand": "Lava",
            "model": "Agni 2",
            "colour": "काला",
            "mobileNumbers": ["+919876543210", "+919812345678"],
            "operator": "BSNL",
            "price": "12500",
        },
        {
            "__typename": "LostVehicle",
            "registrationNumber": "MP15AB1234",
            "vehicleKind": "Motorcycle",
            "make": "Hero",
            "vehicleModel": "Splendor",
            "vehicleColour": "Red",
            "chassisNumber": "MBLHA10EZ8GM12345",
            "engineNumber": "HA10EA8GM12345",
        },
        {
            "__typename": "LostDocument",
            "documentKind": "DRIVING_LICENCE",
            "number": "MP15 20190012345",
            "nameOn": "Asha",
            "issuer": "RTO Sagar",
            "year": 2019,
        },
        {
            "__typename": "LostOther",
            "otherKind": "BAG",
            "description": "Red bag\nwith a zip",
            "quantity": 2,
            "value": "99.50",
        },
    ]


def without_id(item: dict[str, Any]) -> dict[str, Any]:
    assert item["isFound"] is False
    assert item["id"]
    return {name: value for name, value in item.items() if name not in ("id", "isFound")}


async def test_ten_things_pass_and_eleven_do_not(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    report = await stored(citizen, items=[other(f"Key {n}") for n in range(10)])
    assert [item["description"] for item in report["items"]] == [f"Key {n}" for n in range(10)]
    (error,) = await refused(citizen, items=[other() for _ in range(11)])
    assert (error["path"], error["code"]) == (["items"], "TOO_MANY")
    assert error["message"] == "Report at most 10 things at once."


async def test_nothing_lost_is_no_report(as_citizen: Citizens) -> None:
    assert await faults(await as_citizen(), items=[]) == [("items", "ITEMS_REQUIRED")]


async def test_a_wrong_imei_is_told_with_its_place_and_mend(as_citizen: Citizens) -> None:
    items = [other(), mobile(imei1="490154203237519", imei2="12")]
    first, second = await refused(await as_citizen(language=Language.HI), items=items)
    assert first == {
        "path": ["items", "1", "imei1"],
        "code": "IMEI_CHECK_DIGIT",
        "message": "इस IMEI का कोई अंक गलत है। इसे फ़ोन के डिब्बे या बिल से मिला लें।",
        "choices": [],
    }
    assert (second["path"], second["code"]) == (["items", "1", "imei2"], "IMEI_LENGTH")


async def test_an_imei_is_stored_with_fifteen_digits(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    for spelling in ("49015420323751", "4901542032375123", "४९-०१५४२०-३२३७५१-८"):
        report = await stored(citizen, items=[mobile(imei1=spelling)])
        assert report["items"][0]["imei1"] == "490154203237518"


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (mobile(imei1="0" * 15), ("imei1", "IMEI_ALL_EQUAL")),
        (mobile(imei2="49 015420 323751 8"), ("imei2", "IMEI_SAME")),
        (mobile(brand=" \u200b"), ("brand", "REQUIRED")),
        (mobile(model=""), ("model", "REQUIRED")),
        (mobile(colour="x" * 101), ("colour", "TOO_LONG")),
        (mobile(mobileNumbers=["9876543210", "12345"]), ("mobileNumbers.1", "MOBILE_INVALID")),
        (mobile(mobileNumbers=["9876543210"] * 5), ("mobileNumbers", "TOO_MANY")),
        (mobile(price="-1"), ("price", "AMOUNT_INVALID")),
        (mobile(price="99.999"), ("price", "AMOUNT_INVALID")),
        (mobile(invoiceFileId="RmlsZTox"), ("invoiceFileId", "FILE_UNKNOWN")),
        (vehicle("XX15AB1234"), ("registrationNumber", "PLATE_INVALID")),
        (vehicle("MP15AB1234", chassisNumber="x" * 101), ("chassisNumber", "TOO_LONG")),
        (vehicle("MP15AB1234", engineNumber="x" * 101), ("engineNumber", "TOO_LONG")),
        (document(number="x" * 101), ("number", "TOO_LONG")),
        (document(nameOn="x" * 101), ("nameOn", "TOO_LONG")),
        (document(year=2027), ("year", "YEAR_INVALID")),
        (other(""), ("description", "REQUIRED")),
        (other("x" * 2001), ("description", "TOO_LONG")),
        (other(quantity=0), ("quantity", "QUANTITY_INVALID")),
        (other(value="1e309"), ("value", "AMOUNT_INVALID")),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else "",
)
async def test_what_is_wrong_with_a_thing_is_told_at_its_field(
    as_citizen: Citizens, item: dict[str, Any], fault: tuple[str, str]
) -> None:
    place, code = fault
    assert await faults(await as_citizen(), items=[item]) == [(f"items.0.{place}", code)]


async def test_all_that_is_wrong_is_told_at_once(as_citizen: Citizens) -> None:
    assert await faults(
        await as_citizen(full_name=""),
        lostFrom="2027-01-01T00:00:00Z",
        declaration=False,
        items=[mobile(imei1="1", brand=""), vehicle("?")],
        circumstances="x" * 4001,
        attachments=["RmlsZTox"],
        stationCode="0",
    ) == [
        ("", "PROFILE_INCOMPLETE"),
        ("lostFrom", "LOST_IN_FUTURE"),
        ("declaration", "DECLARATION_REQUIRED"),
        ("items.0.imei1", "IMEI_LENGTH"),
        ("items.0.brand", "REQUIRED"),
        ("items.1.registrationNumber", "PLATE_INVALID"),
        ("circumstances", "TOO_LONG"),
        ("attachments.0", "FILE_UNKNOWN"),
        ("stationCode", "STATION_UNKNOWN"),
    ]


async def test_a_citizen_without_a_name_completes_the_profile_first(as_citizen: Citizens) -> None:
    (error,) = await refused(await as_citizen(full_name=""))
    assert (error["path"], error["code"]) == ([], "PROFILE_INCOMPLETE")
    assert error["message"].startswith("Complete your profile first")


async def test_an_unusual_document_number_is_stored_with_a_warning(as_citizen: Citizens) -> None:
    payload = await send(await as_citizen(), items=[document(number="b/1234/sgr/87")])
    assert payload["errors"] == []
    assert payload["lostReport"]["items"][0]["number"] == "B/1234/SGR/87"
    (warning,) = payload["warnings"]
    assert warning["path"] == ["items", "0", "number"]
    assert warning["code"] == "DOCUMENT_NUMBER_UNUSUAL"
    assert warning["message"].endswith("If yours has this one, leave it so.")


async def test_of_a_lost_aadhaar_card_the_last_four_digits_are_kept(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    for spelling in (AADHAAR, "२३४५ ६७८९ ०१२४", "2345-6789-0124", "0124"):
        payload = await send(citizen, items=[document(kind="AADHAAR", number=spelling)])
        assert payload["lostReport"]["items"][0]["number"] == "XXXX XXXX 0124"
        assert payload["warnings"] == []
    payload = await send(citizen, items=[document(kind="AADHAAR", number="123456789012")])
    assert payload["lostReport"]["items"][0]["number"] == "XXXX XXXX 9012"
    assert [warning["code"] for warning in payload["warnings"]] == ["DOCUMENT_NUMBER_UNUSUAL"]


async def test_a_thing_is_of_exactly_one_kind(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    before = await rows()
    for item in ({}, mobile() | other(), {"mobile": None}, {"car": {}}, {"other": {"kind": "CAR"}}):
        answer = await citizen.send(SUBMIT, input=lost_report(items=[item]))
        assert (answer.status_code, answer.json()["errors"][0]["extensions"]) == (
            400,
            {"code": "BAD_REQUEST"},
        )
    assert await rows() == before


async def test_only_a_citizen_reports(
    as_nobody: GraphQLClient, as_officer: Callable[..., Awaitable[GraphQLClient]]
) -> None:
    officer = await as_officer()
    before = await rows()
    assert (await as_nobody.refused(SUBMIT, input=lost_report()))["extensions"] == {
        "code": "UNAUTHENTICATED"
    }
    assert (await officer.refused(SUBMIT, input=lost_report()))["extensions"] == {
        "code": "FORBIDDEN"
    }
    assert await rows() == before
