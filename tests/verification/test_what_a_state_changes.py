"""What a state sets of verifications: who decides, which files, how long, in which words."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest
from acknowledgements import fetch, make_due, text_of
from commands import thana
from factories import MAKRONIYA
from processions import Desk, Person
from verification_people import Officers
from verifications import APPLY, applied, decided, faults, files, read, reported, wanted

from core.settings import Settings

DECIDERS = {"ISSUE": ["STATION_HEAD"], "REFUSE": ["STATION_HEAD"]}
OWN = {
    "fee": "0",
    "fee_per_further_station": "0",
    "days": 30,
    "enquiry_days": 3,
    "valid_months": 12,
    "wording": {"en": "No crime is known.", "hi": "कोई अपराध ज्ञात नहीं।"},
    "required_uploads": ["PHOTO", "AFFIDAVIT"],
    "workflow": {"statuses": {"DECISION": {"roles": DECIDERS}}},
}
DUE = "{ platform { services { code due { days rule } } } }"
RULE = "Decided in 30 working days where all addresses lie in one district, else in 45."


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"services": {"verification": OWN}})


async def test_it_holds_from_the_form_to_the_certificate(
    desk: Desk,
    citizen: Person,
    officers: Officers,
    officer: Callable[..., Awaitable[Person]],
) -> None:
    services = (await citizen.run(DUE))["platform"]["services"]
    assert {"code": "verification", "due": {"days": 30, "rule": RULE}} in services
    assert await faults(citizen, APPLY, await wanted(citizen)) == [("attachments", "FILE_REQUIRED")]
    attachments = await files(citizen, "PHOTO", "AFFIDAVIT")
    request = await applied(citizen, attachments=attachments)
    assert request["dueRule"].startswith("Decided in 30 working days")
    assert request["enquiries"][0]["dueAt"] == "2026-11-27T23:59:59+05:30"
    request = await reported(officers.beat, request)
    assert (await read(officers.district, request))["availableActions"] != []
    decider = await officer(MAKRONIYA)
    request = await decided(decider, request)
    assert request["certificate"]["validUntil"] == "2027-11-23T23:59:59+05:30"
    await make_due(desk.app)
    paper = (await read(citizen, request))["certificate"]
    shown = text_of(await fetch(desk.http, paper["downloadUrl"]))
    for expected in ("No crime is known.", "कोई अपराध ज्ञात नहीं।", "Station House Officer"):
        assert expected in shown, (expected, shown)
    assert "nothing stands against" not in shown


@pytest.mark.parametrize(
    ("lines", "named"),
    [
        ('required_uploads = ["ENQUIRY"]', "required_uploads"),
        ('required_uploads = ["PASSPORT"]', "required_uploads"),
        ("required_uploads = 3", "required_uploads"),
        ("valid_months = 0", "valid_months"),
        ("days = 1.5", "days"),
        ('wording = { xx = "Good." }', "wording"),
        ('wording = { en = "" }', "wording"),
        ('fees = { HOLIDAY = "1" }', "fees"),
        ("retention = 5", "retention"),
    ],
)
async def test_what_does_not_fit_stops_the_start_and_names_its_key(
    tmp_path: Path,
    lines: str,
    named: str,
) -> None:
    (tmp_path / "thana.toml").write_text(f"[services.verification]\n{lines}\n")
    done = await thana(tmp_path, "check")
    assert done.code == 1
    assert done.faults[0].startswith(f"setting services.verification.{named}"), done.faults
