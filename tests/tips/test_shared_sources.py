"""Many tipsters may come from one address: through the onion service, or a proxy. None of them can
shut out the others, and whoever can be told apart can use up no more than a share.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from tipping import CONFIRM, SUBMIT, Reader, Tipster, tip

from core import Unavailable
from plugins.tips.gate import Lane
from plugins.tips.held_bytes import HeldBytes
from plugins.tips.receipts import new_receipt

OWN = {"requests_of_a_source": 2, "tries_of_a_source": 2, "difficulty": 1, "most_difficulty": 1}
SETTINGS = {"trusted_proxies": ("127.0.0.1/32",), "services": {"tips": OWN}}
behind_a_proxy = pytest.mark.parametrize("settings", [SETTINGS], indirect=True)
JUNK = {"puzzle": "x", "solution": "y"}
FROM = {"x-forwarded-for": "203.0.113.7"}


@behind_a_proxy
async def test_onion_service_is_open_to_all_whatever_one_of_them_does(
    tipster: Tipster, reader: Reader
) -> None:
    for _ in range(5):
        assert (await tipster.sends(proofOfWork=JUNK))["errors"][0]["code"] == "PROOF_OF_WORK"
        answer = await tipster.client.run(CONFIRM, receipt=new_receipt().shown)
        assert answer["confirmTipReceipt"]["errors"][0]["code"] == "RECEIPT_UNKNOWN"
    for _ in range(3):
        await tipster.told()
    assert len((await tipster.reads())["messages"]) == 1


@behind_a_proxy
async def test_what_has_no_proof_uses_up_nothing_of_its_source(
    http: httpx.AsyncClient, tipster: Tipster, reader: Reader
) -> None:
    http.headers.update(FROM)
    for _ in range(5):
        assert (await tipster.sends(proofOfWork=JUNK))["errors"][0]["code"] == "PROOF_OF_WORK"
    for _ in range(2):
        await tipster.told()
    given = tip(proofOfWork=await tipster.proof())
    refused = await tipster.client.refused(SUBMIT, input=given)
    assert refused["extensions"]["code"] == "RATE_LIMITED"
    http.headers["x-forwarded-for"] = "203.0.113.8"
    await Tipster(GraphQLClient(http)).told()


async def test_one_source_fills_a_share_of_the_queue_alone(cheap_keys: None) -> None:
    lane = Lane("tested")

    def derived(*sources: str) -> Any:
        keys = (lane.derive("secret", bytes(16), source) for source in sources)
        return asyncio.gather(*keys, return_exceptions=True)

    answers = await derived(*["a"] * 9, "b", *[""] * 17, "b")
    turned_away = [place for place, key in enumerate(answers) if isinstance(key, Unavailable)]
    assert turned_away == [8, 26]
    assert [type(key) for key in await derived(*["a"] * 8)] == [bytes] * 8


def test_one_source_holds_a_share_of_the_memory_alone() -> None:
    held = HeldBytes(100)
    with held.of_one("a") as of_a, held.of_one("a") as of_a_too, held.of_one("b") as of_b:
        of_a(20)
        with pytest.raises(Unavailable):
            of_a_too(6)
        of_b(25)
        with held.of_one("") as of_many:
            of_many(50)
            with pytest.raises(Unavailable):
                of_many(1)
    with held.of_one("a") as take:
        take(25)
