"""The documentation is held to the code: what it lists is all there is, and its example runs."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from graphql import parse, validate
from pydantic import BaseModel

from core.contract import Hooks
from core.error_codes import CORE_ERROR_CODES
from core.errors import RequestError
from core.files.refusals import REFUSALS
from core.plugins import load
from core.schema import compose
from core.settings import Settings, read_settings
from core.texts import Language

ROOT = Path(__file__).resolve().parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
SETTINGS = Settings(mode="demo", secret_keys=("only-for-tests-0123456789abcdefghijklmnop",))

FILE_IN_PAGE = re.compile(r"\*\*`([^`]+)`\*\*\n\n```\w+\n(.*?)```", re.DOTALL)
JSON_QUERY = re.compile(r'"query": "((?:[^"\\]|\\.)*)"', re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def anchors(page: str) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", page, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def settings_of(model: type[BaseModel], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """The keys of thana.toml with their defaults, tables by a dot."""
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from settings_of(field.annotation, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", field.default


def as_toml(value: Any) -> str:
    if value is None:
        return "none"
    if isinstance(value, Language):
        value = value.value
    if isinstance(value, bool):
        value = str(value).lower()
        return f"`{value}`"
    if isinstance(value, tuple | frozenset):
        return f"`[{', '.join(as_toml(entry).strip('`') for entry in value)}]`"
    return f'`"{value}"`' if isinstance(value, str | Path) else f"`{value}`"


def subclasses(cls: type[RequestError]) -> Iterator[type[RequestError]]:
    for subclass in cls.__subclasses__():
        yield subclass
        yield from subclasses(subclass)


@pytest.mark.parametrize("script", ["contract_reference.py", "authorisation_page.py"])
def test_what_is_written_from_the_code_is_current(script: str) -> None:
    command = [sys.executable, str(DOCS / script), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_each_hook_has_its_heading() -> None:
    headings = re.findall(r"^### (\w+)\(.*\)$", read("docs/plugins.md"), re.MULTILINE)
    assert headings == [name for name in vars(Hooks) if not name.startswith("_")]


def test_each_setting_is_documented_with_its_default() -> None:
    page = read("docs/configuration.md")
    core = dict(settings_of(Settings))
    once = {service.settings: service.code for service in reversed(load(SETTINGS).services)}
    core |= {
        f"services.{code}.{name}": default
        for table, code in once.items()  # services that share a table are described once
        for name, default in settings_of(table)
    }
    assert isinstance(core.pop("state.name"), dict)  # its row says "see below"
    assert "| `state.name` |" in page
    assert [k for k, v in core.items() if f"| `{k}` | {as_toml(v)} |" not in page] == []


def test_no_setting_is_documented_that_does_not_exist() -> None:
    rows = re.findall(r"^\| `([a-z_.]+)` \|", read("docs/configuration.md"), re.MULTILINE)
    known = {name for name, _ in settings_of(Settings)}
    assert [row for row in rows if row not in known and not row.startswith("services.")] == []


def test_each_error_code_is_documented() -> None:
    errors, _, uploads = read("docs/errors.md").partition("## Refused uploads")
    rows = re.findall(r"^\| `([A-Z_0-9]+)` \|", errors, re.MULTILINE)
    services = {code for service in load(SETTINGS).services for code in service.error_codes}
    top_level = {error.code for error in subclasses(RequestError)}
    assert sorted(rows) == sorted({*CORE_ERROR_CODES, *services, *top_level})
    faults = re.findall(r"^\| `([A-Z_0-9]+)` \| (\d+) \|", uploads, re.MULTILINE)
    assert sorted(faults) == sorted((str(of), str(REFUSALS[of][0])) for of in REFUSALS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_relative_links_lead_somewhere(page: Path) -> None:
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target.read_text(encoding="utf-8")), link


def test_documents_of_the_readme_fit_the_schema() -> None:
    schema = compose(load(SETTINGS), SETTINGS)
    found = JSON_QUERY.findall(read("README.md"))
    assert len(found) == 12
    for document in found:
        text = document.replace('\\"', '"').replace("\\$", "$")
        assert validate(schema, parse(text)) == [], text


def test_example_settings_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THANA_CONFIG", str(ROOT / "deploy" / "thana.example.toml"))
    settings = read_settings()
    assert settings.trusted_proxies == (IPv4Network("10.0.0.0/24"),)
    assert load(settings).settings("lost_property").acknowledged == "by_officer"


def test_example_settings_of_the_unnamed_side_are_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("THANA_CONFIG", str(ROOT / "deploy" / "thana-unnamed.example.toml"))
    settings = read_settings()
    assert (settings.access_log, settings.plugins) == (False, ("directory", "tips"))


def test_the_plugin_of_the_page_passes_its_own_tests(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "plugins", tmp_path / "plugins")
    (tmp_path / "tests").mkdir()
    for support in (ROOT / "tests").glob("*.py"):
        if not support.name.startswith("test_"):
            shutil.copy(support, tmp_path / "tests")
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    files = dict(FILE_IN_PAGE.findall(read("docs/plugins.md")))
    files |= {
        "plugins/house_watch/migrations/__init__.py": "",
        "house_watch-0.dist-info/METADATA": (
            "Metadata-Version: 2.1\nName: house-watch\nVersion: 0\n"
        ),
        "house_watch-0.dist-info/entry_points.txt": (
            "[thana.plugins]\nhouse_watch = plugins.house_watch\n"
        ),
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/house_watch"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert re.search(r"\b[48] passed", done.stdout)
