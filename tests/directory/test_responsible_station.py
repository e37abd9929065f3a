"""responsibleStation: a boundary decides and nearness never does."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, SAGAR, TT_NAGAR
from places import (
    BAY_OF_BENGAL,
    IN_MAKRONIYA,
    KHURAI,
    NEAR_THE_BORDER,
    NEAREST,
    NO_POINTS,
    PATHARI,
    RESPONSIBLE,
    box,
    feature,
    imported,
    territorial,
)

from core.db import transactional
from core.revisions import revise
from core.units.models import UNITS, Unit
from core.units.stations import great_circle_km

NOBODY = {"basis": "UNKNOWN", "station": None, "district": None, "offered": []}
DISAGREE_AS_FLAGGED = {
    "21318045": ("outside_own_district", "21355"),
    "21322016": ("outside_own_district", "21352"),
    "21337037": ("outside_own_district", "21315"),
    "21733003": ("outside_state_polygon", None),
}
"""Stations whose point lies in the polygon of another district, or of none."""


async def responsible(client: GraphQLClient, at: Any) -> Any:
    return (await client.run(RESPONSIBLE, at=at))["responsibleStation"]


async def codes(client: GraphQLClient, latitude: float, longitude: float) -> tuple[Any, ...]:
    """Basis, station, district."""
    found = await responsible(client, {"latitude": latitude, "longitude": longitude})
    station, district = (found[name] and found[name]["code"] for name in ("station", "district"))
    return found["basis"], station, district


@transactional
async def change(code: str, **columns: Any) -> None:
    await Unit.filter(code=code).update(**columns)
    await revise(UNITS)


async def test_district_polygons_offer_the_districts_stations_nearest_first(
    as_nobody: GraphQLClient,
) -> None:
    found = await responsible(as_nobody, IN_MAKRONIYA)
    assert (found["basis"], found["station"]) == ("DISTRICT_ONLY", None)
    assert found["district"] == {"code": SAGAR, "name": "सागर"}
    nearest_first = sorted(
        (great_circle_km(*IN_MAKRONIYA.values(), row.latitude, row.longitude), row.code)
        for row in territorial()
        if row.district == SAGAR
    )
    assert len(nearest_first) == 31
    offered = [station["code"] for station in found["offered"]]
    assert offered == [code for _, code in nearest_first[:10]]
    assert found["offered"][0] == {"code": MAKRONIYA, "name": "Makroniya", "phone": None}


async def test_the_nearest_station_across_the_border_is_not_offered(
    as_nobody: GraphQLClient,
) -> None:
    near = await as_nobody.run(NEAREST, at=NEAR_THE_BORDER, first=1)
    assert near["nearestStations"][0]["station"]["code"] == PATHARI
    found = await responsible(as_nobody, NEAR_THE_BORDER)
    assert found["district"]["code"] == SAGAR
    offered = [station["code"] for station in found["offered"]]
    assert offered[0] == KHURAI
    assert PATHARI not in offered


async def test_it_agrees_with_the_polygons_for_all_territorial_stations(
    as_nobody: GraphQLClient,
) -> None:
    """All 921 over HTTP; the four that disagree are those that the flags name, for this reason."""
    rows = territorial()
    assert len(rows) == 921
    disagree = {}
    for row in rows:
        basis, station, district = await codes(as_nobody, row.latitude, row.longitude)
        assert (basis, station) == ("DISTRICT_ONLY" if district else "UNKNOWN", None)
        if district != row.district:
            disagree[row.code] = (row.flag, district)
    assert disagree == DISAGREE_AS_FLAGGED


async def test_outside_all_boundaries_nobody_is_known(as_nobody: GraphQLClient) -> None:
    for at in (BAY_OF_BENGAL, {"latitude": 28.61, "longitude": 77.21}):
        assert await responsible(as_nobody, at) == NOBODY
    for latitude, longitude in ((90, 0), (-90, 180), (0, -180)):
        assert await codes(as_nobody, latitude, longitude) == ("UNKNOWN", None, None)


async def test_a_point_on_no_map_is_refused(as_nobody: GraphQLClient) -> None:
    for at in NO_POINTS:
        error = await as_nobody.refused(RESPONSIBLE, at=at)
        assert error["extensions"] == {"code": "BAD_REQUEST"}


async def test_the_station_of_a_boundary_is_responsible(
    as_nobody: GraphQLClient, database_url: str, tmp_path: Path
) -> None:
    """Imported beside the running server, whose next answer knows it; not the nearest station."""
    assert await codes(as_nobody, *NEAR_THE_BORDER.values()) == ("DISTRICT_ONLY", None, SAGAR)
    hole = box(78.29, 23.95, 78.295, 23.955)
    area = feature(MAKRONIYA, box(78.28, 23.93, 78.3, 23.96), hole)
    await imported(tmp_path, database_url, area)
    found = await responsible(as_nobody, NEAR_THE_BORDER)
    assert found == {
        "basis": "BOUNDARY",
        "station": {"code": MAKRONIYA, "name": "Makroniya", "phone": None},
        "district": {"code": SAGAR, "name": "सागर"},
        "offered": [],
    }
    assert await codes(as_nobody, 23.952, 78.292) == ("DISTRICT_ONLY", None, SAGAR)  # in the hole
    assert await codes(as_nobody, 23.961, 78.292) == ("DISTRICT_ONLY", None, SAGAR)


async def test_the_district_of_a_boundary_is_the_stations_own(
    as_nobody: GraphQLClient, database_url: str, tmp_path: Path
) -> None:
    area = feature(TT_NAGAR, box(78.28, 23.93, 78.3, 23.96))  # within the polygon of Sagar
    await imported(tmp_path, database_url, area)
    assert await codes(as_nobody, *NEAR_THE_BORDER.values()) == ("BOUNDARY", TT_NAGAR, BHOPAL)


async def test_on_borders_and_where_areas_overlap_the_smallest_code_answers(
    as_nobody: GraphQLClient, database_url: str, tmp_path: Path
) -> None:
    await imported(
        tmp_path,
        database_url,
        feature(MAKRONIYA, box(88.0, 15.0, 88.1, 15.1)),
        feature(KHURAI, box(88.1, 15.0, 88.2, 15.1)),
        feature(PATHARI, box(88.15, 15.0, 88.3, 15.1)),
        feature(SAGAR, box(89.0, 15.0, 89.1, 15.1)),
        feature(BHOPAL, box(89.1, 15.0, 89.2, 15.1)),
    )
    assert KHURAI < MAKRONIYA < PATHARI
    for point, station in (
        ((15.05, 88.05), MAKRONIYA),
        ((15.05, 88.1), KHURAI),  # the common border
        ((15.1, 88.1), KHURAI),  # its end
        ((15.0, 88.0), MAKRONIYA),  # a corner
        ((15.05, 88.17), KHURAI),  # the overlap with Pathari
        ((15.05, 88.25), PATHARI),
    ):
        basis, found, _ = await codes(as_nobody, *point)
        assert (basis, found) == ("BOUNDARY", station), point
    assert BHOPAL < SAGAR
    assert await codes(as_nobody, 15.05, 89.1) == ("DISTRICT_ONLY", None, BHOPAL)


async def test_closed_units_and_those_of_another_kind_do_not_answer(
    as_nobody: GraphQLClient, database_url: str, tmp_path: Path
) -> None:
    await imported(tmp_path, database_url, feature(MAKRONIYA, box(78.28, 23.93, 78.3, 23.96)))
    at = tuple(NEAR_THE_BORDER.values())
    assert await codes(as_nobody, *at) == ("BOUNDARY", MAKRONIYA, SAGAR)
    await change(MAKRONIYA, kind="WOMEN")
    assert await codes(as_nobody, *at) == ("DISTRICT_ONLY", None, SAGAR)
    await change(MAKRONIYA, kind="STATION", is_active=False)
    assert await codes(as_nobody, *at) == ("DISTRICT_ONLY", None, SAGAR)
    await change(SAGAR, is_active=False)
    assert await codes(as_nobody, *at) == ("UNKNOWN", None, None)
    await change(MAKRONIYA, is_active=True)
    assert await codes(as_nobody, *at) == ("BOUNDARY", MAKRONIYA, None)


async def test_stations_without_a_position_are_offered_last(
    as_nobody: GraphQLClient, database_url: str, tmp_path: Path
) -> None:
    small = "21971"  # Niwari, with seven territorial stations
    await imported(tmp_path, database_url, feature(small, box(88.0, 15.0, 88.1, 15.1)))
    at = {"latitude": 15.05, "longitude": 88.05}
    before = [station["code"] for station in (await responsible(as_nobody, at))["offered"]]
    assert len(before) == 7
    for code in before[:2]:
        await change(code, latitude=None, longitude=None)
    after = [station["code"] for station in (await responsible(as_nobody, at))["offered"]]
    assert after == [*before[2:], *sorted(before[:2])]


@pytest.mark.parametrize("language", ["EN", "HI"])
async def test_names_come_in_the_language_asked_for(
    language: str, as_nobody: GraphQLClient
) -> None:
    query = """query($at: PointInput!, $language: Language) { responsibleStation(at: $at) {
      district { name(language: $language) } } }"""
    answer = await as_nobody.run(query, at=IN_MAKRONIYA, language=language)
    expected = {"EN": "Sagar", "HI": "सागर"}[language]
    assert answer["responsibleStation"]["district"]["name"] == expected
