"""The `thana` command as operators run it: a process of its own, with its settings in THANA_*
variables.
"""

from __future__ import annotations

import asyncio
import os
import sys
from dataclasses import dataclass
from pathlib import Path

THANA = Path(sys.executable).with_name("thana")
SECRET_KEYS = '["only-for-tests-0123456789abcdefghijklmnop"]'


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


async def thana(folder: Path, *arguments: str | Path, **settings: str) -> Finished:
    """Run a command in a folder; settings are given as `database_url=…`. It sees nothing else of
    ours.
    """
    outside = {name: value for name, value in os.environ.items() if not name.startswith("THANA_")}
    own = {"mode": "demo", "secret_keys": SECRET_KEYS} | settings
    process = await asyncio.create_subprocess_exec(
        THANA,
        *arguments,
        cwd=folder,
        env=outside
        | {"COLUMNS": "200", "NO_COLOR": "1"}
        | {name if name.isupper() else f"THANA_{name.upper()}": own[name] for name in own},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode is not None
    return Finished(process.returncode, out.decode(), err.decode())
