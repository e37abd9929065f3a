"""The walks of docs/certificates.md, docs/tenants.md and docs/tips.md, word for word: the demo as
`thana demo` serves it, its seeded officers, a shell.
"""

from __future__ import annotations

import asyncio
import os
import re
import socket
from pathlib import Path

from servers import THANA, start_server

ROOT = Path(__file__).parents[1]
PASSPHRASE = "lotus river engine marigold"
END = "\necho\necho '=='\n"


def free_port() -> int:
    """One that nobody listens on now: the demo's links name it."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


async def walk(
    page: str, folder: Path, port: int, environment: dict[str, str], typed: str = ""
) -> list[str]:
    """What each step of a page prints; `typed` is what commands ask for at their prompts."""
    written = (ROOT / "docs" / page).read_text(encoding="utf-8")
    steps = re.findall(r"```sh\n(.*?)```", written, re.DOTALL)
    script = f"set -e\nURL=http://127.0.0.1:{port}\n" + END.join(steps)
    process = await asyncio.create_subprocess_exec(
        *("sh", "-c", script),
        cwd=folder,
        env=environment,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        start_new_session=True,  # without a terminal prompts read what is typed from stdin
    )
    out, err = await process.communicate(typed.encode())
    assert process.returncode == 0, (out.decode(), err.decode())
    return out.decode().split("\n==\n")


async def test_each_walk_leads_where_its_page_says(
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
        certified = await walk("certificates.md", folder, port, environment)
        rented = await walk("tenants.md", folder, port, environment)
        tipped = await walk("tips.md", folder, port, environment, f"{PASSPHRASE}\n" * 2)
    finally:
        await demo.terminate()
    led_to_a_certificate_that_is_taken_back(certified)
    led_to_a_result_without_a_why(rented)
    led_to_an_answer_for_nobody_knows_whom(tipped)


def led_to_a_certificate_that_is_taken_back(told: list[str]) -> None:
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


def led_to_a_result_without_a_why(told: list[str]) -> None:
    registered, complete, begun, concluded, about_me, ended = told[1:]
    assert '"status":{"code":"DOCUMENTS_AWAITED"},"missingUploads":["AGREEMENT"]' in registered
    assert '"status":{"code":"CONSENT_AWAITED"},"missingUploads":[]' in complete
    assert '"status":{"code":"SUBMITTED"}' in begun
    assert '"status":{"code":"VERIFIED"}' in concluded
    assert '"result":"VERIFIED"' in concluded
    assert '"premises":{"text":"12, Shanti Vihar, Makroniya"}' in about_me
    assert '"status":{"code":"TENANCY_ENDED"}' in ended


def led_to_an_answer_for_nobody_knows_whom(told: list[str]) -> None:
    key, _, _, confirmed, read, seen, answered, back, erased = told[1:]
    assert "MP has a key; it is shared by admin.mp" in key
    assert '"confirmTipReceipt":{"ok":true,"errors":[]}' in confirmed
    assert '"totalCount":1' in read
    assert '"text":"Packets are handed out behind the closed mill, every night."' in read
    assert "JPEG (640, 480)" in seen
    assert '"status":{"code":"TRIAGED"' in answered
    assert '"from":"POLICE","text":"Which gate of the mill?"' in back
    assert '"from":"TIPSTER","text":"The one at the canal."' in back
    assert '"eraseTip":{"ok":true,"errors":[]}' in erased
    assert "There is no tip with this receipt." in erased
