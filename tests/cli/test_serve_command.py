"""What keeps a process from starting is told in a line, as `thana check` tells it."""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import thana


@pytest.mark.parametrize("command", ["serve", "worker"])
async def test_open_folder_of_keys_is_named_and_nothing_starts(
    database_url: str, tmp_path: Path, command: str
) -> None:
    keys = tmp_path / "keys"
    keys.mkdir(mode=0o755)
    own = {"public_url": "https://seva.example.in", "documents__keys_folder": str(keys)}
    done = await thana(tmp_path, command, mode="production", database_url=database_url, **own)
    fault = f"setting documents.keys_folder: others may use {keys}; run `chmod 700 {keys}`"
    assert (done.code, done.out, done.err) == (1, "", f"✗ {fault}\n")
