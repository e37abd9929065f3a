"""The whole walk over the page /tip, without any script."""

from __future__ import annotations

import httpx
import pytest
from conftest import MovableClock
from good_files import photo
from tipping import REPLY, Reader
from tipping_page import FILLED, PageVisitor, picture

from core.app import create_app
from core.sandboxes import Sandboxes
from core.settings import Settings
from plugins.tips.models import Tip, TipAttachment

HOWS = {"en": "Write it down on paper now", "hi": "इसे अभी काग़ज़ पर लिख लीजिए"}


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_a_tip_is_written_answered_and_erased(
    visitor: PageVisitor, reader: Reader, clock: MovableClock, language: str
) -> None:
    visitor.language = language
    await visitor.comes()
    await visitor.presses("write")
    clock.move(seconds=20)
    await visitor.presses("send", picture(photo()), **FILLED)
    assert (visitor.answer.status_code, HOWS[language] in visitor.text) == (200, True)
    receipt = visitor.receipt
    await visitor.presses("confirm", typed=receipt.lower().replace("-", " "))
    assert visitor.answer.status_code == 200
    await reader.unlocks()
    [listed] = await reader.lists()
    await reader.run(REPLY, input={"tipId": listed["id"], "text": "Which gate?"})
    assert (await reader.opens(listed["id"]))["language"] == language.upper()
    await visitor.comes()
    await visitor.presses("read")
    await visitor.presses("open", receipt=receipt)
    assert "Which gate?" in visitor.text
    assert "closed mill" in visitor.text
    clock.move(seconds=20)
    await visitor.presses("add", picture(photo()), text="The northern one.")
    assert "The northern one." in visitor.text
    assert visitor.page.fields["text"] == [""]
    assert await TipAttachment.exclude(tip_id=None).count() == 2
    messages = (await reader.opens(listed["id"]))["messages"]
    assert [each["from"] for each in messages] == ["TIPSTER", "POLICE", "TIPSTER"]
    await visitor.presses("ask_erase")
    assert await Tip.all().count() == 1
    await visitor.presses("erase")
    assert visitor.answer.headers["clear-site-data"] == '"cache"'
    assert await Tip.all().count() == 0
    assert await TipAttachment.all().count() == 0


async def test_the_tipsters_own_process_has_the_page_and_no_door_for_officers(
    settings: Settings, clock: MovableClock, sandboxes: Sandboxes, reader: Reader
) -> None:
    alone = create_app(settings, clock, sandboxes=sandboxes, only=("tips", "directory"))
    transport = httpx.ASGITransport(app=alone)
    async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as http:
        visitor = PageVisitor(http)
        await visitor.presses("write")
        clock.move(seconds=20)
        await visitor.presses("send", picture(photo()), **FILLED)
        assert visitor.receipt
        await reader.unlocks()
        [listed] = await reader.lists()
        [message] = (await reader.opens(listed["id"]))["messages"]
        path = f"/tips/attachments/{message['attachments'][0]['id']}"
        asked = {"tipId": listed["id"]}
        assert (await reader.http.post(path, json=asked, headers=reader.headers())).is_success
        assert (await http.post(path, json=asked, headers=reader.headers())).status_code == 404
