"""districts: all of them by name, each with the number of its territorial stations."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from clients import GraphQLClient
from commands import thana
from factories import SAGAR
from places import territorial

from core.db import transactional
from core.revisions import revise
from core.units.models import UNITS, Unit, UnitKind

DISTRICTS = "query Districts { districts { code name stationCount } }"


async def test_all_districts_are_listed_by_name_with_their_territorial_stations(
    as_nobody: GraphQLClient,
) -> None:
    as_nobody.language = "en"
    rows = (await as_nobody.run(DISTRICTS))["districts"]
    assert len(rows) == 52
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    assert (rows[0]["name"], rows[-1]["name"]) == ("Agar Malwa", "Vidisha")
    counted = Counter(row.district for row in territorial())
    assert {row["code"]: row["stationCount"] for row in rows} == dict(counted)
    assert sum(row["stationCount"] for row in rows) == 921
    assert {"code": SAGAR, "name": "Sagar", "stationCount": 31} in rows


async def test_in_hindi_they_are_listed_by_their_hindi_names(as_nobody: GraphQLClient) -> None:
    as_nobody.language = "hi"
    rows = (await as_nobody.run(DISTRICTS))["districts"]
    assert [row["name"] for row in rows] == sorted(row["name"] for row in rows)
    names = {row["code"]: row["name"] for row in rows}
    assert names[SAGAR] == "सागर"
    assert names["21334"] == "Khargone"  # the reference data has no Hindi name for it
    query = "{ districts { code name(language: EN) } }"
    asked = {row["code"]: row["name"] for row in (await as_nobody.run(query))["districts"]}
    assert asked[SAGAR] == "Sagar"


async def test_special_units_and_closed_districts_are_none(as_nobody: GraphQLClient) -> None:
    special = await Unit.filter(
        parent_id="MP", kind__in=[UnitKind.RAILWAY, UnitKind.CYBER, UnitKind.SPECIAL]
    )
    assert len(special) == 8

    @transactional
    async def close() -> None:
        await Unit.filter(code=SAGAR).update(is_active=False)
        await revise(UNITS)

    await close()
    codes = {row["code"] for row in (await as_nobody.run(DISTRICTS))["districts"]}
    assert len(codes) == 51
    assert codes.isdisjoint({SAGAR, *(unit.code for unit in special)})


async def test_stations_below_a_subdivision_are_counted_for_their_district(
    as_nobody: GraphQLClient, database_url: str, tmp_path: Path
) -> None:
    (tmp_path / "units.csv").write_text(
        "code,kind,parent,name_en\n"
        f"SUB1,SUBDIVISION,{SAGAR},Rahatgarh\n"
        "NEW1,STATION,SUB1,New station\n"
        "NEW2,OUTPOST,NEW1,Its outpost\n"
        "EMPTY,DISTRICT,MP,New district\n",
        encoding="utf-8",
    )
    done = await thana(tmp_path, "units", "import", "units.csv", database_url=database_url)
    assert (done.code, done.err) == (0, "")
    rows = (await as_nobody.run(DISTRICTS))["districts"]
    counts = {row["code"]: row["stationCount"] for row in rows}
    assert (counts[SAGAR], counts["EMPTY"]) == (32, 0)
