"""Programs in Node whose packages are pinned by a lock file beside them."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path


async def installed(program: Path) -> Path:
    """The folder in which a program can be run; what its lock file names is installed there, unless
    it is already.
    """
    folder = _copied(program)
    if not (folder / "node_modules").exists():
        options = ("--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
        await run(folder, "npm", "ci", *options)
    return folder


def _copied(program: Path) -> Path:
    folder = Path("var").absolute() / program.name
    folder.mkdir(parents=True, exist_ok=True)
    for file in program.iterdir():
        copy = folder / file.name
        if not copy.exists() or copy.read_bytes() != file.read_bytes():
            shutil.copy(file, copy)
            shutil.rmtree(folder / "node_modules", ignore_errors=True)
    return folder


async def run(folder: Path, *command: str) -> str:
    """What a command writes, once it has ended well."""
    process = await asyncio.create_subprocess_exec(
        *command, cwd=folder, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()
