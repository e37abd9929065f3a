"""submitLostReport: the place as well as it is known, and the station that it leads to."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from clients import GraphQLClient
from factories import MAKRONIYA, SAGAR
from lost_reports import faults, refused, stored

from core.texts import Language
from core.units.models import Unit, UnitKind

Citizens = Callable[..., Awaitable[GraphQLClient]]

IN_MAKRONIYA = {"latitude": 23.8550, "longitude": 78.7790}
NEXT_TO_BAKHATGARH = {"latitude": 22.0537, "longitude": 74.1456}
IN_DELHI = {"latitude": 28.6139, "longitude": 77.2090}
NAME_IT = "Name the district or the police station where it happened."


async def station_of(client: GraphQLClient, place: dict[str, Any]) -> str:
    report = await stored(client, place=place, stationCode=None)
    code: str = report["station"]["code"]
    return code


async def test_the_named_station_gets_the_report(as_citizen: Citizens) -> None:
    report = await stored(await as_citizen(), place={"text": "Makroniya bus stand"})
    assert report["station"] == {"code": MAKRONIYA, "name": "Makroniya"}
    assert report["place"] == {
        "text": "Makroniya bus stand",
        "latitude": None,
        "longitude": None,
        "district": None,
    }


async def test_a_station_may_be_named_in_devanagari_digits(as_citizen: Citizens) -> None:
    report = await stored(
        await as_citizen(), stationCode=" २१३४६०५८ ", place={"districtCode": "२१३४६"}
    )
    assert report["station"]["code"] == MAKRONIYA
    assert report["place"]["district"] == {"code": SAGAR}


async def test_stations_of_other_kinds_may_be_named(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    for code in ("21346013", "21346014", "21362005"):
        report = await stored(citizen, stationCode=code)
        assert report["station"]["code"] == code


async def test_a_point_in_the_district_leads_to_its_nearest_station(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    assert await station_of(citizen, IN_MAKRONIYA | {"districtCode": SAGAR}) == MAKRONIYA
    assert await station_of(citizen, IN_MAKRONIYA | {"districtCode": "21357"}) != MAKRONIYA


async def test_a_point_alone_leads_to_the_nearest_station_of_the_state(
    as_citizen: Citizens,
) -> None:
    report = await stored(await as_citizen(), place=IN_MAKRONIYA, stationCode=None)
    assert report["station"]["code"] == MAKRONIYA
    assert report["place"] == {"text": None, **IN_MAKRONIYA, "district": None}


async def test_a_station_whose_position_is_wrong_is_not_chosen_by_nearness(
    as_citizen: Citizens,
) -> None:
    flagged = await Unit.get(code="21733003")
    assert flagged.flag == "outside_state_polygon"
    citizen = await as_citizen()
    for place in (NEXT_TO_BAKHATGARH, NEXT_TO_BAKHATGARH | {"districtCode": "21733"}):
        chosen = await Unit.get(code=await station_of(citizen, place))
        assert (chosen.kind, chosen.flag) == (UnitKind.STATION, "")
    named = await stored(citizen, stationCode=flagged.code)
    assert named["station"]["code"] == flagged.code


async def test_the_district_alone_leads_to_its_territorial_stations_to_choose_from(
    as_citizen: Citizens,
) -> None:
    (error,) = await refused(await as_citizen(), place={"districtCode": SAGAR}, stationCode=None)
    territorial = await Unit.filter(parent_id=SAGAR, kind=UnitKind.STATION).order_by("source_name")
    assert len(territorial) == 31
    assert (error["path"], error["code"]) == (["stationCode"], "STATION_REQUIRED")
    assert error["choices"] == [
        {"code": unit.code, "label": unit.names["en"]} for unit in territorial
    ]
    assert error["message"].startswith("Choose the police station: Agasoud, Baheriya, ")


async def test_the_stations_to_choose_from_are_named_in_the_citizens_language(
    as_citizen: Citizens,
) -> None:
    citizen = await as_citizen(language=Language.HI)
    in_hindi = await Unit.filter(kind=UnitKind.STATION)
    unit = next(unit for unit in in_hindi if unit.names.get("hi"))
    (error,) = await refused(citizen, place={"districtCode": unit.parent_id}, stationCode=None)
    assert {"code": unit.code, "label": unit.names["hi"]} in error["choices"]
    assert error["message"].startswith("थाना चुनें: ")


async def test_a_place_outside_the_state_leads_to_no_station(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    (error,) = await refused(citizen, place=IN_DELHI, stationCode=None)
    assert error == {
        "path": ["stationCode"],
        "code": "STATION_REQUIRED",
        "message": NAME_IT,
        "choices": [],
    }
    (error,) = await refused(citizen, place=IN_DELHI | {"districtCode": SAGAR}, stationCode=None)
    assert (error["code"], len(error["choices"])) == ("STATION_REQUIRED", 31)


async def test_words_alone_lead_to_no_station(as_citizen: Citizens) -> None:
    (error,) = await refused(await as_citizen(), place={"text": "in a bus"}, stationCode=None)
    assert (error["code"], error["message"]) == ("STATION_REQUIRED", NAME_IT)


async def test_what_is_no_station_is_refused(as_citizen: Citizens) -> None:
    citizen = await as_citizen(language=Language.HI)
    traffic, state, district, rail_district = "21346059", "MP", SAGAR, "21362"
    for code in (traffic, state, district, rail_district, "00000000", "", "\0", "%", "1" * 21):
        (error,) = await refused(citizen, stationCode=code)
        assert (error["path"], error["code"]) == (["stationCode"], "STATION_UNKNOWN")
        assert error["message"] == "इस कोड का कोई थाना नहीं है।"


async def test_a_closed_station_is_refused(as_citizen: Citizens) -> None:
    await Unit.filter(code=MAKRONIYA).update(is_active=False)
    citizen = await as_citizen()
    assert await faults(citizen) == [("stationCode", "STATION_UNKNOWN")]
    assert await station_of(citizen, IN_MAKRONIYA) != MAKRONIYA


async def test_what_is_no_district_is_refused(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    for code in (MAKRONIYA, "MP", "99999", "", "\0", "%", "1" * 1000):
        assert await faults(citizen, place={"districtCode": code}) == [
            ("place.districtCode", "DISTRICT_UNKNOWN")
        ]


async def test_a_place_needs_words_a_point_or_a_district(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    for nowhere in ({}, {"text": ""}, {"text": " \u200b\n"}, {"text": None, "latitude": None}):
        assert await faults(citizen, place=nowhere) == [("place", "PLACE_REQUIRED")]


async def test_a_point_needs_two_coordinates_on_the_earth(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    half = [("place", "PLACE_INVALID")]
    assert await faults(citizen, place={"latitude": 23.8}) == half
    assert await faults(citizen, place={"longitude": 78.7, "districtCode": SAGAR}) == half
    assert await faults(citizen, place={"latitude": 91, "longitude": 78.7}) == [
        ("place.latitude", "PLACE_INVALID")
    ]
    (error,) = await refused(citizen, place={"latitude": 23.8, "longitude": -180.1})
    assert error["path"] == ["place", "longitude"]
    assert error["message"] == "This must be a number of degrees from -180 to 180."


async def test_the_words_of_a_place_have_a_limit(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    report = await stored(citizen, place={"text": "क" * 500})
    assert report["place"]["text"] == "क" * 500
    assert await faults(citizen, place={"text": "क" * 501}) == [("place.text", "TOO_LONG")]
