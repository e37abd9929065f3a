"""Settings: what is wrong or unknown stops the start, named with its mend; what was read stays."""

from __future__ import annotations

import asyncio
from decimal import Decimal
from pathlib import Path

import pytest
from commands import SECRET_KEYS, thana
from cryptography.fernet import InvalidToken
from pydantic import ValidationError

from core.app import create_platform
from core.errors import StartupError
from core.runtime import Secrets
from core.settings import Settings, read_settings
from core.texts import Language

KEY = "only-for-tests-0123456789abcdefghijklmnop"
VARIABLES = [
    (
        "THANA_MODE",
        "prod",
        "setting mode: Input should be 'production' or 'demo'",
    ),
    (
        "THANA_DATABSE_URL",
        "sqlite://x",
        "variable THANA_DATABSE_URL: no such setting; known: access_log, ",
    ),
    (
        "thana_databse_url",
        "sqlite://x",
        "variable thana_databse_url: no such setting; known: access_log, ",
    ),
    (
        "THANA_GRAPHQL__COSTS",
        "5",
        "setting graphql.costs: no such key; did you mean cost?",
    ),
    (
        "THANA_GRAPHQL__COST",
        "0",
        "setting graphql.cost: Input should be greater than 0",
    ),
    (
        "THANA_GRAPHQL",
        "7",
        "setting graphql: Input should be a valid dictionary or instance of GraphQLLimits",
    ),
    (
        "THANA_PLUGINS",
        "lost_property",
        'error parsing value for field "plugins" from source "EnvSettingsSource"; lists and tables'
        " are written as JSON",
    ),
    (
        "THANA_STATE__CODE",
        "mp",
        "setting state.code: String should match pattern '^[A-Z]{2}$'",
    ),
    (
        "THANA_LANGUAGES",
        '["en", "fr"]',
        "setting languages.1: Input should be 'en' or 'hi'",
    ),
    (
        "THANA_ONE_TIME_CODES__TRIES_PER_ADDRESS_A_DAY",
        "10",
        "setting one_time_codes.tries_per_address_a_day: Input should be less than or equal to 9",
    ),
    (
        "THANA_CONFIG",
        "nothing.toml",
        "THANA_CONFIG names nothing.toml, and no such file is there",
    ),
]
FILES = [
    ("mod = 'demo'", "setting mod: no such key; did you mean mode?"),
    ("[sessions]\nhours = 3", "setting sessions.hours: no such key; known here: citizen_hours, "),
    ("[state]\nname = 3", "setting state.name: Input should be a valid dictionary"),
    ("plugins = 'lost_property'", "setting plugins: Input should be a valid tuple"),
    ("district_search_km = -1", "setting district_search_km: Input should be greater than 0"),
]
OF_PLUGINS = [
    (
        "[services.lost_property]\nday = 3",
        "setting services.lost_property.day: no such key; did you mean days?",
    ),
    (
        "[services.lost_property]\ndays = 31",
        "setting services.lost_property.days: Input should be less than or equal to 30",
    ),
    (
        "[services.lost_property]\nacknowledged = 'later'",
        "setting services.lost_property.acknowledged: Input should be 'at_once' or 'by_officer'",
    ),
    (
        '[services.verification]\nfee = "1e2"',
        "setting services.verification.fee: write an amount from 0 to 9999999.99 in quotes, with at"
        ' most two decimals: "100.00"',
    ),
    (
        "[services.lost_proprety]\ndays = 3",
        "setting services.lost_proprety: no enabled service has this code;"
        " enabled: directory, lost_property, tenant, tips, "
        "verification, verification_domestic_help, verification_employee, verification_servant",
    ),
]


@pytest.fixture(autouse=True)
def _nothing_is_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("THANA_SECRET_KEYS", SECRET_KEYS)


@pytest.mark.parametrize(("variable", "value", "fault"), VARIABLES)
def test_wrong_or_unknown_variable_is_named_with_its_mend(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, fault: str
) -> None:
    monkeypatch.setenv(variable, value)
    with pytest.raises(StartupError) as stopped:
        read_settings()
    [said] = stopped.value.faults
    assert said.startswith(fault)


@pytest.mark.parametrize(("content", "fault"), FILES)
def test_wrong_or_unknown_key_of_the_file_is_named_with_its_mend(
    tmp_path: Path, content: str, fault: str
) -> None:
    (tmp_path / "thana.toml").write_text(content, encoding="utf-8")
    with pytest.raises(StartupError) as stopped:
        read_settings()
    [said] = stopped.value.faults
    assert said.startswith(fault)


@pytest.mark.parametrize(("content", "fault"), OF_PLUGINS)
def test_wrong_or_unknown_key_of_a_plugin_is_named_with_its_mend(
    tmp_path: Path, content: str, fault: str
) -> None:
    (tmp_path / "thana.toml").write_text(content, encoding="utf-8")
    with pytest.raises(StartupError) as stopped:
        create_platform(read_settings())
    assert stopped.value.faults == (fault,)


def test_all_that_is_wrong_is_named_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THANA_MODE", "prod")
    monkeypatch.setenv("THANA_DRAIN_SECONDS", "-1")
    monkeypatch.setenv("THANA_COLOUR", "blue")
    with pytest.raises(StartupError) as stopped:
        read_settings()
    assert [fault.split(":")[0] for fault in stopped.value.faults] == [
        "variable THANA_COLOUR",
        "setting mode",
        "setting drain_seconds",
    ]


async def test_command_names_what_is_wrong_and_shows_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "thana.toml").write_text("mod = 'demo'", encoding="utf-8")
    commands = [("serve",), ("plugins",), ("migrate",), ("schema",), ("check",), ("units", "count")]
    for done in await asyncio.gather(*(thana(tmp_path, *command) for command in commands)):
        assert done.code == 1
        assert (done.out, done.err) == ("", "✗ setting mod: no such key; did you mean mode?\n")


def test_variables_win_over_the_file_key_by_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "thana.toml").write_text(
        "mode = 'demo'\nlanguages = ['en']\ndistrict_search_km = 12.5\n"
        "[graphql]\ncost = 50\ndepth = 5\n[services.lost_property]\ndays = 3\n",
        encoding="utf-8",
    )
    monkeypatch.setenv("THANA_GRAPHQL__COST", "70")
    monkeypatch.setenv("THANA_SERVICES__LOST_PROPERTY__ACKNOWLEDGED", "by_officer")
    settings = read_settings()
    assert (settings.mode, settings.languages) == ("demo", (Language.EN,))
    assert settings.district_search_km == Decimal("12.5")
    assert (settings.graphql.cost, settings.graphql.depth, settings.graphql.tokens) == (70, 5, 1000)
    own = create_platform(settings).registry.settings("lost_property")
    assert (own.days, own.acknowledged) == (3, "by_officer")


def test_settings_are_frozen() -> None:
    settings = read_settings()
    for section, key in (
        (settings, "mode"),
        (settings.graphql, "cost"),
        (create_platform(settings).registry.settings("lost_property"), "days"),
    ):
        with pytest.raises(ValidationError, match="frozen"):
            setattr(section, key, getattr(section, key))


def test_production_is_the_default_and_runs_trusted_documents_alone() -> None:
    settings = read_settings()
    assert (settings.mode, settings.is_demo) == ("production", False)
    assert settings.only_trusted_documents is True
    assert read_settings(mode="demo").only_trusted_documents is False


def test_missing_secret_stops_the_start(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("THANA_SECRET_KEYS")
    with pytest.raises(StartupError) as stopped:
        create_platform(read_settings())
    assert stopped.value.faults == (
        "setting secret_keys: none; set THANA_SECRET_KEY_FILE to a file with a key of 32 characters"
        " or more",
    )


@pytest.mark.parametrize("weak", ["secret", "", "0123456789abcdefghijklmnopqrstu", "ab" * 40])
def test_weak_secret_stops_the_start_and_is_not_shown(weak: str) -> None:
    with pytest.raises(StartupError) as stopped:
        create_platform(Settings(secret_keys=(KEY, weak)))  # type: ignore[arg-type]
    assert stopped.value.faults == (
        "setting secret_keys: key 2 is too short or too regular; make one with"
        " `openssl rand -hex 32`",
    )


def test_secrets_are_shown_nowhere(tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("f" + KEY, encoding="ascii")
    settings = read_settings(secret_key_file=file)
    assert settings.keys[-1] == "f" + KEY
    for shown in (repr(settings), str(settings), settings.model_dump_json()):
        assert KEY not in shown


def test_older_keys_still_open_what_they_sealed() -> None:
    older, newer = Secrets([KEY]), Secrets(["newer-" + KEY, KEY])
    assert newer.unseal(older.seal({"to": "x"})) == {"to": "x"}
    assert newer.digest("otp", "1") == older.digest("otp", "1")
    with pytest.raises(InvalidToken):
        older.unseal(newer.seal("x"))
