"""What shortens a start changes nothing that anybody reads."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

MODELS = """
from tortoise import Model, fields

class Permit(Model):
    number = fields.IntField(primary_key=True)
    #: As it was painted last.
    colour = fields.TextField()
"""


def test_a_comment_on_a_column_describes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "permits.py"
    file.write_text(MODELS, "utf-8")
    described = importlib.util.spec_from_file_location("permits", file)
    assert described
    assert described.loader
    module = importlib.util.module_from_spec(described)
    monkeypatch.setitem(sys.modules, "permits", module)
    described.loader.exec_module(module)
    columns = module.Permit._meta.fields_map
    assert columns["colour"].description == "As it was painted last."
    assert columns["number"].description is None
