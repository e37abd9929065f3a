"""The editor works with the network cut off: every asset is ours, and a query can be run in it."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """A browser that can reach this machine and nothing else."""
    cut_off = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=cut_off)
        yield await browser.new_page(viewport={"width": 1200, "height": 800})
        await browser.close()


async def test_a_query_runs_in_the_editor_without_the_internet(
    address: str, page: Page, tmp_path: Path
) -> None:
    asked_for: list[str] = []
    failed: list[str] = []
    page.on("request", lambda asked: asked_for.append(asked.url))
    page.on("requestfailed", lambda asked: failed.append(asked.url))
    page.on("console", lambda said: failed.append(said.text) if said.type == "error" else None)
    await page.goto(f"{address}/graphql")
    await page.get_by_role("button", name="Execute query").click()
    answer = page.locator(".result-window")
    await answer.get_by_text("Madhya Pradesh Police").wait_for()
    await page.get_by_role("button", name="Show Documentation Explorer").click()
    await page.get_by_text("A GraphQL schema provides a root type").wait_for()
    await page.screenshot(path=tmp_path / "graphiql.png")
    assert [url for url in asked_for if not _is_ours(url, address)] == []
    assert failed == []


def _is_ours(url: str, address: str) -> bool:
    return url.startswith((address, "data:", "blob:"))
