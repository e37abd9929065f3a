"""A citizen's copy holds the own verifications; an erasure shreds those that need not be kept."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from own_data import copy_of, erase, places_of
from own_data import read as read_json
from processions import Desk, Person
from verification_people import Officers
from verifications import address, applied, decided, files, reported, subject

from core.files.models import FileState, StoredFile
from core.files.sweeping import sweep
from core.privacy import erasing
from plugins.verification.models import Verification

MOBILE = "+919812377777"
CANARIES = ("Quetzalcoatl", "Xochipilli", "Tenochtitlan", "Mictlantecuhtli")


@pytest.fixture
def kind() -> str:
    return "sqlite"


@pytest.fixture
async def citizen(another: Callable[..., Awaitable[Person]]) -> Person:
    return await another(full_name="Quetzalcoatl Verma", mobile=MOBILE)


async def issued(citizen: Person, officers: Officers) -> dict[str, object]:
    request = await applied(
        citizen,
        subject=subject(fullName="Quetzalcoatl Verma"),
        organisation="Xochipilli Traders",
        addresses=[address(text="Tenochtitlan road")],
    )
    request = await reported(officers.head, request, note="Mictlantecuhtli knows him.")
    return await decided(officers.district, request)


async def test_the_copy_holds_what_was_asked_and_found(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    request = await issued(citizen, officers)
    [kept] = read_json(await copy_of(desk.app, citizen), "verification.json")["requests"]
    assert (kept["number"], kept["organisation"]) == (request["number"], "Xochipilli Traders")
    assert kept["subject"]["full_name"] == "Quetzalcoatl Verma"
    assert kept["addresses"][0]["text"] == "Tenochtitlan road"
    assert kept["enquiries"] == [{"station_code": "21346058", "finding": "NOTHING_ADVERSE"}]
    assert "Mictlantecuhtli" not in str(kept)


async def test_it_is_kept_for_its_time_and_then_only_shells_are_left(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    await issued(citizen, officers)
    answer = await erase(citizen, MOBILE)
    assert [each["service"] for each in answer["keptBecause"]] == ["verification"]
    assert (await Verification.all().first()).organisation == "Xochipilli Traders"
    desk.clock.move(days=1096)
    await erasing.finish(desk.runtime, desk.platform.registry)
    row = await Verification.all().first()
    assert (row.subject, row.organisation, row.cases) == ({}, "", [])
    assert await places_of(CANARIES) == set()


async def test_the_papers_of_the_enquiry_go_with_it(
    desk: Desk, citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen)
    (paper,) = await files(officers.head, "ENQUIRY")
    request = await reported(officers.head, request, attachments=[paper])
    await decided(officers.district, request)
    await erase(citizen, MOBILE)
    assert await StoredFile.filter(purpose="ENQUIRY", state=FileState.STORED).count() == 1
    desk.clock.move(days=1096)
    await erasing.finish(desk.runtime, desk.platform.registry)
    await sweep(desk.runtime)
    assert await StoredFile.all().count() == 0
    assert [path for path in desk.runtime.settings.files.folder.rglob("*") if path.is_file()] == []
