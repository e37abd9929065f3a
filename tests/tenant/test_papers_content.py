"""What the landlord's papers say, in both languages, and what they do not."""

from __future__ import annotations

from pathlib import Path

import pytest
from acknowledgements import fetch, make_due, text_of
from commands import thana
from processions import Desk, Person
from tenancies import begun, concluded, read, visited
from verification_people import Officers


@pytest.fixture
def kind() -> str:
    return "sqlite"


async def test_the_acknowledgement_and_the_result_letter(
    desk: Desk, owner: Person, officers: Officers, database_url: str, tmp_path: Path
) -> None:
    file = tmp_path / "orders.csv"
    file.write_text(
        "number,section,unit_code,valid_from,valid_until,report_within_days,existing_within_days\n"
        "DM/77,s.163 BNSS,21346,2026-11-01,2026-12-30,7,15\n"
    )
    await thana(tmp_path, "tenant", "orders", file, database_url=database_url)
    request = await begun(desk, owner)
    request = await visited(officers.beat, request, note="Behind the temple.")
    await concluded(officers.head, request, "ADVERSE")
    await make_due(desk.app)
    papers = (await read(owner, request))["documents"]
    assert [each["kind"] for each in papers] == ["ACKNOWLEDGEMENT", "RESULT_LETTER"]
    first, second = [text_of(await fetch(desk.http, each["downloadUrl"])) for each in papers]
    for words in ("Kamla Jain", "Ravi Tiwari", "Shanti Vihar", "DM/77 · s.163 BNSS", "26.11.2026"):
        assert words in first
    assert "ended with an adverse result" in second
    for paper in (first, second):
        assert "temple" not in paper
        assert "Known at the home station" not in paper
        assert "0124" not in paper
        assert "9812300001" not in paper
