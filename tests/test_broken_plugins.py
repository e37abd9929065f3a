"""A plugin that breaks the contract stops the start, by its name and with what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from strangers import GUESTBOOK, Strangers
from strangers import service as plugin_of

from core.app import create_app
from core.contract import CONTRACT
from core.errors import StartupError
from core.plugins import PluginRegistry, installed, load
from core.settings import Settings


async def test_failing_startup_stops_the_start(
    strangers: Strangers, settings: Settings, clock: Any
) -> None:
    raising = GUESTBOOK.replace(
        'seen.append(("startup", runtime.now()))', 'raise OSError("no paper left")'
    )
    strangers.install("guestbook", raising)
    enabled = ("guestbook", "lost_property")
    application = create_app(settings.model_copy(update={"plugins": enabled}), clock)
    with pytest.raises(OSError, match="no paper left"):
        async with application.router.lifespan_context(application):
            pytest.fail("started all the same")


@pytest.mark.parametrize(
    ("source", "fault"),
    [
        (
            "import nothing_of_this_name",
            "plugin broken: cannot be loaded: ModuleNotFoundError: No module named"
            " 'nothing_of_this_name'",
        ),
        ("1 / 0", "plugin broken: cannot be loaded: ZeroDivisionError: division by zero"),
        ("", "plugin broken: register_services brings no service"),
        (
            plugin_of("broken") + "    1 / 0\n" + "register_services = lambda: 1 / 0",
            "plugin broken: register_services: ZeroDivisionError: division by zero",
        ),
        (
            plugin_of("broken", "@hookimpl\ndef regster_routes(): ..."),
            "plugin broken: unknown hook 'regster_routes' in plugin ",
        ),
        (
            plugin_of("other"),
            "plugin broken: service other must be called broken, or broken_<word>",
        ),
        (
            plugin_of("broken").replace("contract=CONTRACT", "contract=99"),
            f"service broken: written for contract 99, and this is {CONTRACT}",
        ),
        (
            plugin_of("broken", static='loaders={"item": None}'),
            "service broken: loader item must be called broken.<name>",
        ),
        (
            plugin_of("broken", static='number_prefix="l-p"'),
            "service broken: number_prefix must be 1 to 6 letters A to Z",
        ),
    ],
)
def test_broken_plugin_stops_the_start_and_is_named(
    strangers: Strangers, source: str, fault: str
) -> None:
    strangers.install("broken", source)
    with pytest.raises(StartupError) as stopped:
        load(strangers.settings("broken"))
    assert stopped.value.faults[0].startswith(fault)
    assert stopped.value.__cause__ is not None or "service" in fault


UNSOUND = """
label = text("L")
FLOW = Workflow(
    statuses=(
        Status("A", label, Phase.OPEN),
        Status("A", label, Phase.OPEN),
        Status("B", label, Phase.CLOSED, is_final=True),
        Status("C", label, Phase.OPEN),
    ),
    actions={"GO": label},
    initial=("A", "Z"),
    transitions=(
        Transition("GO", "A", "B", frozenset({"KING"})),
        Transition("GO", "A", "B", frozenset()),
        Transition("FLY", "B", "Y", frozenset({OWNER})),
    ),
)"""


def test_unsound_workflow_stops_the_start_and_each_fault_is_named(strangers: Strangers) -> None:
    strangers.install("broken", plugin_of("broken", UNSOUND, "workflow=FLOW"))
    with pytest.raises(StartupError) as stopped:
        load(strangers.settings())
    assert stopped.value.faults == tuple(
        f"service broken: {fault}"
        for fault in (
            "status A stands twice",
            "initial status Z is not declared",
            "transition GO from A names the role KING, which does not exist",
            "transition GO from A stands twice",
            "transition GO from A has no role that may take it",
            "transition FLY from B names the status Y, which is not declared",
            "transition FLY from B: the action has no label",
            "status B is final, and a transition leaves it",
            "status C is never reached",
            "status C is not final, and no transition leaves it",
            "a workflow needs a number_prefix and a request_type",
        )
    )


def test_enabled_plugin_that_is_not_installed_is_named(strangers: Strangers) -> None:
    with pytest.raises(StartupError) as stopped:
        load(strangers.settings("lost_proprety"))
    assert stopped.value.faults == (
        "setting plugins: lost_proprety is not installed; installed: "
        + ", ".join(sorted(installed())),
    )


def test_two_distributions_with_one_plugin_stop_the_start(
    strangers: Strangers,
) -> None:
    strangers.install("guestbook", GUESTBOOK)
    info = strangers.folder / "imposter-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: imposter\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[thana.plugins]\nguestbook = imposter\n")
    with pytest.raises(StartupError) as stopped:
        load(strangers.settings("guestbook"))
    [fault] = stopped.value.faults
    assert fault.startswith("plugin guestbook: installed twice, as ")
    assert {"guestbook", "imposter"} <= set(fault.replace(";", "").split())


PROVIDES = """
@hookimpl
def provide(port):
    return {"boundaries": lambda runtime: None} if port is StationDirectory else {}
"""


def test_two_providers_of_one_name_stop_the_start_and_both_are_named(strangers: Strangers) -> None:
    for code in ("atlas", "globe"):
        strangers.install(code, plugin_of(code, PROVIDES))
    with pytest.raises(StartupError) as stopped:
        load(strangers.settings())
    assert stopped.value.faults == (
        "plugins atlas and globe both provide boundaries for the port StationDirectory",
    )


def test_settings_of_a_plugin_are_checked_and_frozen(strangers: Strangers) -> None:
    strangers.install("guestbook", GUESTBOOK)
    registry: PluginRegistry = load(strangers.settings(services={"guestbook": {"longest": "7"}}))
    checked = registry.settings("guestbook")
    assert checked.longest == 7
    with pytest.raises(ValueError, match="frozen"):
        checked.longest = 8
