"""The service that is there: a lost report is kept for its time, and then nothing of it is left."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from lost_reports import stored
from own_data import copy_of, erase, places_of
from own_data import read as read_copy
from somebody import CANARIES, FILE_NAME, MOBILE, Somebody
from uploads import on_disk

from core import housekeeping
from core.notifications.models import DemoMessage
from core.privacy import erasing

WORDS = {
    "circumstances": "Popocatepetl took it",
    "place": {"text": "Tenochtitlan", "districtCode": "21346"},
}
RETENTION = {"services": {"lost_property": {"retention_days": 30}}}
KEPT = {
    "core_document.holder",
    "core_stored_file.name",
    "lost_property_report.circumstances",
    "lost_property_report.place_text",
    "lost_property_report.reporter",
}


@pytest.mark.parametrize("settings", [RETENTION], indirect=True)
async def test_a_report_is_kept_for_its_time_and_no_longer(
    quetzal: Somebody,
    as_officer: Callable[..., Awaitable[GraphQLClient]],
    clock: MovableClock,
) -> None:
    picture = await quetzal.uploads(service="lost_property", name=FILE_NAME)
    report = await stored(quetzal.client, attachments=[picture], **WORDS)
    await quetzal.app.state.effects.documents.deliver_due()
    copy = await copy_of(quetzal.app, quetzal.client)
    (told,) = read_copy(copy, "lost_property.json")["reports"]
    assert (told["number"], told["circumstances"]) == (report["number"], "Popocatepetl took it")

    answer = await erase(quetzal.client, MOBILE)
    assert [(kept["service"], kept["until"]) for kept in answer["keptBecause"]] == [
        ("lost_property", "2026-12-23")
    ]
    await quetzal.is_told()
    await DemoMessage.all().delete()
    assert await places_of(CANARIES) == KEPT
    officer = await as_officer()
    query = """query($number: String!) { serviceRequest(number: $number) {
      citizen { fullName } ... on LostReport { circumstances } } }"""
    seen = (await officer.run(query, number=report["number"]))["serviceRequest"]
    assert seen == {"citizen": {"fullName": None}, "circumstances": "Popocatepetl took it"}

    clock.move(days=31)
    await erasing.finish(quetzal.runtime, quetzal.app.state.platform.registry)
    await housekeeping.clean_up(quetzal.runtime)
    assert await places_of(CANARIES) == set()
    assert on_disk(quetzal.runtime) == {}
    again = await as_officer()
    seen = (await again.run(query, number=report["number"]))["serviceRequest"]
    assert seen == {"citizen": {"fullName": None}, "circumstances": None}
