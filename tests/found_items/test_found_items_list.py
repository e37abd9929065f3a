"""foundItems: what anyone may know of things that lie at stations, and nothing by which a stranger
could claim one.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from conftest import settings_for
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR
from found_things import LIST, close, listed
from found_things import registered as registered_now
from good_files import photo
from lost_reports import document, mobile, other, vehicle
from uploads import TusClient

from core.app import create_platform
from core.errors import StartupError
from core.relay import encode_cursor, encode_id
from plugins.lost_property.models import FoundItem

Registering = Callable[..., Awaitable[dict[str, Any]]]
AsSomebody = Callable[..., Awaitable[GraphQLClient]]

LICENCE = document(number="MP09 20110012345", nameOn="Asha Verma", issuer="RTO Bhopal", year=2011)


def _licence_of(name: str) -> dict[str, Any]:
    return document(number="MP09 20110012345", nameOn=name)


MASKED = [
    (LICENCE, "Licence MP09 2011 0012345 of ASHA verma", "Licence •••• of ••••"),
    (_licence_of("Om Puri"), "Licence of Om Puri, OM", "Licence of ••••, ••••"),
    (_licence_of("A K Singh"), "Licence of A.K.Singh", "Licence of ••••"),
    (_licence_of("ओम पुरी"), "ओम पुरी का लाइसेंस", "•••• का लाइसेंस"),
    (_licence_of("सीता देवी"), "सीतादेवी का, सीता को दें", "•••• का, •••• को दें"),
    (_licence_of("Raj Patel"), "Rajs card, Patel's", "•••• card, ••••"),
    (LICENCE, "In a car GJ 5 K 12, with 4 keys", "In a car ••••, with 4 keys"),
    (LICENCE, "Call 98123 00001 or 9-8-7-6-5 with 2 keys", "Call •••• or •••• with 2 keys"),
    (LICENCE, "Found on 12.11.2026 near gate 4", "Found on •••• near gate 4"),
    (LICENCE, "संख्या १२३४५, टोकन AB12C नीला", "संख्या ••••, टोकन •••• नीला"),
    (LICENCE, "Write to birju@example.in, or ask", "Write to •••• or ask"),
    (LICENCE, "Aadhaar 2345 6789 0124", "Aadhaar XXXX XXXX ••••"),
    (vehicle("MP15AB1234"), "Plate MP 15 AB 1234, bent", "Plate ••••, bent"),
    (mobile(), "IMEI 49-015420-323751-8, blue cover", "IMEI ••••, blue cover"),
    (other("Red bag with 2,500 rupees"), "Red bag", "Red bag"),
]


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
def registered(clock: Any) -> Registering:
    """Registers a found thing, a minute later than the one before."""

    async def register_later(client: GraphQLClient, **changes: Any) -> dict[str, Any]:
        clock.move(minutes=1)
        return await registered_now(client, **changes)

    return register_later


async def test_the_public_reads_no_number_and_no_name(
    station: GraphQLClient,
    registered: Registering,
    as_nobody: GraphQLClient,
    citizen: GraphQLClient,
    as_officer: AsSomebody,
) -> None:
    makroniya = await as_officer(MAKRONIYA)
    for item, description, shown in MASKED:
        thing = await registered(
            station, item=item, description=description, foundBy="Birju Lodhi", place={"text": "Q"}
        )
        for client in (as_nobody, citizen, makroniya):
            [seen, *_] = await listed(client)
            assert seen["number"] == thing["number"]
            assert seen["description"] == shown
            assert (seen["foundBy"], seen["place"], seen["photo"]) == (None, None, None)
        [seen, *_] = await listed(station)
        assert seen["foundBy"] == "Birju Lodhi"
        assert seen["place"] == {"text": "Q"}


async def test_a_photo_is_public_only_of_kinds_that_the_state_names(
    station: GraphQLClient,
    registered: Registering,
    as_nobody: GraphQLClient,
    citizen: GraphQLClient,
) -> None:
    for item, is_public in (
        (other("A bag"), True),
        (other("Gold ring", kind="JEWELLERY"), False),
        (other("Notes", kind="CASH"), False),
        (other("A purse", kind="WALLET"), False),
        (mobile(), False),
        (LICENCE, False),
        (vehicle("MP15AB1234"), False),
    ):
        picture = await TusClient(station).upload(photo(64, 48), purpose="FOUND_PHOTO")
        await registered(station, item=item, photoFileId=picture)
        for client in (as_nobody, citizen):
            [seen, *_] = await listed(client)
            assert seen["photo"] == ({"id": picture} if is_public else None)
        [seen, *_] = await listed(station)
        assert seen["photo"] == {"id": picture}


@pytest.mark.parametrize("kind_of_thing", ["SHIP", "x" * 1000, "%"])
async def test_a_kind_that_there_is_not_is_refused_with_those_there_are(
    as_nobody: GraphQLClient, kind_of_thing: str
) -> None:
    refused = await as_nobody.refused(LIST, filter={"kind": kind_of_thing})
    assert refused["extensions"]["code"] == "BAD_REQUEST"
    assert "MOBILE" in refused["message"]
    assert kind_of_thing not in refused["message"]


async def test_filters(
    station: GraphQLClient,
    registered: Registering,
    as_officer: AsSomebody,
    as_nobody: GraphQLClient,
) -> None:
    phone = await registered(station, foundOn="2026-11-20", description="नीला कवर")
    bag = await registered(station, item=other("Inside: a book"), description="Red CANVAS bag 50%")
    licence = await registered(
        await as_officer(MAKRONIYA), item=LICENCE, stationCode=MAKRONIYA, description="No 12345_"
    )
    all_of_them = [licence, bag, phone]
    cases: list[tuple[dict[str, Any], list[dict[str, Any]]]] = [
        ({}, all_of_them),
        ({"kind": "MOBILE"}, [phone]),
        ({"kind": "bag"}, [bag]),
        ({"kind": "OTHER"}, [bag]),
        ({"kind": "DRIVING_LICENCE"}, [licence]),
        ({"kind": "DOCUMENT", "districtCode": SAGAR}, [licence]),
        ({"stationCode": TT_NAGAR}, [bag, phone]),
        ({"stationCode": BHOPAL}, []),
        ({"stationCode": "2131\x006041"}, [bag, phone]),
        ({"stationCode": "9" * 1000}, []),
        ({"districtCode": BHOPAL}, [bag, phone]),
        ({"districtCode": STATE}, all_of_them),
        ({"districtCode": "99999"}, []),
        ({"foundAfter": "2026-11-20"}, all_of_them),
        ({"foundAfter": "2026-11-21"}, [licence, bag]),
        ({"search": "canvas BAG"}, [bag]),
        ({"search": "नीला"}, [phone]),
        ({"search": "मोबाइल"}, [phone]),
        ({"search": "driving"}, [licence]),
        ({"search": phone["number"].lower()}, [phone]),
        ({"search": "१२१३"}, []),
        ({"search": "%"}, [bag]),
        ({"search": "_"}, [licence]),
        ({"search": "\x00 ' OR 1=1 --"}, []),
        ({"search": "x" * 5000}, []),
        ({"search": "  \u200b "}, all_of_them),
    ]
    for wanted, expected in cases:
        found = [each["number"] for each in await listed(as_nobody, **wanted)]
        assert found == [each["number"] for each in expected], wanted


async def test_a_search_finds_nothing_that_is_masked(
    station: GraphQLClient, registered: Registering, as_nobody: GraphQLClient
) -> None:
    await registered(station, item=LICENCE, description="Licence MP09 20110012345 of Asha Verma")
    assert len(await listed(as_nobody, search="licence")) == 1
    for secret in ("2011", "MP09", "0012345", "Asha", "verma", "RTO"):
        for client in (as_nobody, station):
            assert await listed(client, search=secret) == [], secret


async def test_a_closed_thing_leaves_the_list(
    station: GraphQLClient, registered: Registering, as_nobody: GraphQLClient
) -> None:
    stays, goes = await registered(station), await registered(station)
    assert (await close(station, goes))["errors"] == []
    assert [each["number"] for each in await listed(as_nobody)] == [stays["number"]]


async def test_five_hundred_things_are_paged_without_gap_or_repetition(
    station: GraphQLClient, registered: Registering, as_nobody: GraphQLClient
) -> None:
    await registered(station)
    row = await FoundItem.get()
    values = {name: value for name, value in row.__dict__.items() if not name.startswith("_")}
    await FoundItem.bulk_create(
        FoundItem(**values | {"id": uuid.uuid4(), "number": f"X{number}"}) for number in range(499)
    )
    seen: list[str] = []
    after, more = None, True
    while more:
        found = (await as_nobody.run(LIST, after=after))["foundItems"]
        assert found["totalCount"] == 500
        seen += [edge["node"]["number"] for edge in found["edges"]]
        after, more = found["pageInfo"]["endCursor"], found["pageInfo"]["hasNextPage"]
    assert (len(seen), len(set(seen))) == (500, 500)


async def test_an_edited_cursor_or_a_page_of_another_size_is_refused(
    station: GraphQLClient, registered: Registering, as_nobody: GraphQLClient
) -> None:
    await registered(station)
    [edge] = (await as_nobody.run(LIST))["foundItems"]["edges"]
    assert (await as_nobody.run(LIST, after=edge["cursor"]))["foundItems"]["edges"] == []
    for after in (
        edge["cursor"][:-2],
        encode_cursor("requests", "2026-11-23T06:30:00+00:00", edge["node"]["id"]),
        encode_cursor("found_items", "yesterday", "1"),
        encode_cursor("found_items", "2026-11-23T06:30:00", str(uuid.uuid4())),
    ):
        error = await as_nobody.refused(LIST, after=after)
        assert error["extensions"] == {"code": "BAD_REQUEST"}
    for first in (0, 101):
        error = await as_nobody.refused(LIST, first=first)
        assert error["extensions"] == {"code": "BAD_REQUEST"}


def test_photos_of_valuables_phones_and_documents_can_never_be_public() -> None:
    for kind in ("CASH", "JEWELLERY", "MOBILE", "PAN"):
        chosen = {"lost_property": {"public_photos": ["BAG", kind]}}
        with pytest.raises(StartupError) as stopped:
            create_platform(settings_for("sqlite://unused", services=chosen))
        [fault] = stopped.value.faults
        assert fault.startswith("setting services.lost_property.public_photos.1: Input should be ")


async def test_a_listed_thing_is_found_by_its_id_and_a_closed_one_by_its_officers_alone(
    station: GraphQLClient, as_nobody: GraphQLClient, as_officer: AsSomebody
) -> None:
    node = "query($id: ID!) { node(id: $id) { id ... on FoundItem { number foundBy } } }"
    thing = await registered_now(station, foundBy="Birju Lodhi")
    public = {"id": thing["id"], "number": thing["number"], "foundBy": None}
    makroniya = await as_officer(MAKRONIYA)
    for client in (as_nobody, makroniya):
        assert (await client.run(node, id=thing["id"]))["node"] == public
    await close(station, thing)
    whole = public | {"foundBy": "Birju Lodhi"}
    assert (await station.run(node, id=thing["id"]))["node"] == whole
    for client in (as_nobody, makroniya):
        for key in (thing["id"], encode_id("FoundItem", uuid.uuid4()), encode_id("FoundItem", "x")):
            error = await client.refused(node, id=key)
            assert error["extensions"] == {"code": "NOT_FOUND"}
