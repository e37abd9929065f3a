"""offices: whom to call from the state's headquarters down to the stations of a district."""

from __future__ import annotations

from typing import Any

import pytest
from clients import GraphQLClient
from directory_entries import (
    SIGNED_IN,
    duty_officer,
    no_entries,
    sagar_head,
    saved_post,
)
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE
from own_statements import own_statements
from starlette.applications import Starlette

from core.demo.seed import seed_plugins
from core.identity.models import OfficerRole
from core.units.jurisdiction import rebuild_ancestry
from core.units.models import Unit, UnitKind

OFFICES = """query Offices($districtCode: String) { offices(districtCode: $districtCode) {
  unit { code name kind phone } posts { title rank phone email } } }"""
RAIL_BHOPAL = "21362"


@pytest.fixture(autouse=True)
async def directory(app: Starlette) -> None:
    """Without the demo's posts and helplines."""
    await no_entries()


async def of(client: GraphQLClient, district_code: str | None = None) -> list[dict[str, Any]]:
    offices: list[dict[str, Any]] = (await client.run(OFFICES, districtCode=district_code))[
        "offices"
    ]
    return offices


async def unit(code: str, kind: UnitKind, parent: str, **values: Any) -> None:
    """A further unit."""
    await Unit.create(
        code=code,
        kind=kind,
        parent_id=parent,
        names={"en": code},
        source_name=code,
        source="",
        updated_on="2026-11-01",
        **values,
    )
    await rebuild_ancestry()


async def test_without_a_district_all_units_above_stations_are_listed_from_the_state_down(
    as_nobody: GraphQLClient,
) -> None:
    await unit("RANGE1", UnitKind.RANGE, STATE)
    await unit("SUB1", UnitKind.SUBDIVISION, SAGAR)
    await unit("SUB2", UnitKind.SUBDIVISION, SAGAR, is_active=False)
    offices = await of(as_nobody)
    kinds = [office["unit"]["kind"] for office in offices]
    assert (kinds[:2], kinds[-1]) == (["STATE", "RANGE"], "SUBDIVISION")
    assert kinds[2:-1] == sorted(kinds[2:-1], key=["DISTRICT", "RAILWAY", "CYBER", "SPECIAL"].index)
    codes = [office["unit"]["code"] for office in offices]
    assert len(set(codes)) == len(codes) == 63
    assert {STATE, SAGAR, RAIL_BHOPAL, "SUB1"} <= set(codes)
    assert not {MAKRONIYA, "SUB2"} & set(codes)
    districts = [each["unit"]["code"] for each in offices if each["unit"]["kind"] == "DISTRICT"]
    rows = await Unit.filter(kind=UnitKind.DISTRICT).order_by("source_name", "code")
    assert districts == [row.code for row in rows]


async def test_of_a_district_all_units_are_listed_down_to_its_stations(
    as_nobody: GraphQLClient, as_officer: SIGNED_IN
) -> None:
    head = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    await saved_post(head, sagar_head())
    await saved_post(head, duty_officer(phone="112"))
    await unit("SUB1", UnitKind.SUBDIVISION, SAGAR)
    await unit("STN1", UnitKind.STATION, "SUB1")
    await unit("OUT1", UnitKind.OUTPOST, MAKRONIYA)
    as_nobody.language = "en"
    offices = await of(as_nobody, SAGAR)
    units = [office["unit"] for office in offices]
    assert len(units) == 34 + 4
    assert [each["code"] for each in units[:2]] == [SAGAR, "SUB1"]
    assert (units[-1]["code"], units[-2]["kind"]) == ("OUT1", "TRAFFIC")
    stations = [each["code"] for each in units if each["kind"] == "STATION"]
    assert "STN1" in stations
    posts = {office["unit"]["code"]: office["posts"] for office in offices}
    assert posts[SAGAR] == [
        {
            "title": "Superintendent of Police",
            "rank": "Superintendent of Police",
            "phone": "+917582222222",
            "email": "sp.sagar@police.example",
        }
    ]
    assert [post["phone"] for post in posts[MAKRONIYA]] == ["112"]
    assert posts["SUB1"] == []


async def test_a_railway_district_is_one_and_comes_first(as_nobody: GraphQLClient) -> None:
    offices = await of(as_nobody, RAIL_BHOPAL)
    codes = [office["unit"]["code"] for office in offices]
    assert (codes[0], len(codes)) == (RAIL_BHOPAL, 10)


async def test_of_what_is_no_district_nothing_is_found(as_nobody: GraphQLClient) -> None:
    await Unit.filter(code=BHOPAL).update(is_active=False)
    for code in (BHOPAL, STATE, MAKRONIYA, "99999", "", "%", "x\0", "9" * 5000):
        error = await as_nobody.refused(OFFICES, districtCode=code)
        assert error["extensions"] == {"code": "NOT_FOUND"}, code


async def test_no_more_than_a_hundred_offices_and_fifteen_posts_of_each_are_listed(
    as_nobody: GraphQLClient, as_officer: SIGNED_IN
) -> None:
    head = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    for number in range(16):
        title = [{"language": "EN", "text": f"Desk {number:02}"}]
        await saved_post(head, duty_officer(SAGAR, title=title))
    for number in range(45):
        await Unit.create(
            code=f"SUB{number:02}",
            kind=UnitKind.SUBDIVISION,
            parent_id=BHOPAL,
            names={"en": "Subdivision"},
            source_name=f"SUB{number:02}",
            source="",
            updated_on="2026-11-01",
        )
    offices = await of(as_nobody)
    assert len(offices) == 100
    assert offices[-1]["unit"]["code"] == "SUB38"
    [sagar] = [office for office in offices if office["unit"]["code"] == SAGAR]
    assert [post["title"] for post in sagar["posts"]] == [f"Desk {n:02}" for n in range(15)]


async def test_a_district_costs_as_many_statements_as_a_single_unit(
    as_nobody: GraphQLClient, app: Starlette
) -> None:
    await seed_plugins(app.state.platform)
    for district in (RAIL_BHOPAL, SAGAR, None):
        with own_statements() as said:
            assert len(await of(as_nobody, district)) >= 10
        assert len(said) == {RAIL_BHOPAL: 4, SAGAR: 3, None: 2}[district], "\n".join(said)
