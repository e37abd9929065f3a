"""Visits to the page of stations in Chromium."""

from __future__ import annotations

import json
import shutil
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from playwright.async_api import Page

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
IN_CHROMIUM = [
    pytest.mark.foreign,
    pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed"),
]
PHONE, DESK = {"width": 390, "height": 844}, {"width": 1100, "height": 900}
SAGAR_FORT = {"latitude": 23.838812, "longitude": 78.737845}


@dataclass
class Visit:
    """A page, and all that it asked for and complained of."""

    page: Page
    asked_for: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def listen(self) -> None:
        def asked(request: Any) -> None:
            self.asked_for.append(request.url)
            self.bodies.append(json.dumps(request.headers) + (request.post_data or ""))

        self.page.on("request", asked)
        self.page.on("requestfailed", lambda request: self.complaints.append(request.url))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self.complaints.append(said.text))


Visiting = Callable[..., Awaitable[Visit]]


def with_place(**place: float) -> dict[str, Any]:
    return {"geolocation": place, "permissions": ["geolocation"]}


async def open_map(page: Page) -> None:
    if (page.viewport_size or PHONE)["width"] == PHONE["width"]:  # elsewhere it comes by itself
        await page.locator("#show-map").click()
    await page.locator("#map .cluster").first.wait_for()
