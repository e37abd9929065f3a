"""`thana units import-holidays`: days of the whole state and of single units, all rows or none."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from clients import GraphQLClient
from commands import Finished, thana
from conftest import settings_for
from factories import BHOPAL, MAKRONIYA, SAGAR, TT_NAGAR
from lost_reports import stored
from starlette.applications import Starlette

from core.settings import Settings
from core.units.models import Holiday, UnitHoliday

Import = Callable[..., Awaitable[Finished]]
HEADER = "date,name,name_hi,unit_code"


@pytest.fixture
def settings(database_url: str) -> Settings:
    """A state whose officers acknowledge reports within a working day."""
    return settings_for(database_url, services={"lost_property": {"acknowledged": "by_officer"}})


@pytest.fixture
def import_holidays(app: Starlette, database_url: str, tmp_path: Path) -> Import:
    """Import rows beside the running platform."""

    async def run(*rows: str, header: str = HEADER, options: tuple[str, ...] = ()) -> Finished:
        file = tmp_path / "days.csv"
        file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        command = ("units", "import-holidays", file, *options)
        return await thana(tmp_path, *command, database_url=database_url)

    return run


async def all_days() -> tuple[Any, Any]:
    of_units = UnitHoliday.all().order_by("unit_id", "day")
    return (
        await Holiday.all().order_by("day").values(),
        await of_units.values("unit_id", "day", "names"),
    )


async def test_column_by_another_name_makes_no_holiday_of_the_whole_state(
    import_holidays: Import,
) -> None:
    before = await all_days()
    row = f"2028-02-14,Gaur Jayanti,गौर जयंती,{SAGAR}"
    refused = await import_holidays(row, header="date,name,name_hi,unit")
    assert refused.code == 1
    named = "row 1, unit: is no column of holidays; there are: date, name, name_hi, unit_code"
    assert named in refused.err
    assert await all_days() == before


async def test_days_of_units_stand_beside_those_of_the_state(import_holidays: Import) -> None:
    done = await import_holidays(
        "2028-01-26,Republic Day,गणतंत्र दिवस,",
        f"2028-02-14,Gaur Jayanti,गौर जयंती,{SAGAR}",
        f"2028-02-14,Mela,मेला,{TT_NAGAR}",
    )
    assert (done.code, done.err) == (0, "")
    assert "holidays: 3 created, 0 updated, 0 unchanged" in done.out
    assert (await Holiday.get(day=date(2028, 1, 26))).names == {
        "en": "Republic Day",
        "hi": "गणतंत्र दिवस",
    }
    assert not await Holiday.exists(day=date(2028, 2, 14))
    assert (await all_days())[1] == [
        {"unit_id": TT_NAGAR, "day": date(2028, 2, 14), "names": {"en": "Mela", "hi": "मेला"}},
        {
            "unit_id": SAGAR,
            "day": date(2028, 2, 14),
            "names": {"en": "Gaur Jayanti", "hi": "गौर जयंती"},
        },
    ]


async def test_the_same_file_again_changes_nothing_and_a_new_name_is_an_update(
    import_holidays: Import,
) -> None:
    rows = ["2028-01-26,Republic Day,,", f"2028-02-14,Gaur Jayanti,,{SAGAR}"]
    await import_holidays(*rows)
    before = await all_days()
    again = await import_holidays(*rows)
    assert "holidays: 0 created, 0 updated, 2 unchanged" in again.out
    assert await all_days() == before
    renamed = await import_holidays(rows[0], f"2028-02-14,Gaur Day,,{SAGAR}")
    assert "holidays: 0 created, 1 updated, 1 unchanged" in renamed.out
    assert [row["names"]["en"] for row in (await all_days())[1]] == ["Gaur Day"]


async def test_dry_run_says_what_would_change_and_changes_nothing(import_holidays: Import) -> None:
    before = await all_days()
    row = f"2028-02-14,Gaur Jayanti,,{SAGAR}"
    done = await import_holidays(row, options=("--dry-run",))
    assert "holidays: 1 would be created, 0 would be updated, 0 unchanged" in done.out
    assert await all_days() == before


async def test_every_fault_is_named_with_its_row_and_nothing_is_imported(
    import_holidays: Import,
) -> None:
    before = await all_days()
    done = await import_holidays(
        "2028-01-26,Republic Day,,",
        f"2028-02-14,Gaur Jayanti,,{SAGAR}",
        "2028-02-14,Gaur Jayanti,,",
        f"2028-02-14,Again,,{SAGAR}",
        "2028-02-15,Nowhere,,99999",
        f"15.02.2028,Wrong,,{SAGAR}",
        f"2028-02-16,,,{SAGAR}",
        "2028-02-30,No such day,,[b]",
    )
    assert done.code == 1
    assert done.faults == [
        "row 5, date: 2028-02-14 stands in the file twice",
        "row 6, unit_code: there is no unit 99999; leave it empty for the whole state",
        "row 7, date: must be YYYY-MM-DD",
        "row 8, name: is missing",
        "row 9, unit_code: there is no unit [b]; leave it empty for the whole state",
        "row 9, date: must be YYYY-MM-DD",
        "nothing was imported",
    ]
    assert await all_days() == before


async def test_file_without_the_column_is_of_the_whole_state(import_holidays: Import) -> None:
    done = await import_holidays("2028-01-26,Republic Day,", header="date,name,name_hi")
    assert (done.code, done.err) == (0, "")
    assert await Holiday.exists(day=date(2028, 1, 26))
    assert await UnitHoliday.all().count() == 0


async def test_deadlines_of_a_district_and_all_its_stations_leave_its_holiday_out(
    import_holidays: Import, as_citizen: Callable[..., Awaitable[GraphQLClient]]
) -> None:
    """From Monday on, 23 November; the 24th is a holiday of the state."""
    done = await import_holidays(f"2026-11-25,Gaur Jayanti,गौर जयंती,{SAGAR}")
    assert done.code == 0
    citizen = await as_citizen()
    due = [
        (await stored(citizen, stationCode=station, place=place))["dueAt"]
        for station, place in (
            (MAKRONIYA, {"text": "Makroniya", "districtCode": SAGAR}),
            (TT_NAGAR, {"text": "T.T. Nagar", "districtCode": BHOPAL}),
        )
    ]
    assert due == ["2026-11-26T23:59:59+05:30", "2026-11-25T23:59:59+05:30"]
