"""The `thana` executable without the seconds that importing the platform takes: a process that has
imported it forks for each command, and the fork runs the executable's own script to its end.

Run as a script this is that process. What a command sees of the world is its own: arguments,
environment, folder, output, exit code. `core.cli`, which looks at the environment when it is
imported, is imported in the fork.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import runpy
import selectors
import socket
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import IO

IMPORTED = (
    *("core.app", "core.demo.seed", "core.postgres", "core.serve", "core.sqlite"),
    *("rich.markdown", "rich.progress", "rich.table", "typer"),
)
LONGEST_COMMAND = 1_000_000

Command = tuple[list[str], str, dict[str, str]]
"""The script and its arguments, the folder, and the environment."""


class Forks:
    """The process, seen by the tests; it ends with theirs."""

    def __init__(self, folder: Path) -> None:
        self._path = str(folder / "commands.sock")
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as listening:
            listening.bind(self._path)
            listening.listen()
            self._process = subprocess.Popen(
                [sys.executable, __file__, str(listening.fileno())],
                stdin=subprocess.PIPE,  # held open as long as somebody may ask
                pass_fds=[listening.fileno()],
            )

    async def run(self, command: Command, files: Sequence[IO[bytes]]) -> int:
        """The exit code of a command that reads from the first of three files, and writes to the
        others.
        """
        with socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET) as asking:
            asking.connect(self._path)
            socket.send_fds(asking, [json.dumps(command).encode()], [f.fileno() for f in files])
            asking.setblocking(False)
            return int(await asyncio.get_running_loop().sock_recv(asking, 10))

    def close(self) -> None:
        self._process.communicate()


def serve(listening: socket.socket) -> list[str]:
    """Fork for each command until nobody can ask any more. Returns in the forks alone: with the
    arguments of the command, in its place.
    """
    ready = selectors.DefaultSelector()
    ready.register(listening, selectors.EVENT_READ)
    ready.register(0, selectors.EVENT_READ)
    while all(key.fd != 0 for key, _ in ready.select()):
        asking, _ = listening.accept()
        if os.fork() == 0:  # one that waits
            said, files, _, _ = socket.recv_fds(asking, LONGEST_COMMAND, 3)
            if (fork := os.fork()) == 0:
                ready.close()  # or its number, which another file has by then, when it is collected
                return take_place(json.loads(said), files)
            code = os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1])
            asking.send(str(code).encode())
            os._exit(0)
        asking.close()
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
    sys.exit()


def take_place(command: Command, files: list[int]) -> list[str]:
    arguments, folder, environment = command
    os.setsid()  # a passphrase is read from a terminal where there is one
    for target, file in enumerate(files):
        os.dup2(file, target)
    os.closerange(3, 256)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    return arguments


if __name__ == "__main__":
    for name in IMPORTED:
        import_module(name)
    for point in import_module("core.plugins").installed().values():
        point.load()
    assert "core.cli" not in sys.modules
    gc.freeze()  # else the first collection in each fork copies all memory
    sys.argv = serve(socket.socket(fileno=int(sys.argv[1])))
    others = filter(None, os.environ.get("PYTHONPATH", "").split(os.pathsep))
    sys.path[:1] = [str(Path(sys.argv[0]).parent), *others]  # as Python starts a script
    runpy.run_path(sys.argv[0], run_name="__main__")
