"""The directory's README says what the plugin does now."""

from __future__ import annotations

import re
from importlib.resources import files

from core.service_requests.workflow import diagram
from plugins.directory import entry_checks, helpline_import, post_rows
from plugins.directory.settings import DirectorySettings
from plugins.directory.workflow import WORKFLOW

README = (files("plugins.directory") / "README.md").read_text(encoding="utf-8")


def test_the_diagram_of_states_is_current() -> None:
    assert re.findall(r"```mermaid\n(.*?)\n```", README, re.DOTALL) == [diagram(WORKFLOW)]


def test_every_action_reason_error_code_setting_and_column_is_described() -> None:
    for code in entry_checks.ERROR_CODES:
        assert f"\n| {code} |" in README
    for action in WORKFLOW.actions:
        assert f"`performAction` {action}" in README
    for reason in (reason.code for step in WORKFLOW.transitions for reason in step.reasons):
        assert reason in README
    for setting in DirectorySettings.model_fields:
        assert f"\n{setting} = " in README
    for column in (*post_rows.COLUMNS, *helpline_import.COLUMNS):
        assert f"`{column}`" in README
