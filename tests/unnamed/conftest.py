"""The letter box, installed and enabled beside the platform's own plugins."""

from __future__ import annotations

import sys
from pathlib import Path
from types import ModuleType

import pytest
from conftest import settings_for
from served_app import served
from strangers import Strangers

from core.settings import Settings

__all__ = ["served"]

LETTERBOX = Path(__file__).parents[1].joinpath("letterbox.py").read_text(encoding="utf-8")


@pytest.fixture
def settings(database_url: str, strangers: Strangers, request: pytest.FixtureRequest) -> Settings:
    strangers.install("letterbox", LETTERBOX)
    changes = getattr(request, "param", {})
    return settings_for(database_url, plugins=("letterbox",), **changes)


@pytest.fixture
def letterbox(settings: Settings, app: object) -> ModuleType:
    """The plugin as it runs."""
    return sys.modules["letterbox"]
