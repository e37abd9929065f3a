"""`thana workflow show`: the workflow in force, as a table and as a diagram."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from commands import Finished, thana

from core.service_requests.workflow import diagram
from plugins.directory.workflow import WORKFLOW

STATUSES = """
  status        phase           days   label
 ──────────────────────────────────────────────────
  → RECEIVED    OPEN                   Received
  CORRECTED     CLOSED, final          Corrected
  NOT_CHANGED   CLOSED, final          Not changed
  WITHDRAWN     CLOSED, final          Withdrawn
"""
STEPS = """
  from → to       roles                 terms                                      action
 ──────────────────────────────────────────────────────────────────────────────────────────────────
  RECEIVED        DISTRICT_HEAD         clock stops                                CORRECT
  → CORRECTED     STATE_ADMINISTRATOR                                              Say that it is
                                                                                   corrected
  RECEIVED        DISTRICT_HEAD         clock stops                                LEAVE_UNCHANGED
  → NOT_CHANGED   STATE_ADMINISTRATOR   with a note                                Leave the entry
                                        reason ENTRY_RIGHT, UNCLEAR, DUPLICATE,    as it is
                                        OUT_OF_SCOPE
  RECEIVED        OWNER                 clock stops                                WITHDRAW
  → WITHDRAWN                                                                      Withdraw
"""
CHANGED = """
[services.directory.workflow]
supervisors = ["STATE_ADMINISTRATOR"]
statuses.RECEIVED = { days = 7, label = { hi = "दर्ज" }, roles.CORRECT = ["DISTRICT_HEAD"] }
actions.CORRECT.label.hi = "ठीक किया"
"""


async def show(folder: Path, *arguments: str, columns: str = "200") -> Finished:
    return await thana(folder, "workflow", "show", *arguments, COLUMNS=columns)


async def test_statuses_and_steps_are_shown_with_roles_terms_and_labels(tmp_path: Path) -> None:
    done = await show(tmp_path, "directory", "--language", "en", columns="100")
    assert (done.code, done.err) == (0, "")
    assert STATUSES in done.out
    assert STEPS in done.out
    assert done.out.splitlines()[-2:] == [
        "CLAIM and RELEASE while it is not closed: DISTRICT_HEAD, STATE_ADMINISTRATOR",
        "ASSIGN and TRANSFER while it is not closed: DISTRICT_HEAD, STATE_ADMINISTRATOR,"
        " STATION_HEAD",
    ]


async def test_what_the_state_has_changed_is_shown(tmp_path: Path) -> None:
    (tmp_path / "thana.toml").write_text(CHANGED, encoding="utf-8")
    done = await show(tmp_path, "directory")  # in Hindi, the state's first language
    assert (done.code, done.err) == (0, "")
    lines = [line.split() for line in done.out.splitlines()]
    assert ["→", "RECEIVED", "OPEN", "7", "दर्ज"] in lines
    assert ["RECEIVED", "DISTRICT_HEAD", "clock", "stops", "CORRECT"] in lines
    assert ["→", "CORRECTED", "ठीक", "किया"] in lines
    assert done.out.splitlines()[-1] == (
        "ASSIGN and TRANSFER while it is not closed: STATE_ADMINISTRATOR"
    )


async def test_no_line_is_wider_than_a_terminal_however_it_counts_devanagari(
    tmp_path: Path,
) -> None:
    shown = [show(tmp_path, code, columns="80") for code in ("directory", "lost_property")]
    for done in await asyncio.gather(*shown):
        assert done.code == 0
        assert max(map(len, done.out.splitlines())) <= 80  # a cell for each character is the most


async def test_the_diagram_is_the_one_of_the_readme(tmp_path: Path) -> None:
    done = await show(tmp_path, "directory", "--mermaid")
    assert (done.code, done.out) == (0, diagram(WORKFLOW) + "\n")


@pytest.mark.parametrize("code", ["lost_proprety", "[b]"])
async def test_unknown_service_is_told_the_known_ones(tmp_path: Path, code: str) -> None:
    done = await show(tmp_path, code)
    assert (done.code, done.out) == (1, "")
    assert done.faults == [
        f"no enabled service {code} has a workflow; known: directory, lost_property,"
        " tenant, verification, verification_domestic_help, verification_employee,"
        " verification_servant"
    ]
