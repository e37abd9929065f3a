"""The inspection of uploads as it really runs, in its child process."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.sandbox import Sandbox

EVERY_TYPE = ["image/jpeg", "image/png", "application/pdf"]


async def inspected(
    inspection: Sandbox, folder: Path, content: bytes, **job: Any
) -> tuple[dict[str, Any], bytes]:
    """The answer for a file of this content, and its clean copy: b"" when there is none."""
    source, target = folder / "source", folder / "target"
    source.write_bytes(content)
    paths = {"source": str(source), "target": str(target)}
    answer = await inspection.run({"allowed": EVERY_TYPE, "max_bytes": 32 * 2**20, **paths, **job})
    assert source.read_bytes() == content
    return answer, target.read_bytes() if target.exists() else b""
