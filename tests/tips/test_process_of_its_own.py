"""The tipster's side in a process of its own, under a database role that may write tips alone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from clients import GraphQLClient
from good_files import photo
from servers import THANA, ServerProcess, start_server, variables
from tipping import CONFIRM, ERASE, REPLY, Reader, Tipster
from unnamed_roles import under_its_role

from core.settings import Settings


@pytest.fixture
async def server(
    settings: Settings, reader: Reader, database_url: str, tmp_path: Path
) -> AsyncIterator[ServerProcess]:
    async with under_its_role(database_url) as database:
        own = settings.model_copy(update={"database_url": database})
        command = (THANA, "serve", "--port=0", "--only=tips,directory")
        started = await start_server(tmp_path, variables(own), *command)
        yield started
        await started.kill()


async def test_tipster_and_police_talk_across_the_processes(
    server: ServerProcess, reader: Reader
) -> None:
    tipster = Tipster(GraphQLClient(server.http))
    receipt = await tipster.told(excludeOfficers=["Arun Rao"])
    confirmed = (await tipster.client.run(CONFIRM, receipt=receipt))["confirmTipReceipt"]
    assert confirmed == {"ok": True, "errors": []}
    await reader.unlocks()
    [listed] = await reader.lists()
    await reader.run(REPLY, input={"tipId": listed["id"], "text": "Which gate?"})
    token = await tipster.uploads(photo())
    added = await tipster.adds("The northern one.", attachments=[token])
    assert added["errors"] == []
    messages = (await tipster.reads())["messages"]
    assert [each["from"] for each in messages] == ["TIPSTER", "POLICE", "TIPSTER"]
    [picture] = messages[2]["attachments"]
    assert (await tipster.downloads(picture["id"])).headers["content-type"] == "image/jpeg"
    assert (await server.http.get("/tip")).status_code == 200
    assert (await server.http.get("/readyz")).status_code == 200
    erased = (await tipster.client.run(ERASE, receipt=receipt))["eraseTip"]
    assert erased == {"ok": True, "errors": []}
    assert await reader.lists() == []


async def test_officers_have_no_door_here(server: ServerProcess, reader: Reader) -> None:
    answer = await server.http.post(
        "/graphql", json={"query": "{ tips(first: 1) { totalCount } }"}, headers=reader.headers()
    )
    assert answer.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
    unlocking = 'mutation { unlockTips(input: {unitCode: "x", passphrase: "x"}) { key } }'
    refused = await server.http.post("/graphql", json={"query": unlocking})
    assert refused.json()["errors"][0]["extensions"] == {"code": "BAD_REQUEST"}
