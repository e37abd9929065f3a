"""Which numbers are the same: in whatever spelling, but of one kind and whole."""

from __future__ import annotations

import pytest
from clients import GraphQLClient
from found_things import close, matches_of, registered
from lost_reports import AADHAAR, act, document, mobile, other, stored, vehicle
from starlette.applications import Starlette


@pytest.fixture
def kind() -> str:
    """No query differs between the databases here."""
    return "sqlite"


SAME = [
    (mobile(imei2="356938035643809"), mobile(imei1="356938035643809")),
    (mobile(), mobile(imei1="49015420323751")),
    (vehicle("DL01AB0123"), vehicle("DL 1 AB 123")),
    (vehicle("22 BH 1234 AA"), vehicle("22BH1234AA")),
    (
        vehicle("MP15AB1234", chassisNumber="ma3-eub61s 00123456"),
        vehicle("MP20XY9999", chassisNumber="MA3EUB61S00123456"),
    ),
    (document(number="MP09 20110012345"), document(number="mp09-20110012345")),
    (document(number="१२३४५६"), document(number="123456")),
    (
        document(kind="AADHAAR", number="2345 6789 0124"),
        document(kind="AADHAAR", number=AADHAAR),
    ),
]
OTHERS = [
    (mobile(), mobile(imei1="356938035643809")),
    (vehicle("DL01AB0123"), vehicle("DL01AB1230")),
    (vehicle("MP15AB1234"), vehicle("MP15AC1234")),
    (document(number="123456"), document(kind="PAN", number="123456")),
    (document(number="A-1"), document(number="A1")),
    (document(), document()),
    (
        document(kind="AADHAAR", number="XXXX XXXX 0124"),
        document(kind="AADHAAR", number="XXXX XXXX 0124"),
    ),
    (document(kind="AADHAAR", number="0124"), document(kind="AADHAAR", number=AADHAAR)),
    (other("A red bag"), other("A red bag")),
]


async def test_a_number_matches_in_whatever_spelling(
    citizen: GraphQLClient, station: GraphQLClient
) -> None:
    for lost, handed_in in SAME:
        report = await stored(citizen, items=[lost])
        thing = await registered(station, item=handed_in)
        assert [m["lostReport"]["number"] for m in thing["matches"]] == [report["number"]], lost
        assert len(await matches_of(citizen, report)) == 1
        await close(station, thing)
        await act(citizen, report, "WITHDRAW")


async def test_another_number_or_kind_or_none_at_all_does_not_match(
    app: Starlette, citizen: GraphQLClient, station: GraphQLClient
) -> None:
    for lost, handed_in in OTHERS:
        report = await stored(citizen, items=[lost])
        assert (await registered(station, item=handed_in))["matches"] == [], (lost, handed_in)
        await app.state.effects.messages.deliver_due()
        assert await matches_of(citizen, report) == []
