"""What does not fit in `[services.<code>.workflow]` stops the start, each by its key, with its
mend.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from commands import thana
from strangers import Strangers, service

from core.errors import StartupError
from core.plugins import load
from core.settings import Settings

PAGE = Path(__file__).parents[2] / "docs" / "workflows.md"
OURS = "setting services.lost_property.workflow"
STRANGE = [
    (
        "statuses.SUBMITED.days = 2",
        f"{OURS}.statuses.SUBMITED: the service has no such status; did you mean SUBMITTED?",
    ),
    (
        "statuses.ZZZ.days = 2",
        f"{OURS}.statuses.ZZZ: the service has no such status; known: ACKNOWLEDGED,"
        " CANCELLED_FALSE, FOUND, REFUSED, SUBMITTED, WITHDRAWN",
    ),
    (
        "statuses.FOUND.days = 2",
        f"{OURS}.statuses.FOUND.days: nothing is due in this status, whose phase is CLOSED",
    ),
    (
        "statuses.SUBMITTED.days = -1",
        f"{OURS}.statuses.SUBMITTED.days: Input should be greater than or equal to 0",
    ),
    (
        "statuses.SUBMITTED.day = 1",
        f"{OURS}.statuses.SUBMITTED.day: no such key; did you mean days?",
    ),
    (
        "statuses.SUBMITTED.label.fr = 'Envoyé'",
        f"{OURS}.statuses.SUBMITTED.label.fr: Input should be 'en' or 'hi'",
    ),
    (
        "statuses.SUBMITTED.label.hi = ' '",
        f"{OURS}.statuses.SUBMITTED.label.hi: String should have at least 1 character",
    ),
    (
        "statuses.SUBMITTED.roles.REFUZE = ['STATION_HEAD']",
        f"{OURS}.statuses.SUBMITTED.roles.REFUZE: the service has no such step from SUBMITTED;"
        " did you mean REFUSE?",
    ),
    (
        "statuses.SUBMITTED.roles.REFUSE = ['STATION_HED']",
        f"{OURS}.statuses.SUBMITTED.roles.REFUSE: there is no role STATION_HED;"
        " did you mean STATION_HEAD?",
    ),
    (
        "statuses.SUBMITTED.roles.REFUSE = ['OWNER', 'STATION_HEAD']",
        f"{OURS}.statuses.SUBMITTED.roles.REFUSE: the step is the police's to take; leave OWNER"
        " out",
    ),
    (
        "statuses.SUBMITTED.roles.WITHDRAW = ['OWNER', 'STATION_HEAD']",
        f"{OURS}.statuses.SUBMITTED.roles.WITHDRAW: the step is the citizen's own; leave all roles"
        " but OWNER out",
    ),
    (
        "actions.REFUZE.label.en = 'No'",
        f"{OURS}.actions.REFUZE: the service has no such action; did you mean REFUSE?",
    ),
    (
        "actions.REFUSE.reasons.STOLN.en = 'No'",
        f"{OURS}.actions.REFUSE.reasons.STOLN: the action has no such reason; did you mean STOLEN?",
    ),
    (
        "actions.WITHDRAW.reasons.TIRED.en = 'No'",
        f"{OURS}.actions.WITHDRAW.reasons.TIRED: the action has no such reason; known: none",
    ),
    ("supervisors = []", f"{OURS}.supervisors: Frozenset should have at least 1 item"),
    ("states = 1", f"{OURS}.states: no such key; did you mean statuses?"),
]
UNREACHABLE = f"""✗ {OURS}: status REFUSED is never reached; \
give the roles back in statuses.SUBMITTED.roles.REFUSE
"""


def faults(plugin: str, table: str) -> tuple[str, ...]:
    """What stops the start of a platform with this plugin and its table of thana.toml."""
    own = {plugin: tomllib.loads(table)}
    wanted = Settings(mode="demo", plugins=(plugin,), services=own)
    with pytest.raises(StartupError) as stopped:
        load(wanted)
    return stopped.value.faults


@pytest.mark.parametrize(("change", "fault"), STRANGE)
def test_change_that_does_not_fit_is_named_by_its_key(change: str, fault: str) -> None:
    [said] = faults("lost_property", f"workflow.{change}")
    assert said.startswith(fault)


def test_all_changes_that_do_not_fit_are_named_at_once() -> None:
    said = faults(
        "lost_property", "workflow.statuses.AAA.days = 1\nworkflow.actions.BBB.label.en = 'B'"
    )
    assert [fault.split(": ")[0] for fault in said] == [
        f"{OURS}.statuses.AAA",
        f"{OURS}.actions.BBB",
    ]


@pytest.mark.parametrize("command", ["check", "serve"])
async def test_status_that_a_state_has_made_unreachable_stops_the_start(
    tmp_path: Path, command: str
) -> None:
    (tmp_path / "thana.toml").write_text(
        "[services.lost_property.workflow]\nstatuses.SUBMITTED.roles.REFUSE = []\n"
    )
    done = await thana(tmp_path, command)
    assert (done.code, done.err) == (1, UNREACHABLE)


def test_status_that_nobody_can_leave_any_more_stops_the_start() -> None:
    said = faults("directory", "workflow.statuses.RECEIVED.roles = {CORRECT=[], WITHDRAW=[]}")
    assert said == tuple(
        f"setting services.directory.workflow: status {code} is never reached; give the roles back"
        " in statuses.RECEIVED.roles.CORRECT or statuses.RECEIVED.roles.WITHDRAW"
        for code in ("CORRECTED", "WITHDRAWN")
    )


def test_service_without_workflow_takes_no_changes_of_it(strangers: Strangers) -> None:
    strangers.install("choir", service("choir"))
    with pytest.raises(StartupError) as stopped:
        load(strangers.settings(services={"choir": {"workflow": {}}}))
    assert stopped.value.faults == (
        "setting services.choir.workflow: the service has no workflow; leave the table out",
    )


def test_the_key_workflow_is_no_plugins(strangers: Strangers) -> None:
    own = "class Own(Section):\n    workflow: int = 1"
    strangers.install("choir", service("choir", own, "settings=Own"))
    with pytest.raises(StartupError) as stopped:
        load(strangers.settings())
    assert stopped.value.faults == (
        "service choir: settings: the key workflow is core's; choose another",
    )


def test_the_changes_of_the_page_are_accepted() -> None:
    [example] = re.findall(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    flow = load(Settings(mode="demo", **tomllib.loads(example))).flow("lost_property")
    assert flow is not None
    assert flow.status("SUBMITTED").days == 1
    assert [step.action for step in flow.steps("SUBMITTED")][:2] == ["ACKNOWLEDGE", "REFUSE"]
    assert flow.supervisors == {"STATION_HEAD", "DISTRICT_HEAD"}
