"""Plugins that are not ours, installed as distributions of their own beside the platform."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from core.settings import Settings

KEY = "only-for-tests-0123456789abcdefghijklmnop"
GUESTBOOK = Path(__file__).with_name("guestbook.py").read_text(encoding="utf-8")

SERVICE = '''"""A plugin of one service."""
import strawberry
from core import *
text = domain("{code}")
{body}
@hookimpl
def register_services():
    return [Service(code="{code}", title=text("T"), summary=text("S"), contract=CONTRACT{static})]
'''


def service(code: str, body: str = "", static: str = "") -> str:
    """The source of a plugin with one service: what stands before it, and what it declares."""
    return SERVICE.format(code=code, body=body, static=f", {static}" if static else "")


def install(folder: Path, code: str, source: str, files: Mapping[str, str] | None = None) -> None:
    """A distribution in a folder that is, or will be, on the path for imports."""
    package, info = folder / code, folder / f"{code}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {code}\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(f"[thana.plugins]\n{code} = {code}\n")
    for name, content in {"__init__.py": source, **(files or {})}.items():
        target = package / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content, encoding="utf-8")


class Strangers:
    """What may be installed and enabled in this process for one test."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        monkeypatch.syspath_prepend(str(folder))
        self._codes: list[str] = []

    def install(self, code: str, source: str, files: Mapping[str, str] | None = None) -> None:
        install(self.folder, code, source, files)
        self._codes.append(code)

    def settings(self, *plugins: str, **changes: object) -> Settings:
        """The settings with these plugins enabled; all that were installed when none is named."""
        enabled = plugins or tuple(self._codes)
        return Settings(mode="demo", secret_keys=(KEY,), plugins=enabled, **changes)  # type: ignore[arg-type]

    def forget(self) -> None:
        """Unload them, so that the next test may bring others of the same names."""
        for name in [*sys.modules]:
            if name.partition(".")[0] in self._codes:
                del sys.modules[name]
