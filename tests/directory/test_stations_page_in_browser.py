"""/stations in Chromium with the network cut off: the map, the reader's place that stays where it
is, and the search without JavaScript.
"""

from __future__ import annotations

import pytest
from browsing import DESK, IN_CHROMIUM, PHONE, SAGAR_FORT, Visiting, open_map, with_place
from playwright.async_api import Page

pytestmark = IN_CHROMIUM


@pytest.fixture
def kind() -> str:
    """What a browser does with the page does not depend on the database."""
    return "sqlite"


async def test_the_map_shows_districts_and_stations_without_the_internet(
    visit: Visiting, address: str
) -> None:
    seen = await visit()
    page = seen.page
    await open_map(page)
    assert await page.locator("#map path").count() == 52
    counted = await page.locator("#map .cluster b").all_text_contents()
    alone = await page.locator("#map .pin").count()
    assert sum(map(int, counted)) + alone == 1110
    assert await page.locator("#map img, .leaflet-tile").count() == 0
    assert await page.locator(".leaflet-control-attribution").text_content() == (
        "Boundaries: covid19india project, MIT: districts of Madhya Pradesh"
    )
    assert [url for url in seen.asked_for if not url.startswith((address, "data:"))] == []
    assert seen.complaints == []
    assert await page.evaluate("document.documentElement.scrollWidth") == DESK["width"]


async def test_on_a_phone_nothing_of_the_map_is_loaded_until_it_is_wanted(visit: Visiting) -> None:
    seen = await visit(size=PHONE)
    await seen.page.wait_for_load_state("networkidle")
    paths = [url.partition("//")[2].partition("/")[2].partition("?")[0] for url in seen.asked_for]
    own = ["stations", "directory/assets/stations.css", "directory/assets/stations.js"]
    assert [path for path in paths if path and "," not in path] == own
    await open_map(seen.page)
    assert seen.complaints == []
    assert await seen.page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


async def test_my_place_sorts_by_distance_and_is_sent_nowhere(visit: Visiting) -> None:
    seen = await visit(size=PHONE, **with_place(**SAGAR_FORT))
    page = seen.page
    await page.get_by_role("button", name="Use my place").click()
    await page.locator(".distance").first.wait_for()
    await open_map(page)
    assert await page.locator("#count").text_content() == "20 stations, sorted by distance"
    assert await page.locator("#list h3").all_text_contents() == await nearest(page)
    distances = [
        float(text.split()[0]) for text in await page.locator(".distance").all_inner_texts()
    ]
    assert distances == sorted(distances)
    assert await page.get_by_text("not always the one responsible").first.is_visible()
    assert await page.locator("#map path.you").count() == 1
    await page.get_by_role("button", name="Show more").click()
    assert await page.locator("#count").text_content() == "40 stations, sorted by distance"
    for digits in ("23.83", "78.73", "23%2E83", "78%2E73"):
        assert not [sent for sent in seen.asked_for + seen.bodies if digits in sent]
    assert seen.complaints == []


async def nearest(page: Page) -> list[str]:
    """What the platform itself says is nearest: asked by the test, not by the page."""
    query = """query($at: PointInput!) {
      nearestStations(at: $at, first: 20) { station { name(language: EN) } } }"""
    address = f"{page.url.partition('/stations')[0]}/graphql"
    asked = {"query": query, "variables": {"at": SAGAR_FORT}}
    answer = await page.request.post(address, data=asked)
    found = (await answer.json())["data"]["nearestStations"]
    return [each["station"]["name"] for each in found]


async def test_a_place_that_may_not_be_known_is_no_dead_end(visit: Visiting) -> None:
    seen = await visit(size=PHONE)
    page = seen.page
    await page.get_by_role("button", name="Use my place").click()
    await page.get_by_text("This page was not allowed to know your place").wait_for()
    assert await page.locator("#list li").count() == 20
    await page.get_by_label("Name of the station").fill("makroniya")
    await page.keyboard.press("Enter")
    await page.get_by_role("heading", name="Makroniya").wait_for()


async def test_a_station_is_shown_on_the_map_and_can_be_called(visit: Visiting) -> None:
    seen = await visit("?lang=en&q=pachmarhi", PHONE)
    page = seen.page
    await page.get_by_role("button", name="Show on the map Pachmarhi").click()
    popup = page.locator(".leaflet-popup-content")
    await popup.get_by_role("heading", name="Pachmarhi").wait_for()
    call = popup.get_by_role("link", name="Call Pachmarhi")
    assert await call.get_attribute("href") == "tel:+917578252020"
    way = await popup.get_by_role("link", name="Directions Pachmarhi").get_attribute("href")
    listed = page.locator("#list").get_by_role("link", name="Directions Pachmarhi")
    assert way == await listed.get_attribute("href")
    assert str(way).startswith("geo:22.")
    assert seen.complaints == []


async def test_without_javascript_the_search_works(visit: Visiting) -> None:
    seen = await visit(size=PHONE, java_script_enabled=False)
    page = seen.page
    for hidden in ("#use-place", "#show-map", "#map", "#more", ".on-map"):
        assert not await page.locator(hidden).first.is_visible()
    assert await page.locator("noscript p").is_visible()
    await page.get_by_label("Name of the station").fill("sohagpur")
    await page.get_by_label("District").select_option("Narmadapuram")
    await page.get_by_role("button", name="Search").click()
    line = page.locator("#list li").first
    assert await line.locator("h3").text_content() == "Sohagpur"
    call = line.get_by_role("link", name="Call Sohagpur +917575278236")
    assert await call.get_attribute("href") == "tel:+917575278236"
    assert seen.complaints == []
