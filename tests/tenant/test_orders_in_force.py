"""Orders in force: imported by file, shown by station, and stated on a registration."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import Finished, thana
from factories import MAKRONIYA, SAGAR, STATE, TT_NAGAR
from processions import Desk, Person
from starlette.applications import Starlette
from tenancies import REGISTER, done, registration

from core.audit.models import AuditEntry
from plugins.tenant.models import TenancyOrder

HEADER = "number,section,unit_code,valid_from,valid_until,report_within_days,existing_within_days\n"
ORDER = f"DM/2026/77,s.163 BNSS,{SAGAR},2026-11-01,2026-12-30,7,15"
ASKED = """query($code: String!) { tenancyOrder(stationCode: $code) {
  number section validFrom validUntil reportWithinDays existingWithinDays } }"""


class Orders:
    """Imports orders as an operator does."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self._folder, self._url = folder, database_url

    async def __call__(self, *rows: str, dry_run: bool = False) -> Finished:
        file = self._folder / "orders.csv"
        file.write_text(HEADER + "\n".join(rows), encoding="utf-8")
        more = ["--dry-run"] if dry_run else []
        return await thana(self._folder, "tenant", "orders", file, *more, database_url=self._url)


@pytest.fixture
def orders(app: Starlette, database_url: str, tmp_path: Path) -> Orders:
    return Orders(tmp_path, database_url)


async def test_orders_are_imported_and_shown_where_they_hold(
    desk: Desk, owner: Person, orders: Orders
) -> None:
    would = await orders(ORDER, dry_run=True)
    assert would.out == "orders: 1 would be created, 0 would be updated, 0 unchanged\n"
    assert await TenancyOrder.all().count() == 0
    assert (await orders(ORDER)).out == "orders: 1 created, 0 updated, 0 unchanged\n"
    assert (await owner.run(ASKED, code=MAKRONIYA))["tenancyOrder"] == {
        "number": "DM/2026/77",
        "section": "s.163 BNSS",
        "validFrom": "2026-11-01",
        "validUntil": "2026-12-30",
        "reportWithinDays": 7,
        "existingWithinDays": 15,
    }
    for elsewhere in (TT_NAGAR, "1", "x" * 500):
        assert (await owner.run(ASKED, code=elsewhere))["tenancyOrder"] is None
    await desk.later(days=38)
    assert (await owner.run(ASKED, code=MAKRONIYA))["tenancyOrder"] is None
    assert await AuditEntry.filter(action="tenant.import_orders").count() == 1


async def test_the_nearest_unit_and_the_latest_order_counts(owner: Person, orders: Orders) -> None:
    state = f"HOME/1,s.1,{STATE},2026-11-10,2026-12-30,30,30"
    later = ORDER.replace("77", "78").replace("2026-11-01", "2026-11-20")
    await orders(state, ORDER, later)
    assert (await owner.run(ASKED, code=MAKRONIYA))["tenancyOrder"]["number"] == "DM/2026/78"
    assert (await owner.run(ASKED, code=TT_NAGAR))["tenancyOrder"]["number"] == "HOME/1"
    changed = await orders(ORDER.replace("-30,7", "-31,7"))
    assert changed.out == "orders: 0 created, 1 updated, 0 unchanged\n"


async def test_faults_of_orders_have_their_row(orders: Orders) -> None:
    done = await orders(
        ORDER, ORDER, ",,1,x,2026-02-30,-1,999", ORDER.replace("2026-12-30", "2026-10-30")
    )
    assert done.faults == [
        "row 3, number: stands in the file twice for this unit",
        "row 4, number: write 1 to 100 characters",
        "row 4, section: write 1 to 100 characters",
        "row 4, unit_code: there is no unit of this code",
        "row 4, valid_from: write a day as YYYY-MM-DD",
        "row 4, valid_until: write a day as YYYY-MM-DD",
        "row 4, report_within_days: write a number of days from 0 to 366",
        "row 4, existing_within_days: write a number of days from 0 to 366",
        "row 5, valid_until: lies before valid_from",
        "row 5, number: stands in the file twice for this unit",
        "nothing was imported",
    ]
    assert await TenancyOrder.all().count() == 0


@pytest.mark.parametrize(
    ("tenancy", "by", "late"),
    [
        ({"from": "2026-11-20", "rentAgreementDate": "2026-11-19"}, "2026-11-26", False),
        ({"from": "2026-11-20", "rentAgreementDate": "2026-11-12"}, "2026-11-19", True),
        ({"from": "2026-11-16"}, "2026-11-23", False),
        ({"from": "2026-10-01"}, "2026-11-16", True),
        ({"from": "2026-12-01"}, "2026-12-08", False),
    ],
)
async def test_a_registration_states_the_order_and_whether_its_day_has_passed(
    owner: Person, orders: Orders, tenancy: dict[str, str], by: str, late: bool
) -> None:
    await orders(ORDER)
    request = await done(owner, REGISTER, registration(tenancy=tenancy))
    assert request["order"] == {
        "number": "DM/2026/77",
        "section": "s.163 BNSS",
        "validUntil": "2026-12-30",
    }
    assert (request["reportBy"], request["reportedLate"]) == (by, late)


def test_nothing_says_mandatory() -> None:
    folder = Path(__file__).parents[2] / "plugins" / "tenant"
    texts = [
        *folder.rglob("*.py"),
        *folder.rglob("*.po"),
        *folder.rglob("*.toml"),
        *folder.rglob("*.html"),
    ]
    for path in texts:
        words = path.read_text(encoding="utf-8").lower()
        assert "mandatory" not in words, path
        assert "अनिवार्य" not in words, path
