"""T-8: a session, an Authorization and whatever else comes along with a tipster's request changes
nothing in its answer, and nobody looks at who that might be.
"""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from factories import make_citizen, session_token
from good_files import photo
from own_statements import own_statements
from tipping import ADD, CHALLENGE, CONFIRM, ERASE, SUBMIT, THREAD, Reader, Tipster, tip

from core.runtime import Runtime

CATEGORIES = "{ tipCategories { code label hint isEmergency } }"
OF_PEOPLE = re.compile(r"core_(session|citizen|officer|posting|consent|audit\w*)\b")
RECEIPT, PUZZLE = r"[0-9A-Z]{4}(-[0-9A-Z]{4}){4}-[0-9A-Z]", r"[0-9a-f]{32}\.[.\w]+"
UUID, GLOBAL_ID, TOKEN = r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-\w{12}", r"VGlw[\w=]{20,}", r"[\w=-]{65,}"
RANDOM = re.compile("|".join((RECEIPT, PUZZLE, UUID, GLOBAL_ID, TOKEN)))


@pytest.fixture
async def along(runtime: Runtime, reader: Reader) -> dict[str, str]:
    """What a citizen's browser and an officer's app send."""
    token = await session_token(runtime, citizen=await make_citizen(runtime, language="hi"))
    return {
        "cookie": f"__Host-session={token}",
        "authorization": f"Bearer {reader.token}",
        "x-forwarded-for": "203.0.113.7",
        "referer": "https://evil.example/",
        "user-agent": "Mozilla/5.0",
    }


async def whole_way(tipster: Tipster) -> list[httpx.Response]:
    """The answer to each thing that a tipster can do."""
    http, answers = tipster.client.http, []

    async def run(query: str, **variables: Any) -> Any:
        answers.append(await tipster.client.send(query, **variables))
        return answers[-1].json()["data"]

    await run(CHALLENGE)
    await run(CATEGORIES)
    answers.append(await http.post("/tips/attachments", content=photo(64, 48)))
    token, proof = answers[-1].json()["id"], await tipster.proof()
    sent = await run(SUBMIT, input=tip(attachments=[token], proofOfWork=proof))
    receipt = sent["submitTip"]["receipt"]
    await run(SUBMIT, input=tip(text="Short", proofOfWork=await tipster.proof()))
    await run(CONFIRM, receipt=receipt)
    thread = (await run(THREAD, receipt=receipt))["tipThread"]
    picture = thread["messages"][0]["attachments"][0]["id"]
    answers.append(await http.post(f"/tips/attachments/{picture}", json={"receipt": receipt}))
    more = {"receipt": receipt, "text": "More.", "proofOfWork": await tipster.proof()}
    await run(ADD, input=more)
    await run(ERASE, receipt=receipt)
    await run(CONFIRM, receipt=receipt)
    await run(THREAD, receipt=receipt)
    return answers


def shown(answer: httpx.Response) -> tuple[int, dict[str, str], str]:
    """The answer without what is random in each."""
    text = answer.text if "json" in answer.headers["content-type"] else answer.content.hex()
    return answer.status_code, dict(answer.headers), RANDOM.sub("…", text)


async def test_an_answer_is_the_same_whoever_s_session_comes_along(
    http: httpx.AsyncClient, along: dict[str, str]
) -> None:
    tipster = Tipster(GraphQLClient(http, language="en"))
    with own_statements() as without:
        expected = await whole_way(tipster)
    http.headers.update(along)
    with own_statements() as run:
        answers = await whole_way(tipster)
    assert [shown(answer) for answer in answers] == [shown(answer) for answer in expected]
    assert [each for each in answers if "set-cookie" in each.headers] == []
    assert len(run) == len(without) > 20
    assert [each for each in run if OF_PEOPLE.search(each)] == []
