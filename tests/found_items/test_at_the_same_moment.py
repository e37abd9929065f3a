"""A thing is reported lost and handed in at the same moment, by many at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from factories import TT_NAGAR, found_item, lost_report
from found_things import REGISTER, told_citizens
from lost_reports import SUBMIT
from starlette.applications import Starlette

from plugins.lost_property.models import ItemMatch

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
EACH = 3


async def test_every_pair_matches_exactly_once(
    app: Starlette, as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    citizens = [await as_citizen() for _ in range(EACH)]
    officers = [await as_officer(TT_NAGAR) for _ in range(EACH)]
    answers = await asyncio.gather(
        *(citizen.run(SUBMIT, input=lost_report()) for citizen in citizens),
        *(officer.run(REGISTER, input=found_item()) for officer in officers),
    )
    assert [payload["errors"] for answer in answers for payload in answer.values()] == [
        []
    ] * 2 * EACH
    await app.state.effects.messages.deliver_due()
    pairs = await ItemMatch.all().values_list("lost_item_id", "found_item_id")
    assert (len(pairs), len(set(pairs))) == (EACH**2, EACH**2)
    await app.state.effects.messages.deliver_due()
    assert len(await told_citizens()) == EACH**2
