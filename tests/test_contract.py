"""What every plugin must keep, asked of each one that is installed, and what core does for a
plugin: a stranger's one goes through every hook.
"""

from __future__ import annotations

import inspect
import sys
from collections.abc import AsyncIterator
from datetime import date
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import httpx
import pytest
from clients import GraphQLClient
from commands import thana
from factories import TT_NAGAR, make_citizen, session_token
from good_files import photo
from lost_reports import stored
from own_data import copy_of, erase, read
from starlette.applications import Starlette
from strangers import GUESTBOOK, Strangers
from uploads import TusClient

from core import ServiceEvent, housekeeping, tell_plugins
from core.app import create_app
from core.contract import CONTRACT, Hooks, RequestMoved, Service
from core.db import transactional
from core.demo.seed import seed_plugins
from core.files.scanning import SCAN
from core.identity.models import Citizen
from core.outbox.queue import enqueue
from core.plugins import installed, load
from core.relay import decode_id
from core.service_requests import workflow, workflow_faults
from core.service_requests.models import ServiceRequest
from core.setting_sections import Section
from core.settings import Settings

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
        assert workflow_faults.faults(service.workflow) == []
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
    assert (answer.status_code, answer.text) == (200, "Welcome to MP.")
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


async def test_hook_seed_demo(app: Starlette) -> None:
    await seed_plugins(app.state.platform)
    assert seen()[-1] == ("demo", "demo")


async def test_hook_request_moved(http: httpx.AsyncClient, app: Starlette) -> None:
    runtime = app.state.platform.runtime
    citizen = await make_citizen(runtime)
    report = await stored(GraphQLClient(http, await session_token(runtime, citizen=citizen)))
    await app.state.effects.messages.deliver_due()
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


async def test_hook_service_told(app: Starlette) -> None:
    runtime = app.state.platform.runtime
    told = ServiceEvent("guestbook", "SIGNED", TT_NAGAR, date(2026, 11, 23), 3)
    await transactional(lambda: tell_plugins(runtime, told))()
    await app.state.effects.messages.deliver_due()
    assert seen()[1:] == [told]
    with pytest.raises(RuntimeError):
        await tell_plugins(runtime, told)


async def test_hook_keep_house(app: Starlette, caplog: pytest.LogCaptureFixture) -> None:
    of = app.state.platform
    seen().append(("a crumb",))
    await housekeeping.keep_houses(of.runtime, of.registry)
    assert ("a crumb",) not in seen()
    seen().extend([("a crumb",), ("a fire",)])
    await housekeeping.keep_houses(of.runtime, of.registry)
    assert ("a crumb",) in seen()
    assert "keeping house of guestbook failed: RuntimeError" in caplog.text
    assert "Meera" not in caplog.text
    seen().remove(("a fire",))
    await housekeeping.keep_houses(of.runtime, of.registry)
    assert ("a crumb",) not in seen()


async def test_hook_file_scanned(http: httpx.AsyncClient, app: Starlette) -> None:
    runtime = app.state.platform.runtime
    citizen = await make_citizen(runtime)
    client = GraphQLClient(http, await session_token(runtime, citizen=citizen))
    photo_id = await TusClient(client).upload(photo(64, 48))
    await stored(client, attachments=[photo_id])
    _, key = decode_id(photo_id) or ("", "")

    @transactional
    async def scan_again() -> None:
        await enqueue(runtime, SCAN, {"file_id": key})

    await scan_again()
    await app.state.effects.scans.deliver_due()
    request = await ServiceRequest.get()
    told = [event for event in seen() if isinstance(event, tuple) and event[0] == "scanned"]
    assert told == [("scanned", "lost_property", request.id)]


async def _signed(http: httpx.AsyncClient, app: Starlette) -> tuple[GraphQLClient, Citizen]:
    """A citizen who has signed the book."""
    runtime = app.state.platform.runtime
    citizen = await make_citizen(runtime)
    client = GraphQLClient(http, await session_token(runtime, citizen=citizen))
    await client.run('mutation { signBook(input: {name: "Meera"}) { entry errors { code } } }')
    return client, citizen


async def test_hook_export_citizen(http: httpx.AsyncClient, app: Starlette) -> None:
    client, _ = await _signed(http, app)
    packed = await copy_of(app, client)
    assert read(packed, "guestbook.json") == {"signatures": ["Meera"]}


async def test_hook_erase_citizen(http: httpx.AsyncClient, app: Starlette) -> None:
    client, citizen = await _signed(http, app)
    assert (await erase(client, str(citizen.mobile)))["errors"] == []
    assert "Meera" not in seen()
    assert ("erased", citizen.id) in seen()
