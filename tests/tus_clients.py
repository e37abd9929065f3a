"""Clients that others have written: tuspy, and tus-js-client in Node."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from tusclient.client import TusClient

SCRIPT = Path(__file__).parent / "files" / "tus_js"
INSTALLED = Path("var/tus_js").absolute()
METADATA = {"filename": "photo.jpg", "service": "lost_property", "purpose": "PHOTO"}


async def upload_with_tuspy(endpoint: str, token: str, file: Path) -> str:
    """The address of the upload, once it has arrived; broken lines are tried again."""
    client = TusClient(endpoint, headers={"Authorization": f"Bearer {token}"})

    def upload() -> str:
        with file.open("rb") as stream:
            uploader = client.uploader(
                file_stream=stream, metadata=METADATA, retries=60, retry_delay=1
            )
            uploader.upload()
            return str(uploader.url)

    return await asyncio.to_thread(upload)


async def upload_with_tus_js(endpoint: str, token: str, file: Path) -> str:
    """The same with Node."""
    await install_tus_js()
    return (await _run("node", "upload.js", endpoint, token, str(file))).strip()


async def install_tus_js() -> None:
    """Install what the lock file names, unless it is there already."""
    for name in ("package.json", "package-lock.json", "upload.js"):
        INSTALLED.mkdir(parents=True, exist_ok=True)
        is_new = not (INSTALLED / name).exists()
        if is_new or (INSTALLED / name).read_bytes() != (SCRIPT / name).read_bytes():
            shutil.copy(SCRIPT / name, INSTALLED / name)
            shutil.rmtree(INSTALLED / "node_modules", ignore_errors=True)
    if not (INSTALLED / "node_modules").exists():
        await _run("npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")


async def _run(*command: str) -> str:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=INSTALLED, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()
    return out.decode()
