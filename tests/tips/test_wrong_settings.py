"""What is wrong in [services.tips] is named before anything starts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from commands import thana

NAMED = [
    ({"categories": {"SAND": {"route": "DISTRICT"}}},
     "categories.SAND: a category of your own needs a label"),
    ({"left_out": ["GAMBLNG"]}, "left_out: there is no category GAMBLNG"),
    ({"statuses": {"DONE": {"label": {"en": "Done"}}}}, "statuses: there is no status DONE"),
    ({"difficulty": 22}, "most_difficulty: must not be less than difficulty"),
    ({"form_seconds": 400}, "most_form_seconds: must not be less than form_seconds"),
]  # fmt: skip


@pytest.mark.parametrize("command", ["check", "serve"])
@pytest.mark.parametrize(("own", "told"), NAMED, ids=[told for _, told in NAMED])
async def test_wrong_setting_is_named(
    tmp_path: Path, command: str, own: dict[str, object], told: str
) -> None:
    done = await thana(tmp_path, command, mode="demo", services=json.dumps({"tips": own}))
    assert (done.code, done.out) == (1, "")
    assert done.err == f"✗ setting services.tips.{told}\n"
