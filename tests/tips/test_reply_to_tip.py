"""Officers answer a tipster; the two sides' operations never stand in one document."""

from __future__ import annotations

from typing import Any

import pytest
from everything_stored import everything
from factories import SAGAR
from tipping import REPLY, Reader, Tipster, stored

from core.audit.models import AuditEntry
from core.identity.models import Officer
from plugins.tips.models import Tip

MIXED = [
    "query($receipt: String!) { tipThread(receipt: $receipt) { expiresOn } viewer { id } }",
    "query($receipt: String!) { viewer { id } ...Thread } fragment Thread on Query {"
    " tipThread(receipt: $receipt) { expiresOn } }",
    "query($receipt: String!) { tips(first: 1) { totalCount } ... on Query {"
    " tipThread(receipt: $receipt) { expiresOn } }",
    "query { tipCategories { code } platform { contractVersion } }",
    "query Mine { viewer { id } } query Tip { tipChallenge { puzzle } }",
]


@pytest.fixture
async def listed(tipster: Tipster, reader: Reader) -> str:
    await tipster.told()
    await reader.unlocks()
    [found] = await reader.lists()
    return str(found["id"])


async def replies(reader: Reader, id: str, text: str) -> Any:
    return (await reader.run(REPLY, input={"tipId": id, "text": text}))["replyToTip"]


async def test_the_tipster_reads_the_answer(tipster: Tipster, reader: Reader, listed: str) -> None:
    answer = await replies(reader, listed, "किस दरवाज़े से?")
    assert answer["errors"] == []
    assert [each["from"] for each in answer["tip"]["messages"]] == ["TIPSTER", "POLICE"]
    thread = await tipster.reads()
    assert thread["messages"][1] | {"id": ""} == {
        "id": "",
        "from": "POLICE",
        "text": "किस दरवाज़े से?",
        "sentOn": "2026-11-23",
        "attachments": [],
    }
    assert thread["status"]["code"] == "TRIAGED"
    [entry] = await AuditEntry.filter(action="tips.reply")
    tip = await Tip.get()
    assert (entry.chain, entry.subject, entry.details) == (SAGAR, f"tip:{tip.id}", "{}")


async def test_an_answer_says_nothing_of_who_gives_it(
    tipster: Tipster, reader: Reader, listed: str
) -> None:
    await replies(reader, listed, "We were there.")
    said = str(await tipster.reads())
    officer = await Officer.get(id=reader.officer.id)
    assert not any(name in said for name in (officer.full_name, officer.username, SAGAR))


@pytest.mark.parametrize(
    ("words", "code"), [("", "TOO_SHORT"), (" \u200b\n", "TOO_SHORT"), ("x" * 4001, "TOO_LONG")]
)
async def test_an_empty_or_endless_answer_is_refused(
    reader: Reader, listed: str, words: str, code: str
) -> None:
    before = await stored()
    answer = await replies(reader, listed, words)
    assert answer["tip"] is None
    assert [(each["path"], each["code"]) for each in answer["errors"]] == [(["text"], code)]
    assert await stored() == before


async def test_nobody_answers_without_having_unlocked_the_tips(reader: Reader, listed: str) -> None:
    reader.key, before = None, await everything()
    refused = await reader.refused(REPLY, input={"tipId": listed, "text": "x"})
    assert refused["extensions"] == {"code": "FORBIDDEN"}
    assert await everything() == before


@pytest.mark.parametrize("document", MIXED)
async def test_a_document_of_both_sides_is_refused_whole(
    tipster: Tipster, reader: Reader, listed: str, document: str
) -> None:
    before = await everything()
    answer = await reader.send(document, receipt=tipster.receipt)
    assert answer.status_code == 400
    [error] = answer.json()["errors"]
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert "data" not in answer.json()
    assert await everything() == before
