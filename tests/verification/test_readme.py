"""The plugin's README says what the plugin does now."""

from __future__ import annotations

import re
from importlib.resources import files

from core.service_requests.workflow import diagram
from plugins.verification.kinds import KINDS
from plugins.verification.rules import ERROR_CODES
from plugins.verification.settings import VerificationSettings
from plugins.verification.workflow import WORKFLOW

README = (files("plugins.verification") / "README.md").read_text(encoding="utf-8")


def test_the_diagram_of_states_is_current() -> None:
    assert re.findall(r"```mermaid\n(.*?)\n```", README, re.DOTALL) == [diagram(WORKFLOW)]


def test_every_service_action_error_code_and_setting_is_described() -> None:
    assert re.findall(r"^\| ([A-Z_]+) \|", README, re.MULTILINE) == list(ERROR_CODES)
    for kind in KINDS:
        assert f"`{kind.code}`" in README
    for action in WORKFLOW.actions:
        assert action in README
    for setting in VerificationSettings.model_fields:
        assert f"\n{setting} = " in README
    for reason in (reason.code for step in WORKFLOW.transitions for reason in step.reasons):
        assert reason in README
