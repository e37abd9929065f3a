"""Untrusted content is worked on by children that can be ended, hold little memory and may do
nothing else.
"""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
import uvloop

from core.errors import Unavailable
from core.sandbox import Sandbox, SandboxCrash, SandboxFault, SandboxTimeout

ENTRY = "sandboxed_jobs:do"
AT_MOST = 1500  # megabytes
REFUSED = [
    "socket",
    "connect",
    "resolve",
    "process",
    "shell",
    "fork",
    "exec",
    "spawn",
    "library",
    "kill",
]


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(ENTRY, seconds=20, megabytes=AT_MOST)
    made.warm()
    yield made
    made.close()


async def test_job_is_answered_by_a_child_that_stays(sandbox: Sandbox) -> None:
    first, second = [await sandbox.run({"do": "nothing"}) for _ in range(2)]
    assert first == second
    assert first["did"] != os.getpid()


def test_one_sandbox_serves_loop_after_loop(sandbox: Sandbox) -> None:
    async def child() -> object:
        return (await sandbox.run({"do": "nothing"}))["did"]

    assert asyncio.run(child()) == uvloop.run(child())


async def test_job_that_does_not_end_is_killed_and_the_next_one_works() -> None:
    sandbox = Sandbox(ENTRY, seconds=0.5)
    try:
        before = await sandbox.run({"do": "nothing"})
        started = time.monotonic()
        with pytest.raises(SandboxTimeout):
            await sandbox.run({"do": "loop"})
        assert time.monotonic() - started < 10
        with pytest.raises(ProcessLookupError):
            os.kill(before["did"], 0)
        assert await sandbox.run({"do": "nothing"}) != before
    finally:
        sandbox.close()


@pytest.mark.parametrize("deed", ["fault", "exit", "answer at length", "answer an object"])
async def test_child_that_dies_is_reported_and_the_next_job_works(
    sandbox: Sandbox, deed: str
) -> None:
    with pytest.raises(SandboxCrash):
        await sandbox.run({"do": deed})
    assert (await sandbox.run({"do": "nothing"}))["did"] > 0


async def test_child_that_wants_too_much_memory_dies(sandbox: Sandbox) -> None:
    assert await sandbox.run({"do": "allocate", "megabytes": 100}) == {"did": 100 * 2**20}
    with pytest.raises(SandboxCrash):
        await sandbox.run({"do": "allocate", "megabytes": AT_MOST})
    assert (await sandbox.run({"do": "nothing"}))["did"] > 0


async def test_child_killed_while_idle_costs_no_job(sandbox: Sandbox) -> None:
    child = (await sandbox.run({"do": "nothing"}))["did"]
    os.kill(child, signal.SIGKILL)
    _wait_for_end(child)
    assert (await sandbox.run({"do": "nothing"}))["did"] != child


async def test_fault_of_the_entry_is_named_without_its_words(sandbox: Sandbox) -> None:
    before = await sandbox.run({"do": "nothing"})
    with pytest.raises(SandboxFault) as fault:
        await sandbox.run({"do": "raise", "details": ["ஆ"]})
    assert (fault.value.kind, fault.value.details) == ("Unprintable", ["ஆ"])
    assert str(fault.value) == "Unprintable"
    assert await sandbox.run({"do": "nothing"}) == before


@pytest.mark.parametrize("deed", REFUSED)
async def test_child_reaches_no_network_and_starts_no_process(sandbox: Sandbox, deed: str) -> None:
    with pytest.raises(SandboxFault) as fault:
        await sandbox.run({"do": deed, "pid": os.getpid()})
    assert fault.value.kind == "PermissionError"


async def test_child_writes_to_the_target_alone(sandbox: Sandbox, tmp_path: Path) -> None:
    target, other = tmp_path / "target", tmp_path / "other"
    other.write_text("as it was")
    job = {"path": str(target), "target": str(target)}
    assert await sandbox.run({"do": "write", **job}) == {"did": 7}
    for deed in ("write", "delete", "move"):
        with pytest.raises(SandboxFault, match="PermissionError"):
            await sandbox.run({"do": deed, "path": str(other), "target": str(target)})
    with pytest.raises(SandboxFault, match="PermissionError"):
        await sandbox.run({"do": "write", "path": str(target)})
    assert (target.read_text(), other.read_text()) == ("written", "as it was")
    assert sorted(os.listdir(tmp_path)) == ["other", "target"]


async def test_child_knows_no_setting_and_holds_no_platform(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("THANA_SECRET_KEYS", '["only-for-tests"]')
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    sandbox = Sandbox(ENTRY)
    try:
        variables = (await sandbox.run({"do": "variables"}))["did"]
        modules = (await sandbox.run({"do": "modules"}))["did"]
    finally:
        sandbox.close()
    assert set(variables) - {"LC_CTYPE"} == {"LANG", "MALLOC_ARENA_MAX", "PYTHONPATH"}
    assert {"core.settings", "core.db", "tortoise", "strawberry"}.isdisjoint(modules)


async def test_what_a_library_prints_or_reads_disturbs_no_answer(sandbox: Sandbox) -> None:
    assert await sandbox.run({"do": "print"}) == {"did": None}
    assert await sandbox.run({"do": "read"}) == {"did": ""}


async def test_only_so_many_jobs_wait(tmp_path: Path) -> None:
    sandbox, target = Sandbox(ENTRY, seconds=20), tmp_path / "target"
    looping = asyncio.create_task(sandbox.run({"do": "loop", "target": str(target)}))
    waiting = [asyncio.create_task(sandbox.run({"do": "nothing"})) for _ in range(64)]
    await asyncio.sleep(0)
    with pytest.raises(Unavailable):
        await sandbox.run({"do": "nothing"})
    await asyncio.to_thread(_pid_in, target)
    await asyncio.to_thread(sandbox.close)
    outcomes = await asyncio.gather(looping, *waiting, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [Unavailable] * 65
    with pytest.raises(Unavailable):
        await sandbox.run({"do": "nothing"})


async def test_entry_that_cannot_be_imported_is_our_fault(
    caplog: pytest.LogCaptureFixture,
) -> None:
    sandbox = Sandbox("core.nowhere:inspect")
    try:
        with pytest.raises(Unavailable):
            await sandbox.run({})
    finally:
        sandbox.close()
    assert caplog.messages == ["sandbox: core.nowhere:inspect does not start: ChildProcessError"]


def test_child_at_work_ends_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    target = tmp_path / "target"
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, target],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    child = _pid_in(target)
    os.kill(child, 0)
    parent.kill()
    parent.wait()
    _wait_for_end(child)


def _pid_in(target: Path) -> int:
    """The child that loops, once it does."""
    until = time.monotonic() + 30
    while not (target.exists() and target.read_text().endswith("\n")):
        assert time.monotonic() < until
    return int(target.read_text())


def _wait_for_end(pid: int) -> None:
    """Return once the process runs no more; whether it has been reaped does not matter."""
    status, until = Path(f"/proc/{pid}/status"), time.monotonic() + 10
    with suppress(FileNotFoundError, ProcessLookupError):
        while "State:\tZ" not in status.read_text():
            assert time.monotonic() < until


PARENT = """
import asyncio, sys
from core.sandbox import Sandbox
sandbox = Sandbox("sandboxed_jobs:do", seconds=60)
asyncio.run(sandbox.run({"do": "loop", "target": sys.argv[1]}))
"""
