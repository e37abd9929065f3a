"""axe-core in a page: what a screen reader's or a keyboard's user would stumble over."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path
from typing import Any

from playwright.async_api import Page

LOCKED = Path(__file__).parent / "directory" / "axe"
INSTALLED = Path("var/axe").absolute()


async def axe_script() -> str:
    """The script that the lock file names, installed unless it is there already."""
    lock, script = INSTALLED / "package-lock.json", INSTALLED / "node_modules/axe-core/axe.min.js"
    if not script.exists() or lock.read_bytes() != (LOCKED / lock.name).read_bytes():
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", "package-lock.json"):
            shutil.copy(LOCKED / name, INSTALLED / name)
        command = ("npm", "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund")
        pipe = asyncio.subprocess.PIPE
        npm = await asyncio.create_subprocess_exec(
            *command, cwd=INSTALLED, stderr=pipe, stdout=pipe
        )
        _, said = await npm.communicate()
        assert npm.returncode == 0, said.decode()
    return script.read_text(encoding="utf-8")


async def violations(page: Page, script: str) -> list[str]:
    """What axe finds, each as its weight, rule and where."""
    await page.evaluate(script)
    answer: dict[str, Any] = await page.evaluate("() => axe.run(document)")
    assert len(answer["passes"]) > 15
    return [
        f"{fault['impact']} {fault['id']}: {fault['nodes'][0]['html']}"
        for fault in answer["violations"]
    ]
