"""The child's side of the sandbox: limits itself, imports one entry, then answers job after job.

It runs as a script and imports nothing of the platform but its entry.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any, BinaryIO

import orjson

FRAME_BYTES = 64 * 2**20
WRITTEN_BYTES = 64 * 2**20
OUT_OF_MEMORY = 12
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38

WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
FORBIDDEN = (
    *("socket.", "subprocess.", "ctypes.", "pty.", "shutil.", "os.exec", "os.fork", "os.kill"),
    *("os.posix_spawn", "os.spawn", "os.system", "os.chmod", "os.chown", "os.link", "os.mkdir"),
    *("os.remove", "os.rename", "os.rmdir", "os.symlink", "os.truncate", "os.unlink", "os.utime"),
)

Entry = Callable[[dict[str, Any]], dict[str, Any]]


def read_frame(stream: BinaryIO) -> Any:
    """The next message of the other side; EOFError when there is none, or none that may be."""
    size = int.from_bytes(_exactly(stream, 4))
    if size > FRAME_BYTES:
        raise EOFError
    return orjson.loads(_exactly(stream, size))


def write_frame(stream: BinaryIO, message: Any) -> None:
    data = orjson.dumps(message)
    stream.write(len(data).to_bytes(4) + data)
    stream.flush()


def _exactly(stream: BinaryIO, size: int) -> bytes:
    data = stream.read(size)
    if len(data) < size:
        raise EOFError
    return data


class Guard:
    """Refuses what Python code in this process has no business to do. Only a job's `target` may be
    written.
    """

    def __init__(self) -> None:
        self.target: str | None = None

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if event.startswith(FORBIDDEN):
            raise PermissionError(f"{event} is refused in the sandbox")
        if event == "open" and arguments[2] & WRITING and not self._is_target(arguments[0]):
            raise PermissionError("the sandbox writes to a job's target alone")

    def _is_target(self, path: object) -> bool:
        return isinstance(path, int) or os.fspath(path) in (self.target, os.devnull)  # type: ignore[call-overload]


def limit_memory_and_files(megabytes: int) -> None:
    """Must come before the entry's imports: memory counts from here on."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    for kind, most in (
        (resource.RLIMIT_AS, megabytes * 2**20),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, WRITTEN_BYTES),
        (resource.RLIMIT_NOFILE, 64),
    ):
        resource.setrlimit(kind, (most, most))


def limit_processor(seconds: float) -> None:
    """Counted anew for each job, so that only a job that does not end is ended."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = int(used.ru_utime + used.ru_stime + seconds) + 2
    resource.setrlimit(resource.RLIMIT_CPU, (most, resource.RLIM_INFINITY))


def own_pipes() -> tuple[BinaryIO, BinaryIO]:
    """Where jobs come from and answers go; what a library reads or prints goes nowhere."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    return jobs, answers


def load(name: str) -> Entry:
    """The entry. The package `core` is there without its own module, which would import all of the
    platform.
    """
    core = ModuleType("core")
    core.__path__ = [str(Path(__file__).parents[1])]
    sys.modules["core"] = core
    module, _, function = name.partition(":")
    return getattr(import_module(module), function)  # type: ignore[no-any-return]


def answer(entry: Entry, job: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"answer": entry(job)}
    except MemoryError:  # nothing in this process can be relied on any more
        os._exit(OUT_OF_MEMORY)
    except Exception as error:
        return {"fault": type(error).__name__, "details": getattr(error, "details", None)}


def main(name: str, seconds: str, megabytes: str) -> None:
    jobs, answers = own_pipes()
    limit_memory_and_files(int(megabytes))
    entry, guard = load(name), Guard()
    resource.setrlimit(resource.RLIMIT_NPROC, (0, 0))
    sys.addaudithook(guard)
    write_frame(answers, "ready")
    while True:
        job = read_frame(jobs)
        guard.target = job.get("target")
        limit_processor(float(seconds))
        write_frame(answers, answer(entry, job))


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except EOFError:  # the parent has gone
        sys.exit()
