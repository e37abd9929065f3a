"""`thana directory import-areas`: all boundaries of a file or none; each fault has its feature."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from commands import Finished
from factories import BHOPAL, MAKRONIYA, SAGAR
from places import KHURAI, PATHARI, Ring, box, collection, feature, import_areas
from starlette.applications import Starlette

from core import ImportRefused
from core.audit.models import AuditEntry
from core.revisions import Revision
from core.runtime import Runtime
from plugins.directory import area_features
from plugins.directory.area_import import import_areas as import_content
from plugins.directory.models import AREAS, Area

SQUARE = box(78.0, 23.0, 79.0, 24.0)
words_of_the_command = pytest.mark.parametrize("kind", ["sqlite"])
"""One kind of database is enough."""

OFF_THE_MAP = "lies outside WGS 84; give [longitude, latitude] in degrees (EPSG:4326)"

Import = Callable[..., Awaitable[Finished]]


@pytest.fixture
def run(app: Starlette, database_url: str, tmp_path: Path) -> Import:
    """Import a file beside the running platform."""

    async def imported(content: str | bytes, *options: str) -> Finished:
        return await import_areas(tmp_path, database_url, content, *options)

    return imported


async def all_areas() -> list[dict[str, Any]]:
    return await Area.all().order_by("unit_id").values()


async def revision() -> int:
    return (await Revision.get(id=AREAS)).number


async def test_boundaries_are_created_replaced_and_left(run: Import) -> None:
    assert await Area.all().count() == 52  # the demo's districts
    before = {area["unit_id"]: area for area in await all_areas()}
    number = await revision()
    content = collection(
        feature(MAKRONIYA, SQUARE),
        feature(SAGAR, [SQUARE], [box(80, 23, 81, 24)], kind="MultiPolygon"),
    )
    done = await run(content, "--source", "  GIS cell,  November ")
    assert (done.code, done.err) == (0, "")
    assert done.out == "areas: 1 created, 1 updated, 0 unchanged\n"
    after = {area["unit_id"]: area for area in await all_areas()}
    assert set(after) == {*before, MAKRONIYA}
    assert [code for code in before if before[code] != after[code]] == [SAGAR]
    made = after[MAKRONIYA]
    assert json.loads(made["geometry"]) == {"type": "Polygon", "coordinates": [SQUARE]}
    assert made["source"] == "GIS cell, November"
    assert after[SAGAR]["id"] == before[SAGAR]["id"]
    assert json.loads(after[SAGAR]["geometry"])["type"] == "MultiPolygon"
    assert await revision() == number + 1
    audited = await AuditEntry.filter(action="directory.import_areas").order_by("-sequence").first()
    assert audited is not None
    digest = sha256(content.encode()).hexdigest()
    assert json.loads(audited.details) == {"created": 1, "updated": 1, "sha256": digest}
    again = await run(content, "--source", "GIS cell, November")
    assert again.out == "areas: 0 created, 0 updated, 2 unchanged\n"
    assert await revision() == number + 1


@words_of_the_command
async def test_dry_run_says_what_would_change_and_changes_nothing(run: Import) -> None:
    before, number = await all_areas(), await revision()
    content = collection(feature(MAKRONIYA, SQUARE), feature(SAGAR, SQUARE))
    done = await run(content, "--dry-run")
    assert (done.code, done.err) == (0, "")
    assert done.out == "areas: 1 would be created, 1 would be updated, 0 unchanged\n"
    assert (await all_areas(), await revision()) == (before, number)


@words_of_the_command
async def test_codes_may_be_numbers_and_positions_may_have_heights(run: Import) -> None:
    with_heights = [[*point, 431.5] for point in SQUARE]
    done = await run(b"\xef\xbb\xbf" + collection(feature(int(MAKRONIYA), with_heights)).encode())
    assert (done.code, done.out) == (0, "areas: 1 created, 0 updated, 0 unchanged\n")
    area = await Area.get(unit_id=MAKRONIYA)
    assert json.loads(area.geometry)["coordinates"] == [SQUARE]
    assert area.source == "areas.geojson"


def bad_features() -> list[tuple[Any, list[str]]]:
    """Features, each with what is to be said of it, by column."""
    bow_tie: Ring = [[78, 23], [79, 24], [79, 23], [78, 24], [78, 23]]
    there_and_back: Ring = [[78.1, 23.1], [78.2, 23.2], [78.1, 23.1]]
    line = {"type": "LineString", "coordinates": SQUARE}
    is_empty = "geometry: is empty; draw the area, or leave the feature out"
    return [
        (feature(KHURAI, SQUARE), []),
        (feature("99999", SQUARE), [
            "properties.code: 99999 is no unit; correct it, or import the units first"
        ]),
        (feature("21346059", SQUARE), [
            "properties.code: 21346059 is of kind TRAFFIC; only a STATION or a DISTRICT has an area"
        ]),
        (feature("MP", SQUARE), [
            "properties.code: MP is of kind STATE; only a STATION or a DISTRICT has an area"
        ]),
        (feature(KHURAI, SQUARE), [
            f"properties.code: {KHURAI} stands in feature 1 as well; join the two as one"
            " MultiPolygon"
        ]),
        (feature(MAKRONIYA, bow_tie), [
            "geometry: the line crosses itself, or two parts overlap, at longitude 78.50000,"
            " latitude 23.50000; redraw it there"
        ]),
        (feature(None, box(78, 23, 181, 24)), [
            "properties.code: is missing; give the code of the station or district",
            f"geometry: polygon 1, ring 1, point 2 {OFF_THE_MAP}",
        ]),
        (feature("21301001", box(23, -91, 24, 78)), [
            "properties.code: 21301001 is no unit; correct it, or import the units first",
            f"geometry: polygon 1, ring 1, point 1 {OFF_THE_MAP}",
        ]),
        (feature(PATHARI, SQUARE[:-1]), [
            "geometry: polygon 1, ring 1 is not closed; repeat its first point as its last"
        ]),
        (feature(BHOPAL, [SQUARE, there_and_back], kind="MultiPolygon"), [
            "geometry: polygon 1, ring 2 has 3 points; a closed ring has at least 4"
        ]),
        (feature("21355"), [is_empty]),
        (feature("21356", kind="MultiPolygon"), [is_empty]),
        (feature("21357", []), ["geometry: polygon 1, ring 1 is empty; draw it, or leave it out"]),
        (feature("21371", SQUARE) | {"geometry": None}, [
            "geometry: is missing; draw the area, or leave the feature out"
        ]),
        (feature("21353", SQUARE) | {"geometry": line}, [
            "geometry: is a LineString; an area is a Polygon or a MultiPolygon"
        ]),
        (feature("21352", [["78", "23"]]), [
            "geometry: polygon 1, ring 1, point 1 is no pair of numbers; give [longitude, latitude]"
        ]),
        (feature("21351", [[True, 23.0]]), [
            "geometry: polygon 1, ring 1, point 1 is no pair of numbers; give [longitude, latitude]"
        ]),
        (feature("21350", SQUARE, box(80, 23, 81, 24)), [
            "geometry: is not valid (hole lies outside shell) at longitude 80.00000, latitude"
            " 23.00000; redraw it there"
        ]),
        ("no feature", [
            "properties.code: is missing; give the code of the station or district",
            "geometry: is no Feature with properties and geometry",
        ]),
        (feature("\x1b[2J[/b]" + "9" * 100, SQUARE), [
            "properties.code: [2J[/b]" + "9" * 33 + " is no unit; correct it, or import the units"
            " first"
        ]),
    ]  # fmt: skip


@words_of_the_command
async def test_every_fault_is_named_with_its_feature_and_nothing_is_imported(run: Import) -> None:
    before, number = await all_areas(), await revision()
    features = bad_features()
    done = await run(collection(*(given for given, _ in features)))
    assert (done.code, done.out) == (1, "")
    expected = [
        f"feature {place}, {fault}"
        for place, (_, faults) in enumerate(features, 1)
        for fault in faults
    ]
    assert done.faults == [*expected, "nothing was imported"]
    assert (await all_areas(), await revision()) == (before, number)


BAD_FILES: dict[str, tuple[bytes, str]] = {
    "UTF-16": (
        collection(feature(MAKRONIYA, SQUARE)).encode("utf-16"),
        "file: is not UTF-8; export it as GeoJSON in UTF-8",
    ),
    "empty": (
        b"",
        "file: is not JSON: Expecting value: line 1 column 1 (char 0); export it as GeoJSON",
    ),
    "NaN": (
        b'{"type": "FeatureCollection", "features": [NaN]}',
        "file: is not JSON: NaN is no number; export it as GeoJSON",
    ),
    "deep": (b"[" * 100_000, "file: is not GeoJSON: its brackets are nested too deeply"),
    "one feature": (
        json.dumps(feature(MAKRONIYA, SQUARE)).encode(),
        "file: is no FeatureCollection; export all areas together as one",
    ),
    "a list": (b"[]", "file: is no FeatureCollection; export all areas together as one"),
    "nothing in it": (collection().encode(), "file: has no features; export at least one area"),
}


@words_of_the_command
async def test_a_file_that_is_no_collection_is_refused(run: Import, runtime: Runtime) -> None:
    """One through the command, whose start takes seconds; all as the command does it."""
    before = await all_areas()
    for name, (content, fault) in BAD_FILES.items():
        with pytest.raises(ImportRefused) as refused:
            await import_content(runtime, content, source="")
        assert [str(error) for error in refused.value.errors] == [fault], name
    content, fault = BAD_FILES["UTF-16"]
    done = await run(content)
    assert (done.code, done.out) == (1, "")
    assert done.faults == [fault, "nothing was imported"]
    assert await all_areas() == before


@words_of_the_command
async def test_more_points_than_can_be_kept_are_refused(run: Import) -> None:
    before = await all_areas()
    done = await run(collection(*[feature(MAKRONIYA, ring_of(50_000))] * 21))
    assert done.faults == [
        "file: has more than 1,000,000 points in all, and so many are kept in memory; simplify the"
        " lines",
        "nothing was imported",
    ]
    assert await all_areas() == before


def ring_of(points: int) -> Ring:
    """A closed ring of so many points that crosses itself nowhere."""
    line = [[78 + step / 1_000_000, 23.0] for step in range(points - 2)]
    return [*line, [79.0, 24.0], line[0]]


@words_of_the_command
async def test_an_area_of_too_many_points_is_refused_before_its_lines_are_judged(
    run: Import,
) -> None:
    done = await run(collection(feature(MAKRONIYA, ring_of(50_001))))
    assert done.faults == [
        "feature 1, geometry: has 50,001 points, and an area has at most 50,000; simplify it",
        "nothing was imported",
    ]
    assert not await Area.exists(unit_id=MAKRONIYA)


@words_of_the_command
async def test_a_file_of_too_many_bytes_is_refused(
    run: Import, monkeypatch: pytest.MonkeyPatch, runtime: Runtime
) -> None:
    """The file itself would take longer than it shows: the limit is lowered."""
    monkeypatch.setattr(area_features, "FILE_BYTES", 100)
    with pytest.raises(ImportRefused, match="more than 100 bytes"):
        await import_content(runtime, b" " * 101, source="")
    assert await Area.all().count() == 52


@words_of_the_command
async def test_a_source_that_is_too_long_is_refused(run: Import) -> None:
    done = await run(collection(feature(MAKRONIYA, SQUARE)), "--source", "x" * 201)
    fault = "file: --source must have at most 200 characters"
    assert done.faults == [fault, "nothing was imported"]
    assert not await Area.exists(unit_id=MAKRONIYA)
