"""Files that settings come from: what is wrong with one stops the start in a line that names it."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import StartupError
from core.settings import read_settings


def test_a_file_that_is_no_toml_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "thana.toml"
    file.write_text("plugins = [", encoding="utf-8")
    monkeypatch.setenv("THANA_CONFIG", str(file))
    with pytest.raises(StartupError) as stopped:
        read_settings()
    assert stopped.value.faults == (
        f"{file}: is not TOML in UTF-8: Invalid value (at end of document)",
    )


def test_a_missing_key_file_is_named(tmp_path: Path) -> None:
    settings = read_settings(secret_key_file=tmp_path / "nothing.key")
    with pytest.raises(StartupError) as stopped:
        _ = settings.keys
    assert stopped.value.faults == (
        f"setting secret_key_file: {tmp_path / 'nothing.key'} cannot be read (FileNotFoundError);"
        " name a file of plain text that this process may read",
    )
