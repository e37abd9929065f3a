"""What children of the sandbox are made to do by tests."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any


class Unprintable(Exception):
    def __init__(self, details: object) -> None:
        self.details = details
        super().__init__("a sentence that quotes what people sent")


def do(job: dict[str, Any]) -> dict[str, Any]:
    return {"did": DEEDS[job["do"]](job)}


def _write(job: dict[str, Any]) -> int:
    return Path(job["path"]).write_text("written")


def _loop(job: dict[str, Any]) -> None:
    """Without end; says before who does, where a target is given."""
    if "target" in job:
        Path(job["target"]).write_text(f"{os.getpid()}\n")
    while True:
        pass


def _allocate(job: dict[str, Any]) -> int:
    return len(bytes(job["megabytes"] * 2**20))


def _print(job: dict[str, Any]) -> None:
    print("noise" * 100_000)
    os.write(1, b"more noise")


def _raise(job: dict[str, Any]) -> None:
    raise Unprintable(job["details"])


DEEDS: dict[str, Callable[[dict[str, Any]], object]] = {
    "nothing": lambda job: os.getpid(),
    "variables": lambda job: dict(os.environ),
    "modules": lambda job: (import_module("core.files.faults"), sorted(sys.modules))[1],
    "write": _write,
    "read": lambda job: sys.stdin.read(),
    "loop": _loop,
    "allocate": _allocate,
    "print": _print,
    "raise": _raise,
    "answer at length": lambda job: "x" * 70_000_000,
    "answer an object": lambda job: object(),
    "fault": lambda job: signal.raise_signal(signal.SIGSEGV),
    "kill": lambda job: os.kill(job["pid"], signal.SIGTERM),
    "exit": lambda job: os._exit(0),
    "socket": lambda job: socket.socket(),
    "connect": lambda job: socket.create_connection(("127.0.0.1", 9)),
    "resolve": lambda job: socket.getaddrinfo("example.org", 80),
    "process": lambda job: subprocess.run(["true"]),
    "shell": lambda job: os.system("true"),
    "fork": lambda job: os.fork(),
    "exec": lambda job: os.execv("/bin/true", ["true"]),
    "spawn": lambda job: os.posix_spawn("/bin/true", ["true"], {}),
    "library": lambda job: __import__("ctypes").CDLL(None),
    "delete": lambda job: os.remove(job["path"]),
    "move": lambda job: os.rename(job["path"], job["path"] + ".moved"),
}
