"""Tipsters and officers who read tips, as frontends let them."""

from __future__ import annotations

import hashlib
import itertools
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from everything_stored import everything
from factories import SAGAR, make_officer, session_token

from core.clock import day_in_india
from core.identity.models import Officer, OfficerRole
from core.runtime import Runtime
from core.units.models import Unit
from plugins.tips import gate, officer_keys, unit_keys
from plugins.tips.attachment_store import keep
from plugins.tips.models import Tip
from plugins.tips.sealing import Cost, derived_key, unseal

CHEAP = Cost(1, 8192)
PASSPHRASE = "seven herons over narmada"

CHALLENGE = "query TipChallenge { tipChallenge { puzzle difficulty expiresAt } }"
ERRORS = "errors { path code message }"
SUBMIT = f"""mutation SubmitTip($input: SubmitTipInput!) {{ submitTip(input: $input) {{
  receipt emergencyAdvice {ERRORS} }} }}"""
CONFIRM = f"""mutation ConfirmReceipt($receipt: String!) {{ confirmTipReceipt(receipt: $receipt) {{
  ok {ERRORS} }} }}"""
THREAD = """query TipThreadByReceipt($receipt: String!) { tipThread(receipt: $receipt) {
  status { code label } messages { id from text sentOn attachments { id name } } expiresOn } }"""
ADD = f"""mutation AddTipMessage($input: AddTipMessageInput!) {{ addTipMessage(input: $input) {{
  tipThread {{ messages {{ from text }} }} {ERRORS} }} }}"""
ERASE = f"""mutation EraseTip($receipt: String!) {{ eraseTip(receipt: $receipt) {{
  ok {ERRORS} }} }}"""
UNLOCK = f"""mutation UnlockTips($input: UnlockTipsInput!) {{ unlockTips(input: $input) {{
  key expiresAt {ERRORS} }} }}"""
TIPS = """query Tips($first: Int!, $after: String, $filter: TipFilter) {
  tips(first: $first, after: $after, filter: $filter) { totalCount
    pageInfo { hasNextPage endCursor } edges { node { id category { code label } status { code }
    receivedOn district { code name } } } } }"""
TIP = """query TipById($id: ID!) { tip(id: $id) { id category { code label } status { code }
  receivedOn occurredOn isHappeningNow language place { text latitude longitude }
  district { code name } messages { id from text sentOn attachments { id name } } } }"""
REPLY = f"""mutation ReplyToTip($input: ReplyToTipInput!) {{ replyToTip(input: $input) {{
  tip {{ id messages {{ from text }} }} {ERRORS} }} }}"""
MOVE = f"""mutation MoveTip($input: MoveTipInput!) {{ moveTip(input: $input) {{
  tip {{ id status {{ code }} }} {ERRORS} }} }}"""


@pytest.fixture(autouse=True)
def cheap_keys(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Deriving keys costs next to nothing, but in tests of what it costs."""
    if "real_cost" not in request.keywords:
        monkeypatch.setattr(gate, "RECEIPT_COST", CHEAP)
        monkeypatch.setattr(officer_keys, "PASSPHRASE_COST", CHEAP)


def tip(**changes: Any) -> dict[str, Any]:
    """A SubmitTipInput that is taken as it is, but for the proof of work."""
    return {
        "category": "NARCOTICS",
        "text": "Every night packets are handed out behind the closed mill.",
        "place": {"text": "The closed mill", "districtCode": SAGAR},
        "isHappeningNow": False,
    } | changes


def solution(puzzle: str, difficulty: int) -> str:
    """Found as a client finds it: one number after the other."""
    target = 1 << (256 - difficulty)
    for number in map(str, itertools.count()):
        digest = hashlib.sha256(f"{puzzle}:{number}".encode()).digest()
        if int.from_bytes(digest, "big") < target:
            return number
    raise AssertionError


@dataclass
class Tipster:
    """Somebody without a name; `receipt` is that of the tip sent last."""

    client: GraphQLClient
    receipt: str = ""

    async def proof(self) -> dict[str, str]:
        """A solved puzzle."""
        asked = (await self.client.run(CHALLENGE))["tipChallenge"]
        puzzle = asked["puzzle"]
        return {"puzzle": puzzle, "solution": solution(puzzle, asked["difficulty"])}

    async def sends(self, **changes: Any) -> Any:
        """What submitTip answers."""
        given = tip(**changes)
        given.setdefault("proofOfWork", await self.proof())
        answer = (await self.client.run(SUBMIT, input=given))["submitTip"]
        self.receipt = answer["receipt"] or self.receipt
        return answer

    async def told(self, **changes: Any) -> str:
        """The receipt of a tip that must be taken."""
        answer = await self.sends(**changes)
        assert answer["errors"] == [], answer
        return self.receipt

    async def adds(self, text: str, /, **changes: Any) -> Any:
        """What addTipMessage answers."""
        given = {"receipt": self.receipt, "text": text, "proofOfWork": await self.proof()}
        return (await self.client.run(ADD, input=given | changes))["addTipMessage"]

    async def uploads(self, content: bytes) -> str:
        """The token of a picture that must be taken."""
        answer = await self.client.http.post("/tips/attachments", content=content)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])

    async def downloads(self, id: str, receipt: str | None = None) -> httpx.Response:
        """A picture, asked for with the receipt."""
        asked = {"receipt": self.receipt if receipt is None else receipt}
        return await self.client.http.post(f"/tips/attachments/{id}", json=asked)

    async def reads(self) -> Any:
        """The conversation."""
        return (await self.client.run(THREAD, receipt=self.receipt))["tipThread"]


class Reader(GraphQLClient):
    """An officer with the role for tips; `key` is what the header carries."""

    key: str | None = None
    officer: Officer

    def headers(self) -> dict[str, str]:
        return super().headers() | ({"thana-tips-key": self.key} if self.key else {})

    async def returns(self, runtime: Runtime) -> None:
        """Sign in once more, with nothing unlocked."""
        self.token, self.key = await session_token(runtime, officer=self.officer), None

    async def unlocks(self, unit_code: str = SAGAR, passphrase: str = PASSPHRASE) -> Any:
        """What unlockTips answers; its key goes along from here on."""
        given = {"unitCode": unit_code, "passphrase": passphrase}
        answer = (await self.run(UNLOCK, input=given))["unlockTips"]
        self.key = answer["key"] or self.key
        return answer

    async def lists(self, first: int = 20, **filter: Any) -> list[Any]:
        """The tips of the unit."""
        found = (await self.run(TIPS, first=first, filter=filter))["tips"]
        return [edge["node"] for edge in found["edges"]]

    async def opens(self, id: str) -> Any:
        return (await self.run(TIP, id=id))["tip"]

    async def downloads(self, id: str, tip_id: str) -> httpx.Response:
        """A picture of a tip."""
        asked = {"tipId": tip_id}
        return await self.http.post(f"/tips/attachments/{id}", json=asked, headers=self.headers())

    async def moves(self, id: str, **step: Any) -> Any:
        """What moveTip answers."""
        return (await self.run(MOVE, input={"tipId": id} | step))["moveTip"]


async def enrolled(
    http: httpx.AsyncClient, runtime: Runtime, unit_code: str, full_name: str
) -> Reader:
    """An officer with the role and a key pair of the officer's own, and no share of any unit's."""
    account = await make_officer(runtime, unit_code, OfficerRole.TIPS_OFFICER)
    account.row.full_name = full_name
    await account.row.save()
    await officer_keys.enrol(runtime, account.row, PASSPHRASE)
    reader = Reader(http, await session_token(runtime, officer=account.row))
    reader.officer = account.row
    return reader


async def reader_at(
    http: httpx.AsyncClient, runtime: Runtime, unit_code: str = SAGAR, full_name: str = "Meera Soni"
) -> Reader:
    """An officer who shares the unit's key, and has made it where there was none."""
    reader = await enrolled(http, runtime, unit_code, full_name)
    await unit_keys.make(runtime, await Unit.get(code=unit_code), [reader.officer], None)
    return reader


async def kept_picture(runtime: Runtime, content: bytes) -> str:
    """The id of a JPEG that waits for a message."""
    return await keep(content, "image/jpeg", day_in_india(runtime.now()), 10**9)


async def stored() -> dict[str, object]:
    """A digest of each table of tips: that an officer has read one is in the audit all the same."""
    return {name: rows for name, rows in (await everything()).items() if name.startswith("tips_")}


def key_of(row: Tip, receipt: str) -> bytes:
    """The key of a tip, as its receipt opens it."""
    opens = derived_key(receipt.replace("-", "")[8:20], row.salt, CHEAP)
    return unseal(opens, row.key_for_receipt, f"receipt:{row.id}")
