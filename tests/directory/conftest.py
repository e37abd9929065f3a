"""The page of stations, served, and a browser that visits it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from browsing import CHROMIUM, DESK, Visit, Visiting
from playwright.async_api import BrowserContext, async_playwright


@pytest.fixture
async def visit(address: str) -> AsyncIterator[Visiting]:
    """Open the page in a browser that can reach this machine and nothing else."""
    cut_off = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=cut_off)

        async def opened(query: str = "?lang=en", size: Any = DESK, **options: Any) -> Visit:
            context: BrowserContext = await browser.new_context(viewport=size, **options)
            visited = Visit(await context.new_page())
            visited.listen()
            await visited.page.goto(f"{address}/stations{query}")
            return visited

        yield opened
        await browser.close()
