"""/stations for those who see, hear or point differently: keyboard, touch, motion, axe."""

from __future__ import annotations

import shutil

import pytest
from axe import axe_script, violations
from browsing import DESK, IN_CHROMIUM, PHONE, SAGAR_FORT, Visiting, open_map, with_place

pytestmark = IN_CHROMIUM


@pytest.fixture
def kind() -> str:
    """What a browser does with the page does not depend on the database."""
    return "sqlite"


async def test_the_page_can_be_walked_with_the_keyboard(visit: Visiting) -> None:
    seen = await visit("?lang=en&district=21346")
    page = seen.page
    await open_map(page)
    stops = []
    for _ in range(150):
        await page.keyboard.press("Tab")
        stops.append(await page.evaluate(FOCUSED))
        if stops[-1].startswith("a:Next stations"):
            break
    assert stops[0] == "a:To the list of stations"
    order = ["a:हिन्दी", "a:112 Emergency", "input:q", "select:district", "button:Search",
             "button:Use my place", "a:Skip the map", "div:map", "a:Directions A.J.K. Sagar",
             "a:Next stations"]  # fmt: skip
    assert [stop for stop in stops if stop in order] == order
    assert await page.evaluate("window.unseenFocus ?? []") == []


FOCUSED = """() => {
  const at = document.activeElement
  const isPlain = getComputedStyle(at).outlineStyle === "none"
  const isSeen = !isPlain && at.getBoundingClientRect().width > 1
  if (!isSeen) (window.unseenFocus ??= []).push(at.outerHTML)
  const spoken = at.innerText.trim().replace(/\\s+/g, " ")
  return `${at.localName}:${["A", "BUTTON"].includes(at.tagName) ? spoken : at.id || spoken}`
}"""
"""What has the focus, and a note of it where one does not see that."""


async def test_the_map_works_with_the_keyboard_and_lets_go(visit: Visiting) -> None:
    seen = await visit("?lang=en&q=makroniya")
    page = seen.page
    pin = page.locator("#map .pin", has_text="Makroniya")
    await pin.wait_for()
    await pin.focus()
    await page.keyboard.press("Enter")
    popup = page.locator(".leaflet-popup-content")
    await popup.get_by_role("heading", name="Makroniya").wait_for()
    assert await popup.evaluate("element => element.contains(document.activeElement)")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.className") == "directions"
    await page.keyboard.press("Escape")
    await popup.wait_for(state="detached")
    assert await pin.evaluate("element => element === document.activeElement")
    cluster = page.locator("#map .cluster").first
    await page.locator(".leaflet-control-zoom-out").click(click_count=4)
    await cluster.wait_for()
    await cluster.focus()
    await page.keyboard.press("Enter")
    await page.wait_for_function("document.activeElement.id === 'map'")


async def test_what_is_tapped_is_large_enough(visit: Visiting) -> None:
    """44 pixels, to a tenth: the browser measures what stands between two pixels as 43.99."""
    seen = await visit(size=PHONE, reduced_motion="reduce")  # clusters grow from nothing else
    await open_map(seen.page)
    small = await seen.page.evaluate("""() => [...document.querySelectorAll(
        "a, button, select, input, .cluster, .pin")]
      .filter((each) => each.checkVisibility() && !each.matches(".skip, [type=hidden]"))
      .map((each) => [each.getBoundingClientRect(), each.outerHTML])
      .filter(([box]) => Math.min(box.width, box.height) < 43.9)
      .map(([box, html]) => [box.width, box.height, html])""")
    assert small == []


async def test_who_wants_no_motion_sees_none(visit: Visiting) -> None:
    seen = await visit("?lang=en&q=makroniya", DESK, reduced_motion="reduce")
    await seen.page.locator("#map .pin").first.wait_for()
    assert await seen.page.locator(".leaflet-zoom-anim, .leaflet-fade-anim").count() == 0


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
async def test_axe_finds_nothing_wrong(visit: Visiting) -> None:
    script = await axe_script()
    for language in ("en", "hi"):
        for size in (PHONE, DESK):
            still = {"reduced_motion": "reduce"}  # what fades in has too little contrast meanwhile
            seen = await visit(f"?lang={language}", size, **still, **with_place(**SAGAR_FORT))
            assert await violations(seen.page, script) == []
            await open_map(seen.page)
            await seen.page.locator("#use-place").click()
            await seen.page.locator(".distance").first.wait_for()
            await seen.page.locator("#list .on-map").first.click()
            await seen.page.locator(".leaflet-popup-content h3").wait_for()
            assert await violations(seen.page, script) == []
