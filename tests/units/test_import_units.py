"""`thana units import`: all rows of a file or none of them, and every fault with its row."""

from __future__ import annotations

import asyncio
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from commands import Finished, thana
from conftest import POSTGRES
from factories import BHOPAL, MAKRONIYA, SAGAR
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from core.audit.verifying import verify
from core.db import fetch, transactional
from core.demo.stations import write_units
from core.runtime import Runtime
from core.units import importer
from core.units.changing import change_unit
from core.units.jurisdiction import is_under
from core.units.models import Holiday, Unit, UnitKind

HEADER = "code,kind,parent,name_en,latitude,longitude"


@pytest.fixture
def import_units(app: Starlette, database_url: str, tmp_path: Path) -> Any:
    """Import rows (or bytes) beside the running platform."""

    async def run(*rows: str, header: str = HEADER, options: tuple[str, ...] = ()) -> Finished:
        file = tmp_path / "units.csv"
        file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return await thana(tmp_path, "units", "import", file, *options, database_url=database_url)

    return run


async def all_units() -> list[dict[str, Any]]:
    return await Unit.all().order_by("code").values()


async def test_the_help_names_every_kind_of_unit(tmp_path: Path) -> None:
    said = (await thana(tmp_path, "units", "import", "--help")).out
    assert [kind for kind in UnitKind if not re.search(rf"\b{kind}\b", said)] == []


async def test_new_units_are_imported_below_their_parents(import_units: Any) -> None:
    done = await import_units(
        f"SUB1,SUBDIVISION,{SAGAR},Rahatgarh,,", "OUT1,OUTPOST,SUB1,Seehora,23.9,78.4"
    )
    assert (done.code, done.err) == (0, "")
    assert "units: 2 created, 0 updated, 0 unchanged" in done.out
    outpost = await Unit.get(code="OUT1")
    assert (outpost.kind, outpost.parent_id, outpost.names) == (
        "OUTPOST",
        "SUB1",
        {"en": "Seehora"},
    )
    assert (outpost.latitude, outpost.longitude, outpost.version) == (23.9, 78.4, 1)
    assert await is_under("OUT1", [SAGAR])
    assert not await is_under("OUT1", [BHOPAL])


async def test_an_import_is_in_the_audit_by_how_many_it_changed(import_units: Any) -> None:
    await import_units(f"SUB1,SUBDIVISION,{SAGAR},Rahatgarh,,")
    entry = await AuditEntry.filter(action="unit.import").order_by("-sequence").first()
    assert entry is not None
    assert (entry.actor, json.loads(entry.details)) == (
        "system:command",
        {"created": 1, "updated": 0},
    )
    assert [fault async for fault in verify()] == []


@pytest.mark.parametrize("kind", ["postgres"] if POSTGRES else [])
async def test_an_import_loses_no_change_that_is_under_way(
    runtime: Runtime, tmp_path: Path, kind: str
) -> None:
    """On SQLite writers come one after the other anyway."""
    file, changed, may_end = tmp_path / "units.csv", asyncio.Event(), asyncio.Event()
    file.write_text(f"code,kind,parent,name_en\n{MAKRONIYA},STATION,{SAGAR},Makronia\n")

    @transactional
    async def change_phone() -> None:
        unit = await Unit.get(code=MAKRONIYA)
        await change_unit(
            runtime, unit, {"phone": "+917582222222"}, expected_version=1, actor="officer:x"
        )
        changed.set()
        await may_end.wait()

    changing = asyncio.create_task(change_phone())
    await changed.wait()
    importing = asyncio.create_task(importer.import_units(file, now=runtime.now()))
    async with asyncio.timeout(30):
        while not await fetch("SELECT 1 FROM pg_locks WHERE NOT granted"):  # noqa: ASYNC110
            await asyncio.sleep(0)
    may_end.set()
    await asyncio.gather(changing, importing)
    unit = await Unit.get(code=MAKRONIYA)
    assert (unit.names["en"], unit.phone, unit.version) == ("Makronia", "+917582222222", 3)


async def test_dry_run_says_what_would_change_and_changes_nothing(import_units: Any) -> None:
    before = await all_units()
    done = await import_units(
        f"SUB1,SUBDIVISION,{SAGAR},Rahatgarh,,",
        f"{MAKRONIYA},STATION,{BHOPAL},Elsewhere,,",
        options=("--dry-run",),
    )
    assert done.code == 0
    assert "units: 1 would be created, 1 would be updated, 0 unchanged" in done.out
    assert await all_units() == before


async def test_every_fault_is_named_with_its_row_and_no_row_is_imported(import_units: Any) -> None:
    before = await all_units()
    done = await import_units(
        f"GOOD1,STATION,{SAGAR},Good,23.9,78.4",
        f"FAR,STATION,{SAGAR},Too far north,91,78.4",
        f"HALF,STATION,{SAGAR},Half a point,23.9,",
        "",
        f"KIND,CASTLE,{SAGAR},Of no known kind,,",
        "OWN,STATION,OWN,Its own parent,,",
        "LOST,STATION,[/b]99999,Parent unknown,,",
        "ROOT,STATION,,No parent,,",
        f"GOOD1,STATION,{SAGAR},Again,,",
        f"A-1,STATION,{SAGAR},,nan,78",
        f"LONG,STATION,{SAGAR},{'x' * 121},,",
    )
    assert done.code == 1
    assert done.faults == [
        "row 3, latitude: must be a number of degrees from -90 to 90",
        "row 4, latitude: give latitude and longitude, or neither",
        "row 6, kind: must be one of STATE, RANGE, DISTRICT, SUBDIVISION, STATION, OUTPOST, "
        "TRAFFIC, WOMEN, AJK, RAILWAY, CYBER, SPECIAL",
        "row 7, parent: a unit cannot be its own parent",
        "row 8, parent: [/b]99999 is not known; list parents before their units",
        "row 9, parent: only the state has none",
        "row 10, code: GOOD1 stands in the file twice",
        "row 11, code: must be 1 to 20 letters and digits",
        "row 11, name_en: must have 1 to 120 characters",
        "row 11, latitude: must be a number of degrees from -90 to 90",
        "row 12, name_en: must have 1 to 120 characters",
        "nothing was imported",
    ]
    assert await all_units() == before


async def test_circle_across_two_rows_is_named_and_not_imported(import_units: Any) -> None:
    before = await all_units()
    done = await import_units(
        f"{SAGAR},DISTRICT,{BHOPAL},Sagar,,", f"{BHOPAL},DISTRICT,{SAGAR},Bhopal,,"
    )
    assert done.code == 1
    assert done.faults == [
        f"row 2, parent: unit {SAGAR} would be its own ancestor",
        f"row 3, parent: unit {BHOPAL} would be its own ancestor",
        "nothing was imported",
    ]
    assert await all_units() == before


async def test_missing_column_and_cells_too_many_are_named(import_units: Any) -> None:
    before = await all_units()
    done = await import_units(f"S1,{SAGAR},Deori, Sagar", header="code,parent,name_en")
    assert done.code == 1
    assert done.faults == [
        "row 1, kind: column is missing; there are: code, parent, name_en",
        "row 2, row: has more cells than the header; put quotes around commas",
        "nothing was imported",
    ]
    assert await all_units() == before


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (f"{HEADER}\n".encode("utf-16"), "row 1, file: is not UTF-8; save it as CSV UTF-8"),
        (b'code,kind\n"open', "row 1, file: is not CSV: unexpected end of data"),
        (b"", "row 1, code: column is missing; there are: none"),
        (b"code,kind,parent,name_en, kind\n", "row 1, kind: column stands twice; leave one out"),
    ],
    ids=["utf-16", "open quote", "empty", "twice"],
)
async def test_file_that_is_no_utf8_csv_is_refused(
    app: Starlette, database_url: str, tmp_path: Path, content: bytes, fault: str
) -> None:
    (tmp_path / "units.csv").write_bytes(content)
    done = await thana(tmp_path, "units", "import", "units.csv", database_url=database_url)
    assert done.code == 1
    assert done.faults[0] == fault
    assert done.faults[-1] == "nothing was imported"
    assert await Unit.all().count() == 1171


async def test_importing_the_same_file_again_changes_nothing(
    app: Starlette, database_url: str, tmp_path: Path
) -> None:
    before = await all_units()
    write_units(tmp_path / "units.csv")
    done = await thana(tmp_path, "units", "import", "units.csv", database_url=database_url)
    assert "units: 0 created, 0 updated, 1171 unchanged" in done.out
    assert await all_units() == before


async def test_changed_unit_rises_by_one_version_and_moves_with_all_below_it(
    import_units: Any,
) -> None:
    assert (await import_units(f"SUB1,SUBDIVISION,{SAGAR},Rahatgarh,,")).code == 0
    moved = await import_units(
        f"{MAKRONIYA},STATION,SUB1,Makroniya,,", f"SUB1,SUBDIVISION,{BHOPAL},Rahatgarh,,"
    )
    assert "units: 0 created, 2 updated, 0 unchanged" in moved.out
    assert (await Unit.get(code="SUB1")).version == 2
    assert await is_under(MAKRONIYA, [BHOPAL])
    assert not await is_under(MAKRONIYA, [SAGAR])


async def test_columns_that_the_file_lacks_stay_as_they_were(import_units: Any) -> None:
    await Unit.filter(code=MAKRONIYA).update(
        phone="07582-230000", names={"en": "Makroniya", "hi": "मकरोनिया"}, is_active=False
    )
    before = await Unit.get(code=MAKRONIYA)
    done = await import_units(
        f"{MAKRONIYA},STATION,{SAGAR},Makronia", header="code,kind,parent,name_en"
    )
    assert "units: 0 created, 1 updated, 0 unchanged" in done.out
    after = await Unit.get(code=MAKRONIYA)
    assert after.names == {"en": "Makronia", "hi": "मकरोनिया"}
    kept = ("phone", "latitude", "longitude", "source_name", "source", "flag", "is_active")
    assert [getattr(after, name) for name in kept] == [getattr(before, name) for name in kept]


async def test_holidays_twice_in_a_file_are_named_and_not_imported(
    app: Starlette, database_url: str, tmp_path: Path
) -> None:
    before = await Holiday.all().count()
    (tmp_path / "days.csv").write_text(
        "date,name,name_hi\n2028-01-26,Republic Day,\n2028-01-26,Again,\n26.01.2028,Wrong,\n",
        encoding="utf-8",
    )
    arguments = ("units", "import-holidays", "days.csv")
    done = await thana(tmp_path, *arguments, database_url=database_url)
    assert done.code == 1
    assert done.faults == [
        "row 3, date: 2028-01-26 stands in the file twice",
        "row 4, date: must be YYYY-MM-DD",
        "nothing was imported",
    ]
    assert await Holiday.all().count() == before
    assert not await Holiday.exists(day=date(2028, 1, 26))
