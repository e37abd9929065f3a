"""The parent's side of one sandboxed child: blocking, each step ended by a kill when it is due."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any

import orjson

from core.errors import ThanaError
from core.sandbox import child

START_SECONDS = 60.0


class SandboxTimeout(ThanaError):
    """The job took too long; its process has been killed."""


class SandboxCrash(ThanaError):
    """The job's process died, as for want of memory, or answered something that is no answer."""


class SandboxFault(ThanaError):
    """The entry raised an exception: the name of its class, and its `details` if it has such."""

    def __init__(self, kind: str, details: Any = None) -> None:
        self.kind, self.details = kind, details
        super().__init__(kind)


class Process:
    """A child, from its start until it is killed. Starting does not wait for it to be ready."""

    def __init__(self, entry: str, seconds: float, megabytes: int) -> None:
        self.is_usable = True
        self.jobs = 0
        self._seconds = seconds
        self._is_ready = self._is_late = False
        self._child = subprocess.Popen(  # noqa: S603
            [sys.executable, "-sP", child.__file__, entry, str(seconds), str(megabytes)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd="/",
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for the parent, which ends us
        )

    def wait_ready(self) -> None:
        """Return once the entry has been imported; OSError when it is not."""
        if self._is_ready:
            return
        try:
            with self._killed_after(START_SECONDS):
                self._is_ready = child.read_frame(_open(self._child.stdout)) == "ready"
        except (SandboxTimeout, SandboxCrash) as error:
            raise ChildProcessError from error

    def ask(self, job: dict[str, Any]) -> dict[str, Any]:
        """The entry's answer to the job."""
        self.jobs += 1
        with self._killed_after(self._seconds):
            child.write_frame(_open(self._child.stdin), job)
            match child.read_frame(_open(self._child.stdout)):
                case {"answer": dict(answer)}:
                    return answer
                case {"fault": str(kind), "details": details}:
                    raise SandboxFault(kind, details)
                case _:
                    raise EOFError

    def is_alive(self) -> bool:
        return self.is_usable and self._child.poll() is None

    def kill(self) -> None:
        self.is_usable = False
        self._child.kill()

    def end(self) -> None:
        """Kill it and clear it away."""
        self.kill()
        self._child.wait()
        for pipe in (self._child.stdin, self._child.stdout):
            with suppress(OSError):  # a job that was not taken
                _open(pipe).close()

    @contextmanager
    def _killed_after(self, seconds: float) -> Iterator[None]:
        timer = threading.Timer(seconds, self._kill_late)
        timer.start()
        try:
            yield
        except (OSError, EOFError, orjson.JSONDecodeError) as error:
            self.is_usable = False
            raise (SandboxTimeout if self._is_late else SandboxCrash) from error
        finally:
            timer.cancel()
            timer.join()

    def _kill_late(self) -> None:
        self._is_late = True
        self.kill()


def _environment() -> dict[str, str]:
    """The modules that the parent sees, and none of its settings."""
    paths = os.pathsep.join(os.path.abspath(path) for path in sys.path)
    return {"PYTHONPATH": paths, "LANG": "C.UTF-8", "MALLOC_ARENA_MAX": "1"}


def _open(pipe: IO[bytes] | None) -> Any:
    assert pipe is not None  # noqa: S101
    return pipe
