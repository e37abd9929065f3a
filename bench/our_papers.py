"""A paper as the platform makes it, for `render_documents.py`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.rendering.render import render


def make(job: dict[str, Any]) -> dict[str, Any]:
    return {**render(job), "peak": peak()}


def peak() -> float:
    """The most memory that this process has had, in megabytes."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024
