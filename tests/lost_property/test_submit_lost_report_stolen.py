"""submitLostReport: what was stolen is not lost. The answer says where to go and keeps nothing."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from lost_reports import refused

from core.texts import Language

Citizens = Callable[..., Awaitable[GraphQLClient]]


async def test_theft_is_answered_with_where_to_go_and_nothing_is_stored(
    as_citizen: Citizens,
) -> None:
    assert await refused(await as_citizen(), wasStolen=True) == [
        {
            "path": ["wasStolen"],
            "code": "STOLEN_NOT_LOST",
            "message": "What was stolen or snatched is not reported as lost. Dial 112 if you are "
            "in danger now. Otherwise file a complaint or an e-FIR, or go to the nearest police "
            "station: it must take your complaint down.",
            "choices": [],
        }
    ]


async def test_theft_is_answered_alone_whatever_else_is_wrong(as_citizen: Citizens) -> None:
    errors = await refused(
        await as_citizen(full_name=""), wasStolen=True, items=[], place={}, declaration=False
    )
    assert [error["code"] for error in errors] == ["STOLEN_NOT_LOST"]


async def test_theft_is_answered_in_the_citizens_language(as_citizen: Citizens) -> None:
    (error,) = await refused(await as_citizen(language=Language.HI), wasStolen=True)
    assert error["message"].startswith(
        "चोरी हुई या छीनी गई चीज़ की रिपोर्ट खोए सामान के रूप में नहीं की जाती।"
    )
    assert "112" in error["message"]
