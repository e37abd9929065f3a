"""registerFoundItem: an officer of the station keeps what was handed in, numbered, with photo and
place; whoever is not of the station is shown no more than the public.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, STATE, TT_NAGAR, found_item
from found_things import ONE, REGISTER, register, registered, rows
from good_files import photo
from lost_reports import document, mobile, other
from uploads import TusClient

from core.audit.models import AuditEntry
from core.files.models import StoredFile
from core.identity.models import OfficerRole
from plugins.lost_property.models import FoundItem

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
WHOLE = {
    "description": "Blue cover, a scratch.",
    "foundBy": "Birju Lodhi, tea stall",
    "place": {"text": "New Market bus stop", "districtCode": BHOPAL},
}


async def uploaded(client: GraphQLClient, purpose: str = "FOUND_PHOTO") -> str:
    return await TusClient(client).upload(photo(64, 48), purpose=purpose)


async def faults(client: GraphQLClient, **changes: Any) -> list[tuple[str, str]]:
    """Where a found thing is wrong and why. Nothing is kept."""
    before = await rows()
    payload = await register(client, **changes)
    assert payload["foundItem"] is None
    assert await rows() == before
    return [(".".join(e["path"]), e["code"]) for e in payload["errors"]]


async def test_a_thing_is_kept_with_all_that_officers_need(
    station: GraphQLClient, as_officer: AsSomebody
) -> None:
    picture = await uploaded(station)
    thing = await registered(station, photoFileId=picture, **WHOLE)
    assert thing["number"].startswith("MP-21316041-FI-2026-000001-")
    head = await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD)
    assert (await head.run(ONE, number=thing["number"].lower()))["foundItem"] | {
        "photo": thing["photo"]
    } == thing
    assert thing["photo"]["id"] == picture
    assert (thing["kind"], thing["subKind"], thing["title"]) == ("MOBILE", None, "Mobile phone")
    assert thing["place"] == {"text": "New Market bus stop"}
    assert (thing["foundBy"], thing["description"]) == (WHOLE["foundBy"], WHOLE["description"])
    assert {each["name"]: each["value"] for each in thing["details"]} == {
        "imei1": "490154203237518",
        "brand": "Lava",
        "model": "Agni 2",
    }
    [entry] = await AuditEntry.filter(action="lost_property.register_found_item")
    row = await FoundItem.get()
    assert (entry.chain, entry.subject) == (TT_NAGAR, f"found_item:{row.id}")
    [read] = await AuditEntry.filter(action="read", actor__not=entry.actor)
    assert f"found_item:{row.id}" in read.details


async def test_the_same_key_gives_the_same_thing_and_another_input_is_a_conflict(
    station: GraphQLClient,
) -> None:
    given = found_item(**WHOLE)
    first = (await station.run(REGISTER, input=given))["registerFoundItem"]["foundItem"]
    before = await rows()
    again = (await station.run(REGISTER, input=given))["registerFoundItem"]["foundItem"]
    assert again == first
    error = await station.refused(REGISTER, input=given | {"foundBy": "Somebody else"})
    assert error["extensions"] == {"code": "CONFLICT"}
    assert await rows() == before


async def test_only_officers_over_the_station_register_there(
    station: GraphQLClient, citizen: GraphQLClient, as_officer: AsSomebody,
    as_nobody: GraphQLClient,
) -> None:  # fmt: skip
    others = (
        (citizen, "FORBIDDEN"),
        (as_nobody, "UNAUTHENTICATED"),
        (await as_officer(MAKRONIYA), "FORBIDDEN"),
        (await as_officer("21346", OfficerRole.DISTRICT_HEAD), "FORBIDDEN"),
        (await as_officer(None), "FORBIDDEN"),
    )
    before = await rows()
    for client, code in others:
        assert (await client.refused(REGISTER, input=found_item()))["extensions"] == {"code": code}
    assert await rows() == before
    for unit, role in (
        (TT_NAGAR, OfficerRole.BEAT_OFFICER),
        (BHOPAL, OfficerRole.DISTRICT_HEAD),
        (STATE, OfficerRole.STATE_ADMINISTRATOR),
    ):
        await registered(await as_officer(unit, role))


async def test_another_station_reads_no_more_than_the_public(
    station: GraphQLClient, as_officer: AsSomebody, citizen: GraphQLClient
) -> None:
    thing = await registered(station, **WHOLE)
    for client, code in (
        (await as_officer(MAKRONIYA), "NOT_FOUND"),
        (await as_officer(None), "NOT_FOUND"),
        (citizen, "FORBIDDEN"),
    ):
        for number in (thing["number"], thing["number"][:-1] + "?", "x\0"):
            error = await client.refused(ONE, number=number)
            assert error["extensions"] == {"code": code}


async def test_all_that_is_wrong_is_said_at_once(station: GraphQLClient) -> None:
    wrong = await faults(
        station,
        item=mobile(imei1="490154203237519", brand=" ", invoiceFileId="x"),
        foundOn="2026-11-24",
        stationCode="21316999",
        description="x" * 2001,
        foundBy="x" * 201,
        photoFileId="x",
        place={"latitude": 91.0},
    )
    assert wrong == [
        ("item.imei1", "IMEI_CHECK_DIGIT"),
        ("item.brand", "REQUIRED"),
        ("item.invoiceFileId", "INVOICE_OF_FOUND_ITEM"),
        ("foundOn", "FOUND_IN_FUTURE"),
        ("description", "TOO_LONG"),
        ("foundBy", "TOO_LONG"),
        ("stationCode", "STATION_UNKNOWN"),
        ("photoFileId", "FILE_UNKNOWN"),
        ("place.latitude", "PLACE_INVALID"),
        ("place", "PLACE_INVALID"),
    ]
    assert await faults(station, stationCode="2131\0") == [("stationCode", "STATION_UNKNOWN")]
    assert await faults(station, place={}) == [("place", "PLACE_REQUIRED")]


async def test_only_an_own_photo_of_a_found_thing_is_taken_and_only_once(
    station: GraphQLClient, as_officer: AsSomebody
) -> None:
    at = "photoFileId"
    wrong_purpose, picture = await uploaded(station, "PHOTO"), await uploaded(station)
    colleague = await as_officer(TT_NAGAR)
    assert await faults(station, photoFileId=wrong_purpose) == [(at, "FILE_PURPOSE")]
    assert await faults(colleague, photoFileId=picture) == [(at, "FILE_UNKNOWN")]
    await registered(station, photoFileId=picture)
    assert await faults(station, photoFileId=picture) == [(at, "FILE_USED")]
    assert (await StoredFile.get(id=(await FoundItem.get()).photo_id)).expires_at is None
    waiting = (await station.run("{ waitingFiles { id } }"))["waitingFiles"]
    assert [file["id"] for file in waiting] == [wrong_purpose]
    deleted = await TusClient(station).send("DELETE", f"/files/{picture}")
    assert deleted.status_code == 409
    assert await StoredFile.filter(purpose="FOUND_PHOTO").count() == 1


async def test_whole_numbers_of_aadhaar_are_kept_nowhere(station: GraphQLClient) -> None:
    thing = await registered(
        station,
        item=document(kind="AADHAAR", number="2345 6789 0124"),
        description="Aadhaar 2345 6789 0124",
        foundBy="2345 6789 0124",
        idempotencyKey=str(uuid.uuid4()),
    )
    assert thing["description"] == "Aadhaar XXXX XXXX 0124"
    assert thing["foundBy"] == "XXXX XXXX 0124"
    row = await FoundItem.get()
    for value in vars(row).values():
        assert "23456789" not in str(value).replace(" ", "")
    assert (await registered(station, item=other("A bag")))["subKind"] == "BAG"
