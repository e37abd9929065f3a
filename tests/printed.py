"""Papers made by the renderer as it runs in production, and what they say."""

from __future__ import annotations

import subprocess
from base64 import b64decode
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from core.sandbox import Sandbox

LAYOUT = Path(__file__).parents[1] / "core" / "rendering" / "templates"
METADATA = {
    "title": "पावती / Acknowledgement",
    "author": "मध्य प्रदेश पुलिस",
    "subject": "MP/1",
    "keywords": "ABCDE",
    "language": "hi",
    "at": "2026-11-23T06:30:00+00:00",
}
PAPER = {
    "title": {"hi": "खोई वस्तु की पावती", "en": "Acknowledgement of a lost thing"},
    "state": {"hi": "मध्य प्रदेश पुलिस", "en": "Madhya Pradesh Police"},
    "unit": {"en": "Madhav Nagar", "hi": "माधव नगर"},
    "unit_kind": {"hi": "थाना", "en": "Police station"},
    "number": "MP/21346058/LR/2026/000123",
    "code": "7K3QX-9D2MF-4T8AB-ZC6WN",
    "verify_url": "https://police.example/verify",
    "issued_at": "23.11.2026, 12:00 IST",
    "valid_until": None,
    "revoked_at": None,
    "revocation": None,
    "made_at": "23.11.2026, 12:01 IST",
}


def renderer() -> Sandbox:
    """The processes in which papers are made."""
    return Sandbox("core.rendering.render:render", seconds=20, megabytes=768)


def job(folder: Path, template: str, qr: str | None = None, **values: Any) -> dict[str, Any]:
    """What the renderer is asked: a template, given as its text, and its values."""
    (folder / "paper.html").write_text(template)
    return {
        "folders": [str(folder), str(LAYOUT)],
        "template": "paper.html",
        "values": {"paper": PAPER, **values},
        "metadata": METADATA,
        "qr": qr,
    }


async def printed(sandbox: Sandbox, wanted: dict[str, Any]) -> bytes:
    return b64decode((await sandbox.run(wanted))["pdf"])


def lines_of(pdf: bytes, options: Sequence[str] = ()) -> list[str]:
    """The lines of a PDF as pdftotext reads them."""
    command = ["pdftotext", *options, "-", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    lines = done.stdout.decode("utf-8").replace("\f", "\n").split("\n")
    return [line.strip() for line in lines if line.strip()]
