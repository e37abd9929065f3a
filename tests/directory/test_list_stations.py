"""`stations` without a search: all stations by name, page by page."""

from __future__ import annotations

import csv
import json
import re
from base64 import urlsafe_b64decode

import pytest
from clients import GraphQLClient
from conftest import KINDS
from factories import MAKRONIYA, SAGAR
from station_lists import CODES, codes, codes_of, page, walk

from core.db import fetch, is_sqlite, transactional
from core.demo.stations import DATA
from core.relay import encode_cursor
from core.revisions import revise
from core.units.models import UNITS, Unit, UnitKind
from plugins.directory.stations import begin_behind, matching, statement, understood

CONTRACT = """query Stations($first: Int!, $after: String, $filter: StationFilter,
  $language: Language) { stations(first: $first, after: $after, filter: $filter) { totalCount
  pageInfo { hasNextPage endCursor } edges { node { id code name(language: $language) kind
  district { code name } phone email address latitude longitude updatedOn } } } }"""
BAD_REQUEST = {"code": "BAD_REQUEST"}


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Order and plans are another thing on each kind of database."""
    return str(request.param)


def in_data() -> list[str]:
    """The codes of all stations of the reference data, by name and code."""
    with (DATA / "stations_mp.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["name"], row["code"]) for row in csv.DictReader(file)]
    return [code for _, code in sorted(rows)]


@pytest.mark.parametrize("size", [100, 7])
async def test_pages_show_every_station_once_by_name(as_nobody: GraphQLClient, size: int) -> None:
    assert await walk(as_nobody, size) == in_data()


async def test_total_is_exact_up_to_1000(as_nobody: GraphQLClient) -> None:
    assert (await page(as_nobody, 1))["totalCount"] is None
    for wanted, count in (
        ({"kind": "STATION"}, 921),
        ({"kind": "RAILWAY"}, 27),
        ({"districtCode": SAGAR}, 34),
        ({"districtCode": SAGAR, "kind": "STATION"}, 31),
        ({"kind": "DISTRICT"}, 0),
        ({"kind": "OUTPOST"}, 0),
    ):
        assert (await page(as_nobody, 1, filter=wanted))["totalCount"] == count, wanted


async def test_filters_by_district_and_kind(as_nobody: GraphQLClient) -> None:
    sagar = await codes(as_nobody, districtCode=SAGAR)
    assert len(sagar) == 34
    assert all(code.startswith(SAGAR) for code in sagar)
    assert await codes(as_nobody, districtCode="२१३४६") == sagar
    niwari = await codes(as_nobody, districtCode="21971")
    assert len(niwari) == 8  # seven of them have codes of the district that they were part of
    assert await codes(as_nobody, districtCode=SAGAR, kind="TRAFFIC") == ["21346059"]
    assert len(await codes(as_nobody, kind="WOMEN")) == 51
    assert await codes(as_nobody, districtCode=SAGAR, kind="RAILWAY") == []


async def test_a_special_district_is_no_station_but_holds_some(as_nobody: GraphQLClient) -> None:
    railway = await codes(as_nobody, kind="RAILWAY")
    assert not {"21326", "21359", "21362"} & set(railway)
    assert len(await codes(as_nobody, districtCode="21362")) == 9
    assert len(await codes(as_nobody, kind="SPECIAL")) == 10
    assert await codes(as_nobody, districtCode="21737") == ["21737001"]
    assert await codes(as_nobody, kind="CYBER") == []  # the unit above it alone is of that kind


@pytest.mark.parametrize("code", ["", "99999", "MP", MAKRONIYA, "%", "\u0000", "2" * 5000, "सागर"])
async def test_what_is_no_district_has_no_stations(as_nobody: GraphQLClient, code: str) -> None:
    found = await page(as_nobody, filter={"districtCode": code})
    assert (found["totalCount"], found["edges"]) == (0, [])


async def test_closed_stations_and_districts_are_not_shown(as_nobody: GraphQLClient) -> None:
    @transactional
    async def close(code: str) -> None:
        await Unit.filter(code=code).update(is_active=False)
        await revise(UNITS)

    await close(MAKRONIYA)
    assert MAKRONIYA not in await codes(as_nobody, districtCode=SAGAR)
    await close(SAGAR)
    assert await codes(as_nobody, districtCode=SAGAR) == []


async def test_outposts_are_listed_and_their_stations_stay(as_nobody: GraphQLClient) -> None:
    @transactional
    async def open_outpost(code: str, parent: str) -> None:
        values = {"names": {"en": "Bus Stand"}, "source_name": "BUS STAND", "source": "test"}
        await Unit.create(
            code=code, parent_id=parent, kind=UnitKind.OUTPOST, updated_on="2026-11-01", **values
        )
        await revise(UNITS)

    await open_outpost("21346901", MAKRONIYA)
    await open_outpost("21346902", "21346014")  # an A.J.K. station
    assert await codes(as_nobody, kind="OUTPOST") == ["21346901", "21346902"]
    assert {MAKRONIYA, "21346014"} <= set(await walk(as_nobody, 100))


@pytest.mark.parametrize("first", [0, -1, 101])
async def test_a_page_of_no_or_too_many_is_refused(as_nobody: GraphQLClient, first: int) -> None:
    for wanted in (None, {"search": "sagar"}):
        error = await as_nobody.refused(CODES, first=first, filter=wanted)
        assert error["extensions"] == BAD_REQUEST


async def test_edited_and_foreign_cursors_are_refused(as_nobody: GraphQLClient) -> None:
    shown = await page(as_nobody, 2)
    cursor = shown["pageInfo"]["endCursor"]
    mine = {"search": "sagar"}
    found = (await page(as_nobody, 2, filter=mine))["pageInfo"]["endCursor"]
    digest, name, code = _keys(cursor)
    hits_digest, rank, hit_name, hit_code = _keys(found)
    for after in (
        "", "x", cursor[:-1], cursor + "=", found,
        encode_cursor("requests", digest, name, code),
        encode_cursor("stations", "0" * 16, name, code),
        encode_cursor("stations", digest, name),
        encode_cursor("stations", digest, "\u0000", code),
        encode_cursor("stations", digest, "A" * 121, code),
        encode_cursor("stations", digest, f" {name}", code),
        encode_cursor("stations", digest, name, "' OR 1=1"),
        encode_cursor("stations", digest, name, "2" * 21),
        encode_cursor("stations", digest, name, ""),
    ):  # fmt: skip
        error = await as_nobody.refused(CODES, first=2, after=after)
        assert error["extensions"] == BAD_REQUEST, after
    for after in (
        cursor,
        *(
            encode_cursor("stations_found", hits_digest, edited, hit_name, hit_code)
            for edited in ("", "-1", "10001", "²", "०", f"0{rank}", f"{rank}.0", "1e3")
        ),
    ):
        error = await as_nobody.refused(CODES, first=2, after=after, filter=mine)
        assert error["extensions"] == BAD_REQUEST, after
    for wanted in ({"kind": "STATION"}, {"districtCode": SAGAR}):
        error = await as_nobody.refused(CODES, first=2, after=cursor, filter=wanted)
        assert error["extensions"] == BAD_REQUEST
    for wanted in ({}, {"search": " "}, {"search": None, "districtCode": None}):
        following = await page(as_nobody, 2, after=cursor, filter=wanted)
        assert codes_of(following) == in_data()[2:4]


def _keys(cursor: str) -> list[str]:
    keys: list[str] = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))[1:]
    return keys


async def test_contract_operation_answers_whole(as_nobody: GraphQLClient) -> None:
    wanted = {"search": "makronia"}
    found = await as_nobody.run(CONTRACT, first=1, filter=wanted, language="EN")
    largest = await as_nobody.run(CONTRACT, first=100)
    assert len(largest["stations"]["edges"]) == 100
    [edge] = found["stations"]["edges"]
    row = await Unit.get(code=MAKRONIYA)
    assert edge["node"] | {"id": None} == {
        "id": None, "code": MAKRONIYA, "name": "Makroniya", "kind": "STATION",
        "district": {"code": SAGAR, "name": edge["node"]["district"]["name"]},
        "phone": row.phone, "email": row.email, "address": row.address,
        "latitude": row.latitude, "longitude": row.longitude,
        "updatedOn": row.updated_on.isoformat(),
    }  # fmt: skip


@pytest.mark.parametrize("wanted_kind", [None, UnitKind.STATION])
async def test_the_last_page_is_read_from_the_index_as_the_first_is(
    as_nobody: GraphQLClient, wanted_kind: UnitKind | None
) -> None:
    await _many_more_stations()
    wanted = understood(None, None, wanted_kind)
    last = encode_cursor("stations", wanted.digest, "ZZ 19980", "Z19980")
    shown = await page(as_nobody, 10, after=last, filter={"kind": wanted_kind})
    assert codes_of(shown) == [f"Z{number}" for number in range(19_981, 19_991)]
    plans = []
    for after in (None, last):
        conditions = matching(wanted, {"21362"}, is_known=True)
        begin_behind(conditions, wanted, after)
        plans.append(await _plan(statement(conditions, ["code"], 11), *conditions.values))
    for plan in plans:
        assert "OFFSET" not in plan
        assert "core_unit_source" in plan, plan
        assert not re.search("B-TREE|Sort", plan), plan
    if is_sqlite():
        assert plans[1].endswith("(source_name>?)")
    else:
        assert all(_rows_read(plan) < 100 for plan in plans), plans


async def _plan(sql: str, *values: object) -> str:
    if is_sqlite():
        found = await fetch(f"EXPLAIN QUERY PLAN {sql}", *values)
        return "\n".join(row["detail"] for row in found)
    await fetch("ANALYZE core_unit")
    rows = await fetch(f"EXPLAIN (ANALYZE) {sql}", *values)
    return "\n".join(row["QUERY PLAN"] for row in rows)


def _rows_read(plan: str) -> int:
    """The rows that a node of PostgreSQL's plan gave, and those that it looked at in vain."""
    return sum(map(int, re.findall(r"(?:actual .* rows=|Removed by Filter: )(\d+)", plan)))


@transactional
async def _many_more_stations() -> None:
    rows = [
        Unit(
            code=f"Z{number:05}", kind=UnitKind.STATION, parent_id=SAGAR, source="test",
            names={"en": f"Zz {number:05}"}, source_name=f"ZZ {number:05}",
            updated_on="2026-11-01",
        )
        for number in range(20_000)
    ]  # fmt: skip
    await Unit.bulk_create(rows, batch_size=1000)
    await revise(UNITS)
