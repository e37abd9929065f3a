"""nearestStations: the territorial stations around a point, exactly as geometry has them."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Any

import pytest
from clients import GraphQLClient
from commands import thana
from factories import MAKRONIYA, SAGAR
from places import BAY_OF_BENGAL, IN_MAKRONIYA, NEAREST, NO_POINTS, territorial
from starlette.applications import Starlette

from core import Point, StationDirectory
from core.units.models import Unit, UnitKind
from plugins.directory.nearest import Located, NearestStations
from plugins.directory.places_schema import PROVIDER
from plugins.directory.responsible import Places

EARTH_RADIUS_KM = 6371.0088


def great_circle_km(latitude: float, longitude: float, row: Any) -> float:
    """The haversine formula, written anew: what is tested must not test itself."""
    north, south = radians(latitude), radians(row.latitude)
    east = radians(row.longitude - longitude)
    half = sin((south - north) / 2) ** 2 + cos(north) * cos(south) * sin(east / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(min(1.0, sqrt(half)))


def brute_force(latitude: float, longitude: float, rows: Any) -> list[tuple[float, str]]:
    """All stations by distance and code."""
    return sorted((great_circle_km(latitude, longitude, row), row.code) for row in rows)


async def nearest(
    client: GraphQLClient, at: dict[str, float], first: int, within: float | None = None
) -> list[tuple[float, str]]:
    answer = await client.run(NEAREST, at=at, first=first, withinKm=within)
    return [(near["distanceKm"], near["station"]["code"]) for near in answer["nearestStations"]]


@pytest.fixture
def places(app: Starlette) -> Places:
    """What the running platform knows of places."""
    platform = app.state.platform
    known: Places = platform.registry.port(StationDirectory, platform.runtime, PROVIDER)
    return known


async def test_the_nearest_stations_come_first_with_their_distance(
    as_nobody: GraphQLClient,
) -> None:
    answer = await as_nobody.run(NEAREST, at=IN_MAKRONIYA, first=3)
    expected = brute_force(*IN_MAKRONIYA.values(), territorial())[:3]
    found = answer["nearestStations"]
    assert [(near["distanceKm"], near["station"]["code"]) for near in found] == [
        (round(km, 3), code) for km, code in expected
    ]
    assert found[0]["station"] == {
        "code": MAKRONIYA,
        "name": "Makroniya",
        "kind": "STATION",
        "phone": None,
        "address": None,
        "latitude": (await Unit.get(code=MAKRONIYA)).latitude,
        "longitude": (await Unit.get(code=MAKRONIYA)).longitude,
    }


async def test_every_territorial_station_is_the_first_at_its_own_coordinates(
    places: Places,
) -> None:
    """Through the index of the running platform, for all 921; the next test asks over HTTP."""
    rows = territorial()
    assert len(rows) == 921
    assert len({(row.latitude, row.longitude) for row in rows}) == 921  # no two share a point
    for row in rows:
        ((km, code),) = await places.nearest(Point(row.latitude, row.longitude), 1, 1e9)
        assert (km, code) == (0.0, row.code)


async def test_stations_are_the_first_at_their_own_coordinates_over_http(
    as_nobody: GraphQLClient,
) -> None:
    for row in random.Random(5).sample(territorial(), 25):
        assert await nearest(as_nobody, row.at, 1) == [(0.0, row.code)]


async def test_the_ten_nearest_equal_a_search_through_all_at_500_points(places: Places) -> None:
    chance = random.Random(2026)
    for _ in range(500):
        latitude, longitude = chance.uniform(21.0, 26.9), chance.uniform(74.0, 82.9)
        found = await places.nearest(Point(latitude, longitude), 10, 1e9)
        assert found == brute_force(latitude, longitude, territorial())[:10]


def test_the_search_is_exact_at_poles_the_date_line_and_for_ties() -> None:
    chance = random.Random(7)
    grid = [
        (north, east) for north in (-90, -45, 0, 45, 89.9, 90) for east in (-180, -90, 0, 90, 180)
    ]
    points = [point for point in grid for _ in range(3)]  # thrice each: ties everywhere
    points += [(chance.uniform(-90, 90), chance.uniform(-180, 180)) for _ in range(200)]
    chance.shuffle(points)
    rows = [Located(f"{place:04}", *point) for place, point in enumerate(points)]
    index = NearestStations(rows)
    for latitude, longitude in [*grid, (0.0, 179.9999), (-89.9, 17.0), (90.0, 45.0)]:
        everything = brute_force(latitude, longitude, rows)
        for first in (1, 2, 5, 50, len(rows), len(rows) + 1):
            assert index.search(latitude, longitude, first) == everything[:first]


def test_of_equally_near_stations_the_smaller_codes_are_chosen() -> None:
    rows = [Located(code, 23.5, 78.5) for code in ("D", "B", "E", "A", "C")]
    index = NearestStations([*rows, Located("0", 23.6, 78.5)])
    assert [code for _, code in index.search(23.5, 78.5, 3)] == ["A", "B", "C"]
    assert NearestStations([]).search(23.5, 78.5, 3) == []


async def test_nothing_lies_farther_than_was_asked_for(as_nobody: GraphQLClient) -> None:
    everything = brute_force(*IN_MAKRONIYA.values(), territorial())
    within = everything[3][0]
    expected = [(round(km, 3), code) for km, code in everything]
    assert await nearest(as_nobody, IN_MAKRONIYA, 50, within) == expected[:4]
    assert await nearest(as_nobody, IN_MAKRONIYA, 2, within) == expected[:2]
    assert await nearest(as_nobody, IN_MAKRONIYA, 50, 1e-9) == []
    assert await nearest(as_nobody, IN_MAKRONIYA, 50, 1e300) == expected[:50]


async def test_a_point_in_the_sea_has_nearest_stations_too(as_nobody: GraphQLClient) -> None:
    found = await nearest(as_nobody, BAY_OF_BENGAL, 2)
    expected = brute_force(*BAY_OF_BENGAL.values(), territorial())[:2]
    assert found == [(round(km, 3), code) for km, code in expected]
    assert found[0][0] > 900
    assert await nearest(as_nobody, BAY_OF_BENGAL, 2, 100) == []


async def test_stations_of_other_kinds_and_closed_ones_are_not_near(
    as_nobody: GraphQLClient,
) -> None:
    traffic = await Unit.get(code="21346059")
    assert traffic.kind is UnitKind.TRAFFIC
    at = {"latitude": traffic.latitude, "longitude": traffic.longitude}
    found = [code for _, code in await nearest(as_nobody, at, 50)]
    assert traffic.code not in found
    assert await Unit.filter(code__in=found, kind=UnitKind.STATION).count() == 50


async def test_a_station_whose_position_is_doubtful_is_shown_and_said_to_be_so(
    as_nobody: GraphQLClient,
) -> None:
    (row,) = (row for row in territorial() if row.code == "21733003")
    query = """query($at: PointInput!) { nearestStations(at: $at, first: 2) {
      station { code isPositionVerified } } }"""
    first, second = (await as_nobody.run(query, at=row.at))["nearestStations"]
    assert first["station"] == {"code": row.code, "isPositionVerified": False}
    assert second["station"]["isPositionVerified"] is True


async def test_what_another_process_changes_is_seen_by_the_next_search(
    as_nobody: GraphQLClient, places: Places, database_url: str, tmp_path: Path
) -> None:
    assert (await nearest(as_nobody, IN_MAKRONIYA, 1))[0][1] == MAKRONIYA
    other = Places()  # as a second server has it
    at = Point(**IN_MAKRONIYA)
    assert (await other.nearest(at, 1, 1e9))[0][1] == MAKRONIYA
    moved = f"code,kind,parent,name_en,latitude,longitude\n{MAKRONIYA},STATION,{SAGAR},Makroniya"
    (tmp_path / "units.csv").write_text(f"{moved},22.1,74.2\n", encoding="utf-8")
    done = await thana(tmp_path, "units", "import", "units.csv", database_url=database_url)
    assert (done.code, done.err) == (0, "")
    elsewhere = {"latitude": 22.1, "longitude": 74.2}
    assert await nearest(as_nobody, elsewhere, 1) == [(0.0, MAKRONIYA)]
    assert (await nearest(as_nobody, IN_MAKRONIYA, 1))[0][1] != MAKRONIYA
    assert (await other.nearest(at, 1, 1e9))[0][1] != MAKRONIYA


async def test_a_point_on_no_map_is_refused(as_nobody: GraphQLClient) -> None:
    as_nobody.language = "en"
    for at in NO_POINTS:
        error = await as_nobody.refused(NEAREST, at=at, first=1)
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        assert error["message"] == (
            "A point has a latitude from -90 to 90 and a longitude from -180 to 180 degrees."
        )


async def test_a_radius_that_is_none_is_refused(as_nobody: GraphQLClient) -> None:
    as_nobody.language = "en"
    for within in (-1, 0, -0.0, -1e300):
        error = await as_nobody.refused(NEAREST, at=IN_MAKRONIYA, first=1, withinKm=within)
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        assert error["message"] == "`withinKm` must be more than 0 kilometres."


async def test_too_many_or_too_few_stations_are_refused(as_nobody: GraphQLClient) -> None:
    as_nobody.language = "hi"
    for first in (0, -1, 101, 10**9):
        error = await as_nobody.refused(NEAREST, at=IN_MAKRONIYA, first=first)
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        assert error["message"] == "`first` में 1 से 100 थाने माँगिए।"


async def test_what_is_no_number_is_refused(as_nobody: GraphQLClient) -> None:
    """In the document and in variables, as a coordinate and as the radius."""
    document = "{ nearestStations(at: {latitude: %s, longitude: 78}, first: 1) { distanceKm } }"
    body = '{"query": "%s", "variables": {"at": {"latitude": %s, "longitude": 78}, "first": 1, '
    body += '"withinKm": %s}}'
    query = NEAREST.replace("\n", " ")
    for number in ("NaN", "Infinity", "-Infinity", "1e999", '"23"', "true"):
        error = await as_nobody.refused(document % number)
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        for content in (body % (query, number, 1), body % (query, 23, number)):
            answer = await as_nobody.http.post(
                "/graphql", content=content, headers=as_nobody.headers()
            )
            codes = [error["extensions"]["code"] for error in answer.json()["errors"]]
            assert codes == ["BAD_REQUEST"], content


async def test_nobody_is_looked_up_to_answer(
    as_nobody: GraphQLClient, as_citizen: Callable[..., Awaitable[GraphQLClient]]
) -> None:
    query = "query($at: PointInput!) { nearestStations(at: $at, first: 1) { station { code } } }"
    expected = {"nearestStations": [{"station": {"code": MAKRONIYA}}]}
    for client in (as_nobody, await as_citizen(), GraphQLClient(as_nobody.http, "no such token")):
        assert await client.run(query, at=IN_MAKRONIYA) == expected
