"""/stations as it comes from the server: the whole search without any JavaScript."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime

import httpx
import pytest
from conftest import settings_for
from factories import MAKRONIYA, SAGAR
from starlette.applications import Starlette
from station_pages import attributes, count, entry, link, loaded, names, plain

from core import UNITS, revise, transactional
from core.app import create_app
from core.units.models import Unit
from plugins.directory.models import Helpline

RAIL_BHOPAL = "21362"


async def page(http: httpx.AsyncClient, status: int = 200, **query: str) -> str:
    answer = await http.get("/stations", params={"lang": "en"} | query)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return answer.text


@transactional
async def change(code: str, **values: object) -> None:
    """What an administrator or an import does to a unit."""
    await Unit.filter(code=code).update(**values)
    await revise(UNITS)


async def test_a_search_in_any_spelling_finds_the_station(http: httpx.AsyncClient) -> None:
    for spelling in ("Makroniya", "makronia", "MAKRONIYA sagar", "मकरोनिया"):
        shown = await page(http, q=spelling)
        assert names(shown)[0] == "Makroniya", spelling
    line = entry(shown, "Makroniya")
    assert "Police station, Sagar" in plain(line)
    assert "Updated on 01.11.2026" in plain(line)
    assert 'href="geo:23.85435,78.77970?q=23.85435,78.77970(Makroniya)"' in line
    assert "tel:" not in line
    assert "unverified" not in line
    assert 'value="मकरोनिया"' in shown


async def test_a_station_with_a_phone_can_be_called(http: httpx.AsyncClient) -> None:
    line = entry(await page(http, q="Pachmarhi"), "Pachmarhi")
    assert '<a class="call" href="tel:+917578252020">' in line  # the source has no 0 before it
    assert plain(line).count("Call Pachmarhi +917578252020") == 1


async def test_what_is_no_number_is_shown_and_not_linked(http: httpx.AsyncClient) -> None:
    await change(MAKRONIYA, phone="100 or the beat")
    line = entry(await page(http, q="makroniya"), "Makroniya")
    assert "100 or the beat" in plain(line)
    assert "tel:" not in line


async def test_helplines_stand_at_the_top_112_first(http: httpx.AsyncClient) -> None:
    shown = await page(http)
    assert re.findall(r'href="tel:(\d+)"', shown)[:6] == [
        "112",
        "108",
        "101",
        "1090",
        "1098",
        "1930",
    ]
    assert shown.index("tel:112") < shown.index("<form")
    await Helpline.filter(number="1930").update(position=0)  # not an emergency: behind those
    assert re.findall(r'href="tel:(\d+)"', await page(http))[:4] == ["112", "108", "101", "1930"]
    await Helpline.all().delete()
    assert "tel:" not in (await page(http)).partition("<form")[0]


async def test_it_speaks_hindi_and_marks_what_is_not(http: httpx.AsyncClient) -> None:
    hindi = await page(http, lang="hi", q="babai")
    assert '<html lang="hi">' in hindi
    assert "<h3>पुलिस थाना माखन नगर</h3>" in hindi
    assert "पुलिस थाना, नर्मदापुरम" not in hindi
    assert "पुलिस थाना, होशंगाबाद" in plain(hindi)
    hindi = await page(http, lang="hi", q="makroniya")
    assert '<h3><span lang="en">Makroniya</span></h3>' in hindi
    assert plain(entry(hindi, "Makroniya")).startswith("Makroniya पुलिस थाना, सागर")
    assert '<option value="21334" lang="en">Khargone</option>' in hindi
    english = await http.get("/stations?q=makroniya", headers={"accept-language": "en-IN,hi;q=0.5"})
    assert '<html lang="en">' in english.text
    assert "<h3>Makroniya</h3>" in english.text
    first = await http.get("/stations", headers={"accept-language": "ta"})
    assert '<html lang="hi">' in first.text


async def test_the_other_language_keeps_the_search(http: httpx.AsyncClient) -> None:
    shown = await page(http, q="civil line", district=SAGAR)
    assert link(shown, "हिन्दी") == "?q=civil+line&district=21346&lang=hi"


async def test_a_district_can_be_chosen(http: httpx.AsyncClient) -> None:
    shown = await page(http, district=SAGAR)
    assert count(shown) == "34 stations"
    assert f'<option value="{SAGAR}" selected>Sagar</option>' in shown
    both = await page(http, district=SAGAR, q="civil line")
    assert names(both)[0] == "Civil Line"
    assert "Police station, Sagar" in plain(entry(both, "Civil Line"))
    assert "Railway police station, Rail Bhopal" in plain(await page(http, district=RAIL_BHOPAL))


async def test_a_district_that_is_none_is_not_chosen(http: httpx.AsyncClient) -> None:
    for district in ("99999", "MP", MAKRONIYA, "%", "'; --", "\x00", "२१३४६"):
        shown = await page(http, district=district)
        assert count(shown) == "More than 1,000 stations"
        assert " selected" not in shown


async def test_next_leads_through_all_of_them_once(http: httpx.AsyncClient) -> None:
    shown = await page(http, district=SAGAR)
    assert link(shown, "Back to the first stations") is None
    found, follow = names(shown), link(shown, "Next stations")
    assert len(found) == 20
    assert follow is not None
    last = (await http.get(f"/stations{follow}")).text
    assert link(last, "Next stations") is None
    assert link(last, "Back to the first stations") == "?district=21346&lang=en"
    every = await Unit.filter(parent_id=SAGAR).order_by("source_name", "code")
    assert found + names(last) == [unit.names["en"] for unit in every]


async def test_a_place_in_another_list_begins_at_the_first(http: httpx.AsyncClient) -> None:
    follow = link(await page(http, district=SAGAR), "Next stations") or ""
    foreign = (await http.get(f"/stations{follow.replace('21346', '21316')}")).text
    assert names(foreign) == names(await page(http, district="21316"))
    for cursor in ("x", "é", "%00", "0" * 5000):
        answer = await http.get("/stations", params={"lang": "en", "after": cursor})
        assert names(answer.text) == names(await page(http))


async def test_a_doubtful_position_is_said_to_be_so(http: httpx.AsyncClient) -> None:
    await change(MAKRONIYA, flag="outside_own_district")
    assert "Position unverified" in plain(entry(await page(http, q="makroniya"), "Makroniya"))
    await change(MAKRONIYA, latitude=None, longitude=None)
    line = entry(await page(http, q="makroniya"), "Makroniya")
    assert "Position unverified" in plain(line)
    assert "geo:" not in line
    assert "on-map" not in line


async def test_a_change_is_shown_at_once(http: httpx.AsyncClient) -> None:
    await page(http, q="makroniya")
    day = datetime(2026, 11, 23, tzinfo=UTC).date()
    await change(MAKRONIYA, phone="+917582220022", updated_on=day)
    line = entry(await page(http, q="makroniya"), "Makroniya")
    assert 'href="tel:+917582220022"' in line
    assert "Updated on 23.11.2026" in plain(line)


async def test_what_finds_nothing_says_what_to_try(http: httpx.AsyncClient) -> None:
    shown = await page(http, q="qqqqxyz")
    assert names(shown) == []
    assert count(shown).startswith("No station is found. Try a shorter name")


async def test_a_hostile_search_is_only_a_search(http: httpx.AsyncClient) -> None:
    for hostile in (
        "%", "_", "' OR 1=1 --", "<script>alert(1)</script>", '"><img src=x>', "\x00", "😀",
        "Аgar मकरो x", "{{7*7}}", "\u202esagar", "0" * 200, "\u0301" * 200,
    ):  # fmt: skip
        shown = await page(http, q=hostile)
        assert "<script>alert" not in shown
        assert "<img" not in shown
        assert ("{{7*7}}" in shown) is (hostile == "{{7*7}}")


async def test_too_long_a_search_is_refused_in_words(http: httpx.AsyncClient) -> None:
    shown = await page(http, 400, q="a" * 5000)
    assert count(shown) == "Search for at most 200 characters."
    assert "aaaa" not in shown
    assert names(shown) == []


async def test_only_the_sites_own_files_may_be_loaded(http: httpx.AsyncClient) -> None:
    answer = await http.get("/stations?lang=en")
    assert answer.headers["content-security-policy"] == (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:;"
        " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    )
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["permissions-policy"] == "geolocation=(self)"
    assert answer.headers["cache-control"] == "no-cache"
    assert "set-cookie" not in answer.headers
    assert not any(name == "style" or name.startswith("on") for name in attributes(answer.text))
    addresses = [place for place in loaded(answer.text) if place != "data:,"]
    assert len(addresses) == 2
    assert all(place.startswith("/directory/assets/stations.") for place in addresses)


async def test_head_answers_without_a_body(http: httpx.AsyncClient) -> None:
    answer = await http.head("/stations?lang=en")
    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["content-length"]) > 1000
    assert (await http.post("/stations")).status_code == 405


@pytest.fixture
async def without(database_url: str) -> AsyncIterator[httpx.AsyncClient]:
    """The platform without the directory."""
    app: Starlette = create_app(settings_for(database_url, plugins=("lost_property",)))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            yield client


async def test_without_the_directory_there_is_no_page(without: httpx.AsyncClient) -> None:
    for path in ("/stations", "/directory/stations.geojson", "/directory/assets/stations.js"):
        assert (await without.get(path)).status_code == 404
    assert (await without.get("/verify")).status_code == 200
