"""The `thana` command as operators run it: a process of its own, with its settings in THANA_*
variables.
"""

from __future__ import annotations

import asyncio
import atexit
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path

from command_forks import Forks
from temporary import FOLDER

THANA = Path(sys.executable).with_name("thana")
SECRET_KEYS = '["only-for-tests-0123456789abcdefghijklmnop"]'

_started: set[tuple[str, ...]] = set()


@dataclass(frozen=True)
class Finished:
    """A command that has ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def faults(self) -> list[str]:
        """The lines that name something wrong."""
        return [line.removeprefix("✗ ") for line in self.err.splitlines() if line.startswith("✗ ")]


async def thana(
    folder: Path, *arguments: str | Path, says: Sequence[str] = (), **settings: str
) -> Finished:
    """Run a command in a folder; settings are given as `database_url=…`. It sees nothing else of
    ours. `says` are the lines that it is answered when it asks.

    Each command is started as a process at its first use, and forked after that. Where variables
    are given that Python may have read before the fork (`LC_ALL=…`) it is always started.
    """
    outside = {name: value for name, value in os.environ.items() if not name.startswith("THANA_")}
    own = {"mode": "demo", "secret_keys": SECRET_KEYS} | settings
    environment = (
        outside
        | {"COLUMNS": "200", "NO_COLOR": "1"}
        | {name if name.isupper() else f"THANA_{name.upper()}": own[name] for name in own}
    )
    words = [str(word) for word in arguments]
    with (
        tempfile.TemporaryFile() as given,
        tempfile.TemporaryFile() as out,
        tempfile.TemporaryFile() as err,
    ):
        given.write("".join(f"{line}\n" for line in says).encode())
        given.seek(0)
        if any(name.isupper() and name != "PYTHONPATH" for name in settings) or _is_new(words):
            process = await asyncio.create_subprocess_exec(
                *(THANA, *words),
                cwd=folder,
                env=environment,
                stdin=given,
                stdout=out,
                stderr=err,
                start_new_session=True,  # a passphrase is read from a terminal where there is one
            )
            code = await process.wait()
        else:
            command = [str(THANA), *words], str(folder), environment
            code = await _forks().run(command, (given, out, err))
        out.seek(0)
        err.seek(0)
        return Finished(code, out.read().decode(), err.read().decode())


def _is_new(words: list[str]) -> bool:
    """Whether the command (`units import`) has not been started yet by these tests."""
    command = tuple(takewhile(lambda word: re.fullmatch(r"[a-z-]+", word), words[:2]))
    is_new = command not in _started
    _started.add(command)
    return is_new


@cache
def _forks() -> Forks:
    forks = Forks(FOLDER)
    atexit.register(forks.close)
    return forks
