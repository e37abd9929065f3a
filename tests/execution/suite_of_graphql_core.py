"""graphql-core's own tests of execution, from its source distribution, pass on our executor.
Fetched when asked for (`make differential`): they are not part of this project.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from importlib.metadata import version
from pathlib import Path

import pytest

OURS = """
import sys

import graphql

from core.execution.executor import CompiledExecutor
from core.execution.shapes import Shape


class Compiled(CompiledExecutor):
    def __init__(self, *values, **options):
        super().__init__(*values, shape=Shape(), **options)


sys.modules["graphql.execution.execute"].IncrementalExecutor = Compiled
"""
SUITES = ("execution", "test_star_wars_query.py", "test_star_wars_introspection.py")
INCREMENTAL = (
    "defer", "incremental", "aborts_after_the_initial_result", "async_iterable_execution",
)  # fmt: skip
"""What they call tests of @defer and @stream, which the platform does not have."""


@pytest.mark.foreign
def test_the_tests_of_graphql_core_pass_on_our_executor(tmp_path: Path) -> None:
    release = f"graphql-core=={version('graphql-core')}"
    fetch = ("pip", "download", "-q", "--no-deps", "--no-binary", "graphql-core", release)
    subprocess.run([sys.executable, "-m", *fetch, "-d", tmp_path], check=True)
    (archive,) = tmp_path.glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(tmp_path, filter="data")
    (folder,) = tmp_path.glob("*/tests")
    (tmp_path / "our_executor.py").write_text(OURS, encoding="utf-8")
    options = ("-c", folder.parent / "pyproject.toml", "-o", "addopts=", "-p", "our_executor")
    unwanted = ("--ignore", folder / "execution" / "incremental")
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", *options, *unwanted),
            *("-k", f"not ({' or '.join(INCREMENTAL)})", *(folder / suite for suite in SUITES)),
        ],
        cwd=folder.parent,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    passed = done.stdout.strip().splitlines()[-1]
    assert done.returncode == 0, done.stdout[-5000:] + done.stderr[-5000:]
    assert int(passed.split(" passed")[0].split()[-1]) > 440, passed
