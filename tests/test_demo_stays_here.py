"""The demo shows everybody's codes: it does not start where others could reach it."""

from __future__ import annotations

from pathlib import Path

import pytest
from conftest import settings_for

from core.app import create_app
from core.errors import StartupError


def test_the_demo_refuses_a_host_name_of_the_internet(tmp_path: Path) -> None:
    url = f"sqlite://{tmp_path / 'thana.sqlite3'}"
    with pytest.raises(StartupError, match=r"hosts: the demo shows all codes.*seva\.example\.in"):
        create_app(settings_for(url, hosts=("127.0.0.1", "seva.example.in")))
