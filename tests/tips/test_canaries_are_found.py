"""The search for canaries finds what is left in each place, in each form."""

from __future__ import annotations

import json
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from canaries import Canaries, sweep
from hiding_places import HidingPlaces
from postgres_cluster import Cluster, programs
from processes import database
from talkative_database import database_url, server_of, talkative

from core.db import fetch
from core.runtime import Runtime
from core.settings import Settings
from plugins.tips.models import SpentPuzzle

__all__ = ["database", "database_url", "server_of", "talkative"]

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(programs() is None, reason="initdb and pg_ctl are not installed"),
]

FORMS: dict[str, Callable[[str], bytes]] = {
    "UTF-8": str.encode,
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, the high byte first": lambda text: text.encode("utf-16-be"),
    "JSON": lambda text: json.dumps({"text": f"Ä{text}"}).encode(),
    "base64": lambda text: b64encode(text.encode()),
    "base64 within other bytes": lambda text: urlsafe_b64encode(
        b"\xff?" + text.encode() + b"\xff>"
    ),
    "base64 of UTF-16": lambda text: b64encode(text.encode("utf-16")),
    "hexadecimal": lambda text: text.encode().hex().encode(),
    "hexadecimal, in capitals, behind a digit": lambda text: (
        b"7" + text.encode().hex().upper().encode()
    ),
    "other case": lambda text: text.swapcase().encode(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_canary_is_found_in_each_form(form: str) -> None:
    canaries = Canaries()
    receipt = "ABCD-EFGH-JKMN-PQRS-TVWX-7"
    canaries.keep(receipt)
    for text in (
        canaries.text("place"),
        f"from {canaries.address()}",
        str(canaries.latitude),
        receipt,
    ):
        assert canaries.found_in(b"\0\x9c{" + FORMS[form](text) + b"}\xe0") != set(), text
    assert canaries.found_in(FORMS[form]("Nothing of it, ABCD-EFGH alone")) == set()


async def test_a_canary_is_found_in_each_place(
    database: Runtime, settings: Settings, tmp_path: Path, server_of: Cluster | None
) -> None:
    canaries = Canaries()
    places = HidingPlaces(tmp_path, settings, server_of)
    for folder in ("tmp", "files", "heads"):
        (tmp_path / folder).mkdir(exist_ok=True)
        (tmp_path / folder / "left").write_text(canaries.text(folder))
    (tmp_path / "standard-output").write_text(canaries.text("stdout"))
    places.log.append(canaries.text("stderr"))
    await SpentPuzzle.create(id=canaries.text("row"), spent_on=date(2026, 11, 23))
    await fetch("SELECT $1 AS text", canaries.text("parameter"))
    if server_of:
        await fetch(f"NOTIFY nobody, '{canaries.text('statement')}'")
    found = sweep(canaries, await places.contents())
    kinds = {each.split(".")[1] for texts in found.values() for each in texts}
    logged = {"parameter", "statement"} if server_of else set()
    assert kinds == {"tmp", "files", "heads", "stdout", "stderr", "row"} | logged
    names = {Path(place).name for place in found}
    assert names >= {"left", "standard-output", "standard error"}
    if server_of:
        assert {"pg_dump", "pg_stat_statements"} <= names
    else:
        assert names & {"thana.sqlite3", "thana.sqlite3-wal"}
