"""An officer whom a tipster excludes sees neither the tip nor that it is there: not in the list,
its counts and pages, not by its id, not when it is passed on.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from everything_stored import everything
from factories import SAGAR, STATE
from tipping import MOVE, PASSPHRASE, REPLY, TIP, TIPS, Reader, Tipster, enrolled, stored

from core.relay import encode_id
from core.runtime import Runtime
from core.units.models import Unit
from plugins.tips import unit_keys
from plugins.tips.models import Tip

Readers = Callable[..., Awaitable[Reader]]


async def newcomer(reader: Reader, runtime: Runtime, full_name: str) -> Reader:
    """A second reader at Sagar, to whom the key is handed over now."""
    other = await enrolled(reader.http, runtime, SAGAR, full_name)
    unit = await Unit.get(code=SAGAR)
    await unit_keys.hand_over(unit, reader.officer, PASSPHRASE, [other.officer])
    await other.unlocks()
    return other


async def test_an_officer_named_before_the_key_was_handed_over_sees_nothing_of_the_tip(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    await tipster.told(excludeOfficers=["Inspector Tiwari"])
    hidden = encode_id("Tip", (await Tip.get()).id)
    for _ in range(3):
        await tipster.told()
    named = await newcomer(reader, runtime, "Kavita Tiwari")
    await reader.unlocks()
    assert len(await reader.lists()) == 4
    seen, cursor = list[str](), None
    for _ in range(3):
        found = (await named.run(TIPS, first=1, after=cursor))["tips"]
        assert found["totalCount"] == 3
        seen += [edge["node"]["id"] for edge in found["edges"]]
        cursor = found["pageInfo"]["endCursor"]
    assert found["pageInfo"]["hasNextPage"] is False
    assert len(set(seen)) == 3
    assert hidden not in seen
    await _finds_nothing(named, hidden)


async def _finds_nothing(reader: Reader, id: str) -> None:
    """Every door answers as for a tip that does not exist, and nothing changes."""
    before = await everything()
    nobodys = encode_id("Tip", "00000000-0000-4000-8000-000000000000")
    for document, given in (
        (TIP, lambda each: {"id": each}),
        (REPLY, lambda each: {"input": {"tipId": each, "text": "Who are you?"}}),
        (MOVE, lambda each: {"input": {"tipId": each, "status": "CLOSED_NOT_USEFUL"}}),
        (MOVE, lambda each: {"input": {"tipId": each, "unitCode": STATE}}),
    ):
        answers = [(await reader.send(document, **given(each))) for each in (id, nobodys)]
        assert answers[0].json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
        assert answers[0].content == answers[1].content
    assert await everything() == before


async def test_filters_and_pages_do_not_tell_of_it_either(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    await tipster.told(category="ARMS", excludeOfficers=["कविता तिवारी"])
    named = await newcomer(reader, runtime, "Kavita Tiwari")
    for filter in ({}, {"category": "ARMS"}, {"districtCode": SAGAR}, {"status": "RECEIVED"}):
        found = (await named.run(TIPS, first=10, filter=filter))["tips"]
        assert found == {
            "totalCount": 0,
            "edges": [],
            "pageInfo": {"hasNextPage": False, "endCursor": None},
        }


async def test_a_name_that_was_changed_is_compared_as_it_is_now(
    tipster: Tipster, reader: Reader
) -> None:
    await tipster.told(excludeOfficers=["Meera Dubey"])
    await reader.unlocks()
    assert len(await reader.lists()) == 1
    reader.officer.full_name = "Meera Dubey"
    await reader.officer.save()
    assert await reader.lists() == []


async def test_a_tip_is_not_passed_on_to_where_an_excluded_officer_reads(
    tipster: Tipster, reader: Reader, another_reader: Readers
) -> None:
    state = await another_reader(STATE, "Neha Jain")
    await tipster.told(excludeOfficers=["Administrator Neha Jain"])
    await reader.unlocks()
    [listed] = await reader.lists()
    before = await stored()
    answer = await reader.moves(listed["id"], unitCode=STATE)
    message = "The tipster has asked that an officer who reads there does not see it."
    assert answer == {
        "tip": None,
        "errors": [{"path": ["unitCode"], "code": "OFFICER_EXCLUDED", "message": message}],
    }
    assert await stored() == before
    await state.unlocks(STATE)
    assert await state.lists() == []
