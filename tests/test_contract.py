"""What every plugin must keep, asked of each one that is installed, and what core does for a
plugin: a stranger's one goes through every hook.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import AsyncIterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from commands import thana
from factories import TT_NAGAR, make_citizen, session_token
from lost_reports import stored
from starlette.applications import Starlette
from strangers import GUESTBOOK, Strangers
from strangers import service as plugin_of

from core.app import create_app
from core.contract import CONTRACT, Hooks, RequestMoved, Service
from core.errors import StartupError
from core.plugins import PluginRegistry, installed, load
from core.service_requests import workflow
from core.service_requests.models import ServiceRequest
from core.settings import Section, Settings

SETTINGS = Settings(secret_keys=("only-for-tests-0123456789abcdefghijklmnop",))
HOOKS = [name for name, _ in inspect.getmembers(Hooks, inspect.isfunction)]


def services_of(code: str) -> tuple[Service, ...]:
    return load(SETTINGS.model_copy(update={"plugins": (code,), "services": {}})).services


INSTALLED = sorted(installed())
SERVICES = [service for code in INSTALLED for service in services_of(code)]
each_plugin = pytest.mark.parametrize("code", INSTALLED)
each_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.code)


@each_plugin
def test_one_word_carries_everything(code: str) -> None:
    assert code.isidentifier()
    assert code == code.lower()
    package = installed()[code].value
    assert package.rpartition(".")[2] == code
    for service in services_of(code):
        assert service.code == code or service.code.startswith(f"{code}_")
        assert service.title.domain == code
        assert all(name.startswith(f"{service.code}.") for name in service.loaders)
    if find_spec(f"{package}.models"):
        tables = [
            model._meta.db_table
            for _, model in inspect.getmembers(import_module(f"{package}.models"), inspect.isclass)
            if hasattr(model, "_meta") and model.__module__ == f"{package}.models"
        ]
        assert tables
        assert all(table.startswith(f"{code}_") for table in tables), tables


@each_plugin
def test_plugin_has_a_readme_with_each_workflow_as_it_is(code: str) -> None:
    package = import_module(installed()[code].value)
    readme = Path(package.__path__[0], "README.md").read_text(encoding="utf-8")
    for service in services_of(code):
        if service.workflow is not None:
            assert workflow.diagram(service.workflow) in readme


@each_plugin
def test_plugin_implements_no_hook_that_core_does_not_call(code: str) -> None:
    package = import_module(installed()[code].value)
    marked = [name for name, value in vars(package).items() if hasattr(value, "thana_impl")]
    assert set(marked) <= set(HOOKS)
    assert "register_services" in marked


@each_service
def test_workflow_is_sound(service: Service) -> None:
    if service.workflow is not None:
        assert workflow.faults(service.workflow) == []
        assert service.request_type is not None
        assert service.number_prefix


@each_service
def test_settings_are_a_section_that_needs_nothing_set(service: Service) -> None:
    assert issubclass(service.settings, Section)
    checked = service.settings()
    assert service.settings.model_config["frozen"] is True
    assert service.settings.model_config["extra"] == "forbid"
    for rule in (service.due(checked), service.fee(checked)):
        assert rule is None or rule.rule.message


@each_service
def test_error_codes_are_written_in_capitals_once(service: Service) -> None:
    assert len(set(service.error_codes)) == len(service.error_codes)
    for code in service.error_codes:
        assert code == code.upper()
        assert code.replace("_", "").isalnum()


@each_service
def test_service_is_written_for_this_contract(service: Service) -> None:
    assert service.contract == CONTRACT


# A stranger's plugin goes through every hook


@pytest.fixture
def settings(settings: Settings) -> Settings:
    """Our plugins and the stranger's."""
    return settings.model_copy(update={"plugins": ("guestbook", "lost_property")})


@pytest.fixture
async def app(strangers: Strangers, settings: Settings, clock: Any) -> AsyncIterator[Starlette]:
    strangers.install("guestbook", GUESTBOOK)
    application = create_app(settings, clock)
    async with application.router.lifespan_context(application):
        yield application


def seen() -> list[Any]:
    """What the guest book has seen so far."""
    entries: list[Any] = sys.modules["guestbook"].seen
    return entries


def test_every_hook_has_its_test() -> None:
    assert [name for name in HOOKS if f"test_hook_{name}" not in globals()] == []


async def test_hook_register_services(as_nobody: GraphQLClient) -> None:
    sign = """mutation Sign($input: SignInput!) {
      signBook(input: $input) { entry errors { path code message } } }"""
    done = (await as_nobody.run(sign, input={"name": "Meera"}))["signBook"]
    assert done == {"entry": "Meera", "errors": []}
    refused = (await as_nobody.run(sign, input={"name": "x" * 21}))["signBook"]
    assert refused == {
        "entry": None,
        "errors": [{"path": ["name"], "code": "NAME_TOO_LONG", "message": "Shorten it."}],
    }
    answer = await as_nobody.run(
        "{ guests platform { services { code title requiresSignIn errorCodes } } }"
    )
    assert answer["guests"] == 1
    guestbook, lost_property = answer["platform"]["services"]
    assert (guestbook["code"], guestbook["title"]) == ("guestbook", "Guest book")
    assert guestbook["requiresSignIn"] is False
    assert "NAME_TOO_LONG" in guestbook["errorCodes"]
    assert "NAME_TOO_LONG" not in lost_property["errorCodes"]


async def test_hook_register_routes(http: httpx.AsyncClient) -> None:
    answer = await http.get("/guestbook")
    assert (answer.status_code, answer.text) == (200, "Welcome.")
    assert answer.headers["x-content-type-options"] == "nosniff"


async def test_hook_register_commands(strangers: Strangers, tmp_path: Path) -> None:
    strangers.install("guestbook", GUESTBOOK)
    enabled = {"PYTHONPATH": str(strangers.folder), "plugins": '["guestbook"]'}
    done = await thana(tmp_path, "guests", "--greeting=Namaste", **enabled)
    assert (done.code, done.out, done.err) == (0, "Namaste from the guest book\n", "")
    disabled = await thana(tmp_path, "guests", PYTHONPATH=str(strangers.folder))
    assert disabled.code == 2
    assert "No such command" in disabled.err


async def test_hook_provide(http: httpx.AsyncClient, app: Starlette) -> None:
    runtime = app.state.platform.runtime
    citizen = await make_citizen(runtime)
    owner = GraphQLClient(http, await session_token(runtime, citizen=citizen))
    point = {"latitude": 23.8, "longitude": 78.7}
    report = await stored(owner, place=point, stationCode=None)
    assert report["station"]["code"] == TT_NAGAR


async def test_hook_startup(app: Starlette) -> None:
    assert seen() == [("startup", app.state.platform.runtime.now())]


async def test_hook_shutdown(strangers: Strangers, settings: Settings, clock: Any) -> None:
    strangers.install("guestbook", GUESTBOOK)
    application = create_app(settings, clock)
    async with application.router.lifespan_context(application):
        clock.move(minutes=5)
    assert seen()[-1] == ("shutdown", clock.now())


async def test_hook_request_moved(http: httpx.AsyncClient, app: Starlette) -> None:
    runtime = app.state.platform.runtime
    citizen = await make_citizen(runtime)
    report = await stored(GraphQLClient(http, await session_token(runtime, citizen=citizen)))
    await app.state.worker.deliver_due()
    request = await ServiceRequest.get()
    assert [event for event in seen() if isinstance(event, RequestMoved)] == [
        RequestMoved(
            request_id=str(request.id),
            number=report["number"],
            service="lost_property",
            action="SUBMIT",
            from_status=None,
            to_status="ACKNOWLEDGED",
            version=1,
        )
    ]


# What stops the start, by name


async def test_failing_startup_stops_the_start(
    strangers: Strangers, settings: Settings, clock: Any
) -> None:
    raising = GUESTBOOK.replace(
        'seen.append(("startup", runtime.now()))', 'raise OSError("no paper left")'
    )
    strangers.install("guestbook", raising)
    application = create_app(settings, clock)
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


def test_enabled_plugin_that_is_not_installed_is_named() -> None:
    with pytest.raises(StartupError) as stopped:
        load(SETTINGS.model_copy(update={"plugins": ("lost_proprety",)}))
    assert stopped.value.faults == (
        "setting plugins: lost_proprety is not installed; installed: "
        + ", ".join(sorted(installed())),
    )


def test_two_distributions_with_one_plugin_stop_the_start(
    strangers: Strangers, tmp_path: Path
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
