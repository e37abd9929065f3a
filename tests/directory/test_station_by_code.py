"""`station(code)`: one station, open to everyone."""

from __future__ import annotations

from clients import GraphQLClient
from factories import MAKRONIYA, SAGAR
from own_statements import own_statements

from core.db import transactional
from core.revisions import revise
from core.units.models import UNITS, Unit

STATION = """query($code: String!) { station(code: $code) { id version code name(language: EN) kind
  phone address latitude longitude parent { code name(language: EN) kind } } }"""
NOT_FOUND = {"code": "NOT_FOUND"}


async def test_a_station_is_shown_with_its_parent(as_nobody: GraphQLClient) -> None:
    row = await Unit.get(code=MAKRONIYA)
    shown = (await as_nobody.run(STATION, code=MAKRONIYA))["station"]
    assert shown | {"id": None} == {
        "id": None, "version": 1, "code": MAKRONIYA, "name": "Makroniya", "kind": "STATION",
        "phone": row.phone, "address": row.address,
        "latitude": row.latitude, "longitude": row.longitude,
        "parent": {"code": SAGAR, "name": "Sagar", "kind": "DISTRICT"},
    }  # fmt: skip
    node = "query($id: ID!) { node(id: $id) { ... on Unit { code } } }"
    assert await as_nobody.run(node, id=shown["id"]) == {"node": {"code": MAKRONIYA}}


async def test_digits_count_in_any_script(as_nobody: GraphQLClient) -> None:
    for code in (
        "21346058",
        " 21346058\n",
        "२१३४६०५८",
        "２１３４６０５８",
        "২১৩৪৬০৫৮",
        "2134\u200b6058",
    ):
        assert (await as_nobody.run(STATION, code=code))["station"]["code"] == MAKRONIYA


async def test_stations_of_all_kinds_are_found(as_nobody: GraphQLClient) -> None:
    for code, kind in (
        ("21362015", "RAILWAY"),
        ("21346013", "WOMEN"),
        ("21346014", "AJK"),
        ("21346059", "TRAFFIC"),
        ("21737001", "SPECIAL"),
        ("21735001", "SPECIAL"),
    ):
        assert (await as_nobody.run(STATION, code=code))["station"]["kind"] == kind


async def test_what_is_no_open_station_is_not_found(as_nobody: GraphQLClient) -> None:
    @transactional
    async def close() -> None:
        await Unit.filter(code=MAKRONIYA).update(is_active=False)
        await revise(UNITS)

    await close()
    for code in (
        MAKRONIYA, SAGAR, "MP", "21362", "21320", "21735", "", " ", "0", "-1", "99999999",
        "9" * 19, "2" * 5000, "1 OR 1=1", "%", "_", "2134605%", "\u0000", "21346058\u0000'",
        "मकरोनिया", "{}",
    ):  # fmt: skip
        assert (await as_nobody.refused(STATION, code=code))["extensions"] == NOT_FOUND, code


async def test_who_asks_is_not_looked_up(
    as_nobody: GraphQLClient,
) -> None:
    as_nobody.token = "no token of anybody"
    shown = await as_nobody.run(STATION, code=MAKRONIYA)
    assert shown["station"]["code"] == MAKRONIYA
    lists = "{ stations(first: 1) { edges { node { code name(language: HI) } } } }"
    with own_statements() as sent:
        await as_nobody.run(lists)
    assert not [line for line in sent if "session" in line]
