"""Under the role of deploy/thana_unnamed.sql a tipster can do all that there is to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from clients import GraphQLClient
from conftest import KINDS
from good_files import photo
from servers import THANA, start_server, variables
from tipping import ERASE, Reader, Tipster
from tipping_page import FILLED, PageVisitor, picture
from unnamed_roles import under_its_role

from core.settings import Settings
from plugins.tips.models import Tip

pytestmark = pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if kind != "sqlite"], indirect=True
)


@pytest.fixture
async def apart(
    reader: Reader, settings: Settings, tmp_path: Path
) -> AsyncIterator[httpx.AsyncClient]:
    """The tipsters' process, on the database in which the district has a key."""
    async with under_its_role(settings.database_url) as url:
        services = {"tips": {"form_seconds": 0}}
        own = settings.model_copy(update={"database_url": url, "services": services})
        environment = variables(own, plugins='["directory", "tips"]')
        command = (THANA, "serve", "--port=0", "--only=tips,directory")
        started = await start_server(tmp_path, environment, *command)
        yield started.http
        await started.kill()


async def test_frontend_sends_reads_adds_and_erases(apart: httpx.AsyncClient) -> None:
    tipster = Tipster(GraphQLClient(apart, language="en"))
    await tipster.told(attachments=[await tipster.uploads(photo())], excludeOfficers=["Arun Rao"])
    more = await tipster.adds("More.", attachments=[await tipster.uploads(photo())])
    assert more["errors"] == []
    pictures = [each["attachments"][0]["id"] for each in (await tipster.reads())["messages"]]
    assert [(await tipster.downloads(id)).status_code for id in pictures] == [200, 200]
    erased = await tipster.client.run(ERASE, receipt=tipster.receipt)
    assert erased["eraseTip"] == {"ok": True, "errors": []}
    assert not await Tip.exists()


async def test_page_sends_reads_adds_and_erases(apart: httpx.AsyncClient) -> None:
    visitor = PageVisitor(apart)
    await visitor.presses("write")
    await visitor.presses("send", picture(photo()), **FILLED)
    receipt = visitor.receipt
    await visitor.presses("confirm", typed=receipt)
    assert visitor.title.startswith("You have written it down rightly")
    await visitor.presses("open", receipt=receipt)
    await visitor.presses("add", picture(photo()), text="More.")
    assert "Your message has been sent." in visitor.text
    await visitor.presses("erase", receipt=receipt)
    assert visitor.title.startswith("Everything is erased")
    assert not await Tip.exists()
