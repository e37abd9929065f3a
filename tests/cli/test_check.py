"""`thana check` names all that keeps the platform from starting or working, with its mend."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from commands import Finished, thana
from conftest import KINDS
from factories import make_officer
from starlette.applications import Starlette
from strangers import GUESTBOOK, install, service
from temporary import FOLDER

from core.clock import day_in_india
from core.runtime import Runtime
from core.units.models import Holiday

LOCALHOST = "postgres://postgres@127.0.0.1"
ROUTE = """
from starlette.routing import Route
@hookimpl
def register_routes():
    return [Route("/livez", lambda request: None)]
"""
NO_PLUGIN_LOADS = [
    ("1 / 0", "plugin guestbook: cannot be loaded: ZeroDivisionError: division by zero"),
    (service("guestbook", ROUTE), "core and guestbook both bring the route /livez"),
]


def this_year() -> int:
    """The command has the clock of the machine."""
    return day_in_india(datetime.now(UTC)).year


async def only_holidays_of(*years: int) -> None:
    await Holiday.all().delete()
    for year in years:
        await Holiday.create(day=date(year, 1, 26), names={"en": "Republic Day", "hi": ""})


async def check(folder: Path, **settings: str) -> Finished:
    return await thana(folder, "check", **settings)


async def test_sound_platform_is_said_to_be_in_order(
    app: Starlette, runtime: Runtime, database_url: str, tmp_path: Path
) -> None:
    await make_officer(runtime)
    await only_holidays_of(this_year(), this_year() + 1)
    done = await check(tmp_path, database_url=database_url)
    assert (done.code, done.err) == (0, "")
    assert done.out == "settings, plugins and database are in order\n"


async def test_years_without_holidays_are_noted(
    app: Starlette, runtime: Runtime, database_url: str, tmp_path: Path
) -> None:
    await make_officer(runtime)
    await only_holidays_of(this_year() - 1, this_year() + 2)
    done = await check(tmp_path, database_url=database_url)
    assert (done.code, done.err) == (0, "")
    assert done.out.splitlines() == [
        f"note: no holidays are known of {this_year()}, {this_year() + 1}: deadlines take Sundays"
        " alone for free there; run `thana units import-holidays FILE`",
        "settings, plugins and database are in order",
    ]


async def test_what_is_not_yet_imported_and_made_is_named(
    app: Starlette, database_url: str, tmp_path: Path
) -> None:
    done = await check(tmp_path, database_url=database_url)
    assert done.code == 1
    assert done.faults == [
        "officers: none; run `thana officers add` and `thana officers post`",
    ]


async def test_production_is_told_what_it_lacks(database_url: str, tmp_path: Path) -> None:
    address = "https://seva.example.in"
    done = await check(tmp_path, database_url=database_url, mode="production", public_url=address)
    assert done.code == 1
    assert [fault.split(":")[0] for fault in done.faults] == [
        "messages",
        "setting hosts",
        "officers",
        "setting documents.keys_folder",
    ]


async def test_a_way_of_telling_people_that_is_not_set_up_is_named(
    app: Starlette, runtime: Runtime, database_url: str, tmp_path: Path
) -> None:
    await make_officer(runtime)
    mail = {"host": "127.0.0.1", "security": "none", "sender": "seva@example.in"}
    live = {
        "mode": "production",
        "public_url": "https://seva.example.in",
        "hosts": '["seva.example.in"]',
        "notifications__mode": "live",
        "notifications__email": json.dumps(mail),
        "documents__keys_folder": str(FOLDER / "keys"),
    }
    done = await check(tmp_path, database_url=database_url, **live)
    assert "messages" not in str(done.faults)
    assert done.out.splitlines()[0] == (
        "note: no SMS is sent, as notifications.sms.gateway is not set; see docs/messages.md"
    )


async def test_new_database_lacks_its_migrations(tmp_path: Path) -> None:
    done = await check(tmp_path, database_url="sqlite://new.sqlite3")
    assert done.code == 1
    [fault] = done.faults
    assert fault.startswith("database: ")
    assert fault.endswith(" migrations are missing (core.0001_initial …); run `thana migrate`")


@pytest.mark.parametrize(
    ("url", "fault"),
    [
        ("mysql://localhost/thana", "setting database_url: give sqlite://PATH or postgres://"),
        (f"{LOCALHOST}:5432", "setting database_url: give sqlite://PATH or postgres://"),
        (f"{LOCALHOST}:port/thana", "setting database_url: give sqlite://PATH or postgres://"),
        (f"{LOCALHOST}:1/thana", "database: cannot be reached (ConnectionRefusedError); see "),
        ("sqlite://text", "setting database_url: cannot be opened: file is not a database"),
        ("sqlite:///proc/no/x", "setting database_url: /proc/no cannot be made: "),
    ],
)
async def test_database_that_cannot_be_used_is_named_by_its_setting(
    tmp_path: Path, url: str, fault: str
) -> None:
    (tmp_path / "text").write_text("no database, but a text of a hundred bytes and more " * 4)
    done = await check(tmp_path, database_url=url)
    assert done.code == 1
    [said] = done.faults
    assert said.startswith(fault)
    assert "Traceback" not in done.err


@pytest.mark.parametrize(("source", "fault"), NO_PLUGIN_LOADS)
async def test_broken_plugin_is_named_below_its_own_traceback(
    tmp_path: Path, source: str, fault: str
) -> None:
    install(tmp_path / "installed", "guestbook", source)
    path = str(tmp_path / "installed")
    done = await check(tmp_path, PYTHONPATH=path, plugins='["guestbook"]')
    assert done.code == 1
    assert done.faults == [fault]
    assert ("Traceback" in done.err) == ("1 / 0" in source)
    assert ("installed/guestbook/__init__.py" in done.err) == ("1 / 0" in source)


@pytest.mark.parametrize("kind", KINDS)
async def test_database_that_is_not_there_is_named(
    kind: str, database_url: str, tmp_path: Path
) -> None:
    if kind == "sqlite":
        gone = tmp_path / "gone" / "thana.sqlite3"
        shutil.copytree(Path(database_url.removeprefix("sqlite://")).parent, gone.parent)
        gone.unlink()
        done = await check(tmp_path, database_url=f"sqlite://{gone}")
        assert "migrations are missing" in done.faults[0]
        return
    done = await check(tmp_path, database_url=f"{database_url}_gone")
    assert done.faults == [
        "database: cannot be reached (DBConnectionError); see setting database_url"
    ]


async def test_stranger_in_order_is_in_order(
    app: Starlette, runtime: Runtime, database_url: str, tmp_path: Path
) -> None:
    await make_officer(runtime)
    install(tmp_path / "installed", "guestbook", GUESTBOOK)
    done = await check(
        tmp_path,
        database_url=database_url,
        PYTHONPATH=str(tmp_path / "installed"),
        plugins='["guestbook", "lost_property"]',
    )
    assert (done.code, done.err) == (0, "")
