"""/tip in Chromium with JavaScript off and the network cut off, on a cheap phone: the whole walk,
in Hindi and in English.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe import axe_script, violations
from browsing import CHROMIUM, IN_CHROMIUM
from conftest import MovableClock
from good_files import photo
from playwright.async_api import Browser, Page, async_playwright
from served_app import served
from tipping import REPLY, Reader

__all__ = ["served"]
pytestmark = IN_CHROMIUM
EXPECTED = ("the server responded with a status of 400", 'Cleared data types: "cache"')
CHEAP_PHONE = {"width": 320, "height": 640}
WORDS = {
    "en": {
        "write": "Write a tip", "drugs": "Drugs", "text": "What is happening?", "place": "Where?",
        "district": "District", "sagar": "Sagar", "pictures": "Pictures (if any)",
        "send": "Send the tip", "typed": "Type the receipt as you have written it down",
        "check": "Check", "confirmed": "You have written it down rightly",
        "back": "To the beginning", "read": "Read the answer to my tip", "open": "Read",
        "receipt": "Your receipt", "message": "Your message",
        "add": "Send the message", "added": "Your message has been sent.",
        "erase": "Erase everything", "yes": "Yes, erase everything",
        "erased": "Everything is erased", "other": "हिन्दी", "fault": "Error: ",
        "now": "It is happening now", "save": "Save the picture 1.jpg",
    },
    "hi": {
        "write": "सूचना लिखिए", "drugs": "नशीले पदार्थ", "text": "क्या हो रहा है?",
        "place": "कहाँ?", "district": "ज़िला", "sagar": "सागर",
        "pictures": "फ़ोटो (यदि कोई हों)", "send": "सूचना भेजिए",
        "typed": "रसीद वैसे ही टाइप कीजिए जैसे आपने लिखी है", "check": "जाँचिए",
        "confirmed": "आपने इसे सही लिखा है", "back": "शुरुआत पर जाइए",
        "read": "मेरी सूचना का उत्तर पढ़िए", "open": "पढ़िए", "receipt": "आपकी रसीद",
        "message": "आपका संदेश", "add": "संदेश भेजिए",
        "added": "आपका संदेश भेज दिया गया है।", "erase": "सब मिटाइए",
        "yes": "हाँ, सब मिटाइए", "erased": "सब मिटा दिया गया है", "other": "English",
        "fault": "त्रुटि: ", "now": "यह अभी हो रहा है", "save": "फ़ोटो सहेजिए: 1.jpg",
    },
}  # fmt: skip


@pytest.fixture
def kind() -> str:
    """What a browser does with the page does not depend on the database."""
    return "sqlite"


@dataclass
class Walk:
    """A visitor on a phone. Each page is looked at: does it fit, is it quiet, is it accessible."""

    page: Page
    checked: Page
    axe: str
    address: str
    name: str
    asked_for: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    seen: int = 0

    async def look(self) -> None:
        """A copy of the page without the browser's ban on scripts is what axe looks at."""
        self.seen += 1
        if folder := os.environ.get("SCREENSHOTS"):
            path = Path(folder) / f"{self.name}-{self.seen:02}.png"
            await self.page.screenshot(path=path, full_page=True)
        content = await self.page.content()
        assert "<script" not in content
        assert self.page.url.partition("?")[0] == f"{self.address}/tip"
        await self.checked.set_content(content)
        assert await violations(self.checked, self.axe) == []
        width = await self.checked.evaluate("document.documentElement.scrollWidth")
        assert width == CHEAP_PHONE["width"]

    async def press(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()
        await self.page.wait_for_load_state()
        await self.look()


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    cut_off = ["--no-sandbox", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=CHROMIUM, args=cut_off)
        yield opened
        await opened.close()


Walking = Callable[[str], Any]


@pytest.fixture
async def walk(browser: Browser, served: str) -> Walking:
    script = await axe_script()

    async def begun(language: str) -> Walk:
        context = await browser.new_context(
            viewport=CHEAP_PHONE, java_script_enabled=False, locale=f"{language}-IN"
        )
        page, checked = await context.new_page(), await browser.new_page(viewport=CHEAP_PHONE)
        walking = Walk(page, checked, script, served, language)
        page.on("request", lambda request: walking.asked_for.append(request.url))
        page.on("console", lambda said: walking.complaints.append(said.text))
        await page.goto(f"{served}/tip")
        await walking.look()
        return walking

    return begun


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_the_whole_walk(
    walk: Walking, reader: Reader, clock: MovableClock, language: str
) -> None:
    words, walking = WORDS[language], await walk(language)
    page: Page = walking.page
    call = page.get_by_role("link", name="112")
    assert await call.get_attribute("href") == "tel:112"
    await walking.press(words["write"])
    await page.get_by_label(words["drugs"]).check()
    await page.get_by_label(words["text"]).fill("short")
    clock.move(seconds=20)
    await walking.press(words["send"])
    assert (await page.title()).startswith(words["fault"])
    assert await page.locator(".faults a").count() == 2
    await page.get_by_label(words["text"]).fill("Every night packets are handed out.")
    await page.get_by_label(words["place"]).fill("The closed mill")
    await page.get_by_label(words["district"]).select_option(words["sagar"])
    await page.get_by_label(words["now"]).check()
    upload = {"name": "IMG_1.jpg", "mimeType": "image/jpeg", "buffer": photo()}
    await page.get_by_label(words["pictures"]).set_input_files([upload])
    await walking.press(words["other"])
    await walking.press("हिन्दी" if language == "hi" else "English")
    await walking.press(words["send"])
    receipt = "-".join(await page.locator(".receipt span").all_text_contents())
    assert len(receipt) == 26
    await page.get_by_label(words["typed"]).fill(receipt[:-1])
    await walking.press(words["check"])
    await page.get_by_label(words["typed"]).fill(receipt)
    await walking.press(words["check"])
    await page.get_by_role("heading", name=words["confirmed"]).wait_for()
    await answer_of(reader)
    await page.get_by_role("link", name=words["back"]).click()
    await walking.press(words["read"])
    await page.get_by_label(words["receipt"]).fill("ABC")
    await walking.press(words["open"])
    await page.get_by_label(words["receipt"]).fill(receipt.lower())
    await walking.press(words["open"])
    assert await page.get_by_text("Which gate?").count() == 1
    async with page.expect_download() as download:
        await page.get_by_role("button", name=words["save"]).click()
    assert (await download.value).suggested_filename == "1.jpg"
    await page.get_by_label(words["message"]).fill("The northern one.")
    await walking.press(words["add"])  # too early: the message stays
    clock.move(seconds=20)
    await walking.press(words["add"])
    assert await page.get_by_role("status").text_content() == words["added"]
    await walking.press(words["erase"])
    await walking.press(words["yes"])
    await page.get_by_role("heading", name=words["erased"]).wait_for()
    own = (f"{walking.address}/tip", "data:,")
    assert [url for url in walking.asked_for if not url.startswith(own)] == []
    assert receipt not in " ".join(walking.asked_for)
    told = [each for each in walking.complaints if not any(part in each for part in EXPECTED)]
    assert told == []
    assert await page.context.cookies() == []


async def answer_of(reader: Reader) -> None:
    await reader.unlocks()
    [listed] = await reader.lists()
    await reader.run(REPLY, input={"tipId": listed["id"], "text": "Which gate?"})
