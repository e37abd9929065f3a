"""The plugin's README says what the plugin does now."""

from __future__ import annotations

import re
from importlib.resources import files

from core.service_requests.workflow import diagram
from plugins.tenant.listed_tenants import COLUMNS
from plugins.tenant.rules import ERROR_CODES
from plugins.tenant.settings import TenantSettings
from plugins.tenant.workflow import WORKFLOW

README = (files("plugins.tenant") / "README.md").read_text(encoding="utf-8")


def test_the_diagram_of_states_is_current() -> None:
    assert re.findall(r"```mermaid\n(.*?)\n```", README, re.DOTALL) == [diagram(WORKFLOW)]


def test_every_action_error_code_column_and_setting_is_described() -> None:
    assert re.findall(r"^\| ([A-Z_]+) \|", README, re.MULTILINE) == list(ERROR_CODES)
    for action in WORKFLOW.actions:
        assert f"`performAction`\n{action}" in README or f"`performAction` {action}" in README
    for setting in TenantSettings.model_fields:
        assert f"\n{setting} = " in README
    for column in COLUMNS:
        assert f"`{column}`" in README
