"""Clients that others have written: tuspy, and tus-js-client in Node."""

from __future__ import annotations

import asyncio
from pathlib import Path

from node_programs import installed, run
from tusclient.client import TusClient

PROGRAM = Path(__file__).parent / "files" / "tus_js"
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
    folder = await installed(PROGRAM)
    return (await run(folder, "node", "upload.js", endpoint, token, str(file))).strip()
