"""The form in Chromium, without JavaScript, on a phone and on a desk."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import uvicorn
from axe import axe_script, violations
from browsing import CHROMIUM, DESK, IN_CHROMIUM, PHONE
from licences import Licence
from playwright.async_api import Browser, async_playwright
from starlette.applications import Starlette

from core.documents.models import DocumentWatch

pytestmark = IN_CHROMIUM
Issue = Callable[..., Awaitable[Licence]]


@pytest.fixture
def kind() -> str:
    """What the page shows does not depend on the database."""
    return "sqlite"


@pytest.fixture
async def address(app: Starlette) -> AsyncIterator[str]:
    """The application that the test has, served on a free port."""
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_config=None, ws="none", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  (uvicorn offers nothing to wait for)
        await asyncio.sleep(0)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    await serving


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """A browser that can reach this machine and nothing else."""
    cut_off = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=cut_off)
        yield opened
        await opened.close()


@pytest.mark.parametrize(
    ("language", "size", "button", "said"),
    [
        ("hi", PHONE, "मुझे सूचना दें", "पता दर्ज हो गया है"),
        ("en", PHONE, "Tell me", "The address is noted"),
        ("hi", DESK, "मुझे सूचना दें", "पता दर्ज हो गया है"),
        ("en", DESK, "Tell me", "The address is noted"),
    ],
)
async def test_an_address_is_left_on_the_page(
    issue: Issue,
    address: str,
    browser: Browser,
    language: str,
    size: dict[str, int],
    button: str,
    said: str,
) -> None:
    code = (await (await issue()).paper())["code"]
    context = await browser.new_context(viewport=size, java_script_enabled=False)
    page = await context.new_page()
    await page.goto(f"{address}/verify/{code}?lang={language}")
    await page.get_by_role("textbox").first.fill("clerk@bank.example.in")
    await page.get_by_role("button", name=button).click()
    assert said in await page.get_by_role("status").inner_text()
    assert [row.email for row in await DocumentWatch.all()] == ["clerk@bank.example.in"]


@pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed")
async def test_nobody_stumbles_over_the_form(issue: Issue, address: str, browser: Browser) -> None:
    code = (await (await issue()).row()).code
    page = await (await browser.new_context(viewport=PHONE, bypass_csp=True)).new_page()
    await page.goto(f"{address}/verify/{code}?lang=en")
    assert await violations(page, await axe_script()) == []
    assert await page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
