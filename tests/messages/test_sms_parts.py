"""How many parts an SMS has, and that one of too many is not sent."""

from __future__ import annotations

from typing import Any

import pytest
from factories import make_citizen
from messages import MOVED, dead_letters, deliveries
from sms_gateways import SmsGatewayServer, through

from core.notifications.alphabet import is_unicode, parts

PARTS = [
    ("", 1),
    ("a" * 160, 1),
    ("a" * 161, 2),
    ("a" * 306, 2),
    ("a" * 307, 3),
    ("€" * 80, 1),
    ("€" * 81, 2),
    ("a" * 152 + "€" * 77, 3),  # the pair of the first sign would be cut, so it moves
    ("क" * 70, 1),
    ("क" * 71, 2),
    ("क" * 134, 2),
    ("क" * 135, 3),
    ("a" * 69 + "ç", 1),  # only the capital one is in the alphabet
    ("a" * 70 + "ç", 2),
    ("😀" * 35, 1),
    ("😀" * 36, 2),
    ("क" * 66 + "😀" * 34, 3),
]


@pytest.mark.parametrize(("text", "count"), PARTS, ids=[f"{t[-1:]}{len(t)}" for t, _ in PARTS])
def test_parts_are_those_that_the_operators_bill(text: str, count: int) -> None:
    assert parts(text) == count


def test_what_the_gsm_alphabet_holds_is_not_unicode() -> None:
    assert not is_unicode("@£$¥èéùìòÇ\nØøÅåΔΦΓΛΩΠΨΣΘΞÆæßÉ¤¡ÄÖÑÜ§¿äöñüà {}[]~^|\\€")
    assert [sign for sign in "`’–“ç₹क" if not is_unicode(sign)] == []


async def test_an_sms_of_too_many_parts_is_not_sent(start: Any, gateway: SmsGatewayServer) -> None:
    post = await start(through(gateway, most_parts=2))
    fits = 306 - 86  # of what stands around the station's name
    for length in (fits, fits + 1):
        station = "x" * length
        citizen = await make_citizen(post.runtime)
        await post.tell(citizen, values=MOVED | {"station": station})
    assert [len(text) for text in gateway.texts] == [306]
    assert await deliveries() == [("SENT", 1, None), ("DEAD", 1, "SMS_TOO_LONG")]
    assert await dead_letters() == ["SMS_TOO_LONG"]
