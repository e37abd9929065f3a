"""Who may import whom, and what the distribution holds."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import distribution, packages_distributions
from pathlib import Path

import grimp
import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parents[1]
PLUGINS = sorted(path.parent.name for path in ROOT.glob("plugins/*/__init__.py"))


def test_imports_keep_to_the_floors() -> None:
    """As a process of its own: it silences the loggers of the process that it runs in."""
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("core", "plugins", include_external_packages=True, cache_dir=None)


@pytest.mark.parametrize("code", PLUGINS)
def test_plugin_imports_core_itself_and_no_other_plugin(
    graph: grimp.ImportGraph, code: str
) -> None:
    package = f"plugins.{code}"
    own = {package} | graph.find_descendants(package)
    inside = {
        imported
        for module in own
        for imported in graph.find_modules_directly_imported_by(module)
        if imported.partition(".")[0] in ("core", "plugins")
    }
    assert "core" in inside
    assert sorted(inside - own - {"core"}) == []


def test_core_imports_no_plugin(graph: grimp.ImportGraph) -> None:
    ours = {"core"} | graph.find_descendants("core")
    importers = {
        module
        for module in ours
        for imported in graph.find_modules_directly_imported_by(module)
        if imported.partition(".")[0] == "plugins"
    }
    assert importers == set()


def test_every_package_that_is_imported_is_declared(graph: grimp.ImportGraph) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {re.match("[a-z0-9-]+", line).group() for line in project["dependencies"]}  # type: ignore[union-attr]
    imported = {module.partition(".")[0] for module in graph.modules}
    foreign = imported - {"core", "plugins"} - set(sys.stdlib_module_names)
    owners = packages_distributions()
    named = {name: {o.lower().replace("_", "-") for o in owners[name]} for name in foreign}
    assert {name for name in foreign if not declared & named[name]} == set()


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in the wheel that is built from this tree."""
    folder = tmp_path_factory.mktemp("wheel")
    [built] = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    return set(zipfile.ZipFile(built).namelist())


def test_wheel_brings_core_and_plugins_and_no_other_name(wheel: set[str]) -> None:
    top = {name.partition("/")[0] for name in wheel}
    metadata = {name for name in top if name.endswith(".dist-info")}
    assert len(metadata) == 1
    assert top - metadata == {"core", "plugins"}


def test_wheel_holds_every_file_of_the_packages(wheel: set[str]) -> None:
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in ("core", "plugins")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours - wheel == set()
    for kind in (
        "core/locale/hi/LC_MESSAGES/core.po",
        "core/demo/data/stations_mp.csv",
        "core/demo/data/holidays_mp.csv",
        "core/http/assets/",
        "core/migrations/0001_initial.py",
        *(f"plugins/{code}/locale/hi/LC_MESSAGES/{code}.po" for code in PLUGINS),
        *(f"plugins/{code}/README.md" for code in PLUGINS),
    ):
        assert any(name.startswith(kind) for name in wheel), kind


def test_wheel_declares_the_command_and_each_plugin(wheel: set[str]) -> None:
    points = distribution("thana").entry_points
    assert {point.name for point in points.select(group="thana.plugins")} == set(PLUGINS)
    assert [point.value for point in points.select(group="console_scripts")] == ["core.cli:main"]
