"""The walk of docs/certificates.md, word for word: the demo as `thana demo` serves it, its seeded
officers, a shell.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
from pathlib import Path

from servers import THANA, start_server

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "certificates.md").read_text(encoding="utf-8")
END = "\necho\necho '=='\n"


def free_port() -> int:
    """One that nobody listens on now: the demo's links name it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def walk(folder: Path, port: int, environment: dict[str, str]) -> list[str]:
    """What each step of the page prints."""
    steps = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    script = f"set -e\nURL=http://127.0.0.1:{port}\n" + END.join(steps)
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", script),
        cwd=folder,
        env=environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert process.returncode == 0, (out.decode(), err.decode())
    return out.decode().split("\n==\n")


async def test_from_a_phone_to_a_certificate_that_is_taken_back(
    kind: str, database_url: str, tmp_path: Path
) -> None:
    folder, port = tmp_path / "demo", free_port()
    folder.mkdir()
    (folder / ".venv").symlink_to(THANA.parents[1])
    outside = {name: value for name, value in os.environ.items() if not name.startswith("THANA_")}
    environment = outside | {"COLUMNS": "200", "NO_COLOR": "1"}
    if kind == "postgres":
        environment["THANA_DATABASE_URL"] = database_url
    demo = await start_server(folder, environment, THANA, "demo", "--port", str(port))
    try:
        told = await walk(folder, port, environment)
    finally:
        await demo.terminate()
    prices, _, asked, paid, reported, decided, fetched, checked, revoked = told[2:]
    assert "'amount': '100.00'" in prices
    assert '"amount":"150.00","currency":"INR","status":"PENDING"' in asked
    assert asked.count('"status":"WAITING"') == 2
    assert "lines: 1 new, 0 known; payments settled: 1" in paid
    assert '"status":{"code":"DECISION"}' in reported
    assert '"status":{"code":"ISSUED"}' in decided
    assert "GENUINE: This document is genuine, and it is valid." in fetched
    assert '"status":"VALID","kind":"CERTIFICATE"' in checked
    assert '"checks":2' in checked
    assert '"status":"REVOKED","revocation":"An offence was registered' in revoked
