"""`stations(filter: {search})`: names in any spelling and script, with a district or without."""

from __future__ import annotations

import time
from typing import Any

from clients import GraphQLClient
from factories import MAKRONIYA, SAGAR, TT_NAGAR
from station_lists import STATIONS, codes, codes_of, first_hit, names, page, walk

from core.db import transactional
from core.identity.models import OfficerRole
from core.revisions import revise
from core.units.models import UNITS, Unit

SPELLINGS = (
    "Makronia", "MAKRONIYA", "makroniya  ", "मकरोनिया", "मकरोनिया थाना", "PS Makronia",
    "Makronia Police Station", "makronia thana sagar", "thana makronia, jila Sagar, MP",
    "makronia sagar madhya pradesh", "makronia thana ka phone number", "makr",
    "ｍａｋｒｏｎｉｙａ", "mák\u200broniya", "\u202emakroniya\u202c", "makroniya 🚓",
    "mak\x00roniya", "makroniya%", "_makroniya_", "21346058", "२१३४६०५८",
    "21346 058", "code: 21346058",
)  # fmt: skip
NOTHING_IN_PARTICULAR = (
    "thana", "police station", "थाना", "पुलिस स्टेशन", "PS", "   ", "", "\u200b", "\x00",
)  # fmt: skip


async def test_one_station_is_found_in_any_of_its_spellings(as_nobody: GraphQLClient) -> None:
    for search in SPELLINGS:
        assert (await codes(as_nobody, search=search))[0] == MAKRONIYA, search


async def test_a_district_tells_stations_of_one_name_apart(as_nobody: GraphQLClient) -> None:
    everywhere = await names(as_nobody, search="shahpur")
    assert everywhere[:3] == ["SHAHPUR"] * 3
    for search, code in (
        ("shahpur burhanpur", "21732049"),
        ("शाहपुर बुरहानपुर", "21732049"),
        ("Betul Shahpur", "21314036"),
        ("shahpur dindori", "21306076"),
        ("civil lines jabalpur", "21331016"),
        ("hoshangabad kotwali", "21329017"),
        ("narmadapuram kotwali", "21329017"),
    ):
        assert await first_hit(as_nobody, search) == code, search


async def test_a_wrong_district_keeps_the_station_from_nobody(as_nobody: GraphQLClient) -> None:
    assert await first_hit(as_nobody, "makronia bhopal") == MAKRONIYA


async def test_a_district_alone_finds_its_stations(as_nobody: GraphQLClient) -> None:
    for search in ("ujjain", "उज्जैन", "jila ujjain", "ujjain thana"):
        found = await codes(as_nobody, search=search)
        assert found[0] == "21356020", search
        assert len([code for code in found if code.startswith("21356")]) == 29
    assert set(await codes(as_nobody, search="21356")) == {
        code for code in await codes(as_nobody, districtCode="21356")
    }


async def test_words_that_every_name_could_have_decide_nothing(as_nobody: GraphQLClient) -> None:
    everything = await codes(as_nobody)
    for search in NOTHING_IN_PARTICULAR:
        assert await codes(as_nobody, search=search) == everything, search
    kotwali = await names(as_nobody, search="kotwali")
    assert kotwali[:2] == ["KOTWALI ANNUPPUR", "KOTWALI ASHOK NAGAR"]
    assert sum("KOTWALI" in name for name in kotwali) == 32
    assert len(kotwali) == 50  # and the stations that have their district's name


async def test_what_holds_no_letter_finds_nothing(as_nobody: GraphQLClient) -> None:
    for search in ("%", "_", "%%%", "...", "()", "/", "🚓", "'", "\\", "-- ;", "\u094d", "\u0301"):
        found = await page(as_nobody, filter={"search": search})
        assert (found["totalCount"], found["edges"]) == (0, []), search


async def test_a_search_of_more_than_200_characters_is_refused(as_nobody: GraphQLClient) -> None:
    as_nobody.language = "en"
    for search in ("m" * 201, "म" * 201, "x" * 5000, "्" * 5000, " a" * 2500, "((((" * 1250):
        error = await as_nobody.refused(STATIONS, first=1, filter={"search": search})
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        assert error["message"] == "Search for at most 200 characters."
    as_nobody.language = "hi"
    error = await as_nobody.refused(STATIONS, first=1, filter={"search": "x" * 5000})
    assert error["message"] == "अधिकतम 200 अक्षरों में खोजिए।"
    longest = "makroniya" + " " * 700 + "sagar" + "!" * 180
    assert await first_hit(as_nobody, longest) == MAKRONIYA


async def test_no_search_costs_much(as_nobody: GraphQLClient) -> None:
    districts = "sagr bhopl indor ujain gunaa rewaa satnaa pannaa damohh datiaa sagar bhopal rewa "
    hostile = (districts * 2, "sagar " * 33, "सागर " * 33, "a " * 100, "ab " * 66, "क्" * 100)
    await codes(as_nobody, search="sagar")
    for search in (*hostile, "टी " * 66, "12345 " * 33, "x" * 200, "(" * 200, "/a" * 100):
        started = time.process_time()
        await codes(as_nobody, search=search)
        assert time.process_time() - started < 0.5, search


async def test_mixed_scripts_are_read_as_they_stand(as_nobody: GraphQLClient) -> None:
    for search in ("मकरोनिया sagar", "Kotwali सागर", "કોતવાલી સાગર"):
        assert (await codes(as_nobody, search=search))[0] in (MAKRONIYA, "21346017"), search
    for search in ("مکرونیا", "马克罗尼亚", "Макрония"):
        assert await codes(as_nobody, search=search) == []


async def test_search_goes_with_district_and_kind(as_nobody: GraphQLClient) -> None:
    assert await names(as_nobody, search="civil line", districtCode=SAGAR) == ["CIVIL LINE"]
    assert await names(as_nobody, search="bhopal", kind="RAILWAY") == [
        "GRP BHOPAL", "RANI KAMLAPATI GRP BHOPAL", "GRP AMLA", "GRP BINA", "GRP GWALIOR-BG",
        "GRP GWALIOR-NG", "GRP ITARSI", "GRP KHANDWA", "GRP VIDISHA",
    ]  # fmt: skip
    assert await codes(as_nobody, search="makronia", districtCode="21316") == []
    assert await codes(as_nobody, search="makronia", kind="WOMEN") == []
    assert await codes(as_nobody, search="makronia", districtCode="99999") == []
    assert await codes(as_nobody, search="rail bhopal", kind="DISTRICT") == []


async def test_equals_come_by_name_and_code_and_pages_follow_without_gap(
    as_nobody: GraphQLClient,
) -> None:
    found = await page(as_nobody, filter={"search": "mahila thana"})
    assert found["totalCount"] == len(found["edges"]) == 51
    rows = await Unit.in_bulk(codes_of(found), "code")
    assert {row.kind.value for row in rows.values()} == {"WOMEN"}
    order = [(rows[code].source_name, code) for code in codes_of(found)]
    assert order == sorted(order)
    assert await walk(as_nobody, 7, search="mahila thana") == codes_of(found)
    assert not found["pageInfo"]["hasNextPage"]


async def test_at_most_200_are_found(as_nobody: GraphQLClient) -> None:
    found = await walk(as_nobody, 100, search="ma")
    assert len(found) == len(set(found)) <= 200
    assert (await page(as_nobody, filter={"search": "ma"}))["totalCount"] == len(found)


async def test_a_name_is_found_as_soon_as_it_has_changed(
    as_nobody: GraphQLClient, as_officer: Any
) -> None:
    assert await codes(as_nobody, search="rajghat") == []
    head = await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)
    given = {
        "code": MAKRONIYA,
        "expectedVersion": (await Unit.get(code=MAKRONIYA)).version,
        "names": [{"language": "EN", "text": "Rajghat"}, {"language": "HI", "text": "राजघाट"}],
    }
    changed = await head.run(
        "mutation($input: UpdateUnitInput!) { updateUnit(input: $input) { errors { code } } }",
        input=given,
    )
    assert changed == {"updateUnit": {"errors": []}}
    for search in ("rajghat", "राजघाट सागर", "makronia"):  # the source's name stays
        assert (await codes(as_nobody, search=search))[0] == MAKRONIYA


async def test_a_closed_station_is_not_found_any_more(as_nobody: GraphQLClient) -> None:
    @transactional
    async def close() -> None:
        await Unit.filter(code=TT_NAGAR).update(is_active=False)
        await revise(UNITS)

    assert await first_hit(as_nobody, "tt nagar") == TT_NAGAR
    await close()
    assert TT_NAGAR not in await codes(as_nobody, search="tt nagar")
    assert await codes(as_nobody, search=TT_NAGAR) == []


async def test_a_cursor_belongs_to_its_search(as_nobody: GraphQLClient) -> None:
    cursor = (await page(as_nobody, 5, filter={"search": "kotwali"}))["pageInfo"]["endCursor"]
    assert len(codes_of(await page(as_nobody, 5, after=cursor, filter={"search": "kotwali"}))) == 5
    for wanted in (
        None,
        {},
        {"search": "thana"},
        {"search": "mahila"},
        {"search": "kotwali", "kind": "STATION"},
        {"search": "kotwali", "districtCode": SAGAR},
    ):
        error = await as_nobody.refused(STATIONS, first=5, after=cursor, filter=wanted)
        assert error["extensions"] == {"code": "BAD_REQUEST"}


async def test_names_come_in_the_language_that_is_asked_for(as_nobody: GraphQLClient) -> None:
    wanted = {"search": "makhan nagar"}
    for language, accepted, name in (
        ("HI", None, "पुलिस थाना माखन नगर"),
        (None, "hi", "पुलिस थाना माखन नगर"),
        ("EN", "hi", "Babai"),
        (None, "en", "Babai"),
    ):
        as_nobody.language = accepted
        found = await as_nobody.run(STATIONS, first=1, filter=wanted, language=language)
        assert found["stations"]["edges"][0]["node"]["name"] == name
