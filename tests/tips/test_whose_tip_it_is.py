"""A tip is addressed to the unit that the state has chosen for its kind, or to the next one above
that can read it and has nobody whom the tipster excludes.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from everything_stored import everything
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR
from places import IN_MAKRONIYA, box, feature, imported
from tipping import SUBMIT, Reader, Tipster, tip

from plugins.tips.models import KeyShare, Tip, UnitKey

Readers = Callable[..., Awaitable[Reader]]

NOBODY = (
    "Nobody is left who could read this without the officers whom you name. Name fewer, or turn to"
    " the state's vigilance commission or a court."
)
NOBODY_HI = (
    "आपके बताए अधिकारियों को छोड़कर इसे पढ़ने वाला कोई नहीं बचता। कम नाम लिखिए, या राज्य के सतर्कता"
    " आयोग या न्यायालय के पास जाइए।"
)
POINT = {"place": {"text": "Bus stand", **IN_MAKRONIYA}}


async def units() -> list[str]:
    """The units that the tips are addressed to, each as often as it has one."""
    codes = {key.id: key.unit_code for key in await UnitKey.all()}
    return sorted(codes[row.unit_key_id] for row in await Tip.all())


@pytest.fixture
async def readers(another_reader: Readers) -> list[Reader]:
    """Those of a station, its district, and the state."""
    return [await another_reader(code) for code in (MAKRONIYA, SAGAR, STATE)]


async def test_a_tip_goes_to_the_district_of_its_place(
    tipster: Tipster, readers: list[Reader], another_reader: Readers
) -> None:
    await another_reader(BHOPAL)
    await tipster.told()
    await tipster.told(place={"text": "New Market", "districtCode": BHOPAL})
    await tipster.told(place={"text": "By the river", **IN_MAKRONIYA})
    assert await units() == [BHOPAL, SAGAR, SAGAR]
    await tipster.told(place={"text": "Somewhere"})
    assert await units() == [BHOPAL, SAGAR, SAGAR, STATE]


async def test_what_cannot_wait_goes_to_the_station_where_it_is_known(
    tipster: Tipster, readers: list[Reader], tmp_path: Path, database_url: str
) -> None:
    await tipster.told(category="VIOLENCE", **POINT)
    assert await units() == [SAGAR]
    around = box(78.7, 23.8, 78.85, 23.9)
    await imported(tmp_path, database_url, feature(MAKRONIYA, around))
    await tipster.told(category="VIOLENCE", **POINT)
    await tipster.told(category="ARMS", **POINT)
    assert await units() == [SAGAR, SAGAR, MAKRONIYA]


async def test_misconduct_of_the_police_goes_to_the_state(
    tipster: Tipster, readers: list[Reader]
) -> None:
    await tipster.told(category="POLICE_MISCONDUCT", **POINT)
    assert await units() == [STATE]


@pytest.mark.parametrize(
    "settings",
    [
        {
            "services": {
                "tips": {
                    "categories": {
                        "NARCOTICS": {"unit": TT_NAGAR},
                        "ARMS": {"route": "STATE"},
                        "THEFT": {"unit": "nowhere"},
                    }
                }
            }
        }
    ],
    indirect=True,
)
async def test_a_state_sends_a_category_to_a_unit_of_its_own(
    tipster: Tipster, readers: list[Reader], another_reader: Readers
) -> None:
    await another_reader(TT_NAGAR)
    await tipster.told(category="NARCOTICS")
    assert await units() == [TT_NAGAR]
    await tipster.told(category="ARMS")
    assert await units() == [TT_NAGAR, STATE]
    refused = await tipster.client.refused(
        SUBMIT, input=tip(category="THEFT", proofOfWork=await tipster.proof())
    )
    assert refused["extensions"] == {"code": "SERVICE_CLOSED"}


async def test_a_unit_without_a_key_leaves_it_to_the_one_above(
    tipster: Tipster, another_reader: Readers
) -> None:
    await another_reader(STATE)
    await tipster.told()
    assert await units() == [STATE]


async def test_a_unit_that_nobody_can_open_leaves_it_to_the_one_above(
    tipster: Tipster, readers: list[Reader]
) -> None:
    await KeyShare.filter(officer_id=readers[1].officer.id).delete()
    await tipster.told()
    assert await units() == [STATE]


async def test_where_no_unit_has_a_key_no_tip_is_taken(tipster: Tipster) -> None:
    before = await everything()
    for language, message in (
        ("en", "The police of this state cannot read tips here yet."),
        ("hi", "इस राज्य की पुलिस यहाँ अभी सूचनाएँ नहीं पढ़ सकती।"),
    ):
        tipster.client.language = language
        refused = await tipster.client.refused(SUBMIT, input=tip(proofOfWork=await tipster.proof()))
        assert refused["extensions"] == {"code": "SERVICE_CLOSED"}
        assert refused["message"] == message
    assert await everything() == before


@pytest.mark.parametrize(
    "name",
    [
        "Arun Rao",
        "inspector RAO",
        "Rao",
        "अरुण राव",
        "shri Arun  Rao, SHO",
        "Rao Arun Kumar",
    ],
)
async def test_an_excluded_officer_sends_the_tip_to_the_next_unit_above(
    tipster: Tipster, another_reader: Readers, name: str
) -> None:
    await another_reader(SAGAR, "Arun Rao")
    await another_reader(STATE, "Neha Jain")
    await tipster.told(excludeOfficers=[name])
    assert await units() == [STATE]


@pytest.mark.parametrize("name", ["Sunil Verma", "SHO of Kotwali", "   ", "arunrao"])
async def test_a_name_that_is_no_readers_changes_nothing(
    tipster: Tipster, another_reader: Readers, name: str
) -> None:
    await another_reader(SAGAR)
    await another_reader(STATE, "Neha Jain")
    await tipster.told(excludeOfficers=[name])
    assert await units() == [SAGAR]


@pytest.mark.parametrize(("language", "message"), [("en", NOBODY), ("hi", NOBODY_HI)])
async def test_where_everybody_is_excluded_nothing_is_stored_and_it_is_said_where_to_turn(
    tipster: Tipster, reader: Reader, another_reader: Readers, language: str, message: str
) -> None:
    await another_reader(STATE, "Neha Jain")
    tipster.client.language = language
    before = await everything()
    answer = await tipster.sends(excludeOfficers=["Meera Soni", "Neha Jain"])
    assert answer["receipt"] is None
    assert answer["errors"] == [
        {"path": ["excludeOfficers"], "code": "NOBODY_LEFT", "message": message}
    ]
    assert await everything() == before
