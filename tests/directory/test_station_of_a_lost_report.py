"""A lost report with a point and no station: boundaries choose its station where they are known."""

from __future__ import annotations

import sys
from asyncio import create_subprocess_exec
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from clients import GraphQLClient
from commands import thana
from conftest import settings_for
from factories import MAKRONIYA
from graphql import print_schema
from lost_reports import refused, stored
from places import (
    BAY_OF_BENGAL,
    KHURAI,
    NEAR_THE_BORDER,
    NEAREST,
    PATHARI,
    RESPONSIBLE,
    VIDISHA,
    box,
    feature,
    imported,
)

from core.plugins import load
from core.schema import compose

Citizens = Callable[..., Awaitable[GraphQLClient]]

without_the_directory = pytest.mark.parametrize(
    "settings", [{"plugins": ("lost_property",)}], indirect=True
)


async def station_of(client: GraphQLClient, **place: object) -> str:
    report = await stored(client, place=place, stationCode=None)
    code: str = report["station"]["code"]
    return code


async def test_a_report_goes_to_the_station_of_the_boundary(
    as_citizen: Citizens, database_url: str, tmp_path: Path
) -> None:
    citizen = await as_citizen()
    await imported(tmp_path, database_url, feature(MAKRONIYA, box(78.28, 23.93, 78.3, 23.96)))
    assert await station_of(citizen, **NEAR_THE_BORDER) == MAKRONIYA
    outside = NEAR_THE_BORDER | {"longitude": 78.301}
    assert await station_of(citizen, **outside) == KHURAI


async def test_a_report_goes_to_the_nearest_station_within_the_district(
    as_citizen: Citizens,
) -> None:
    """And not to Pathari, which is nearer and lies across the border."""
    assert await station_of(await as_citizen(), **NEAR_THE_BORDER) == KHURAI


async def test_the_district_that_the_citizen_names_goes_before_the_polygon(
    as_citizen: Citizens,
) -> None:
    place = NEAR_THE_BORDER | {"districtCode": VIDISHA}
    assert await station_of(await as_citizen(), **place) == PATHARI


async def test_a_named_station_goes_before_the_boundary(
    as_citizen: Citizens, database_url: str, tmp_path: Path
) -> None:
    await imported(tmp_path, database_url, feature(MAKRONIYA, box(78.28, 23.93, 78.3, 23.96)))
    report = await stored(await as_citizen(), place=NEAR_THE_BORDER, stationCode=KHURAI)
    assert report["station"]["code"] == KHURAI


async def test_a_point_outside_all_boundaries_asks_for_the_station(as_citizen: Citizens) -> None:
    (error,) = await refused(await as_citizen(), place=BAY_OF_BENGAL, stationCode=None)
    assert error["code"] == "STATION_REQUIRED"


@without_the_directory
async def test_without_the_directory_it_goes_to_the_nearest_station(as_citizen: Citizens) -> None:
    assert await station_of(await as_citizen(), **NEAR_THE_BORDER) == PATHARI


@without_the_directory
async def test_without_the_directory_its_fields_are_gone_and_the_rest_runs(
    as_nobody: GraphQLClient,
) -> None:
    for query, variables in (
        (NEAREST, {"at": NEAR_THE_BORDER, "first": 1}),
        (RESPONSIBLE, {"at": NEAR_THE_BORDER}),
        ("{ districts { code } }", {}),
    ):
        error = await as_nobody.refused(query, **variables)
        assert error["extensions"] == {"code": "BAD_REQUEST"}
    answer = await as_nobody.run("{ platform { services { code } } }")
    assert answer["platform"]["services"] == [{"code": "lost_property"}]


def test_without_the_directory_the_schema_knows_nothing_of_it() -> None:
    def schema(*plugins: str) -> str:
        settings = settings_for("sqlite://unused", plugins=plugins)
        return print_schema(compose(load(settings), settings))

    whole, rest = schema("directory", "lost_property"), schema("lost_property")
    for name in ("nearestStations(", "responsibleStation(", " districts:", "ResponsibilityBasis"):
        assert name in whole
        assert name not in rest


async def test_without_the_directory_its_commands_are_gone(tmp_path: Path) -> None:
    only = {"plugins": '["lost_property"]'}
    refused = await thana(tmp_path, "directory", "--help", **only)
    assert (refused.code, "No such command" in refused.err) == (2, True)


async def test_without_the_directory_its_libraries_are_not_loaded(tmp_path: Path) -> None:
    program = (
        "import sys; from core.app import create_app; from core.settings import Settings;"
        f"create_app(Settings(mode='demo', secret_keys=('{'k1' * 8}abcdefgh0123456789',),"
        " plugins=('lost_property',)));"
        "print({'scipy', 'shapely'} & {*sys.modules})"
    )
    process = await create_subprocess_exec(
        sys.executable, "-c", program, cwd=tmp_path, stdout=PIPE, stderr=PIPE
    )
    out, err = await process.communicate()
    assert (process.returncode, out.decode()) == (0, "set()\n"), err.decode()
