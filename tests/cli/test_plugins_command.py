"""`thana plugins`: what is installed, and what of it is enabled."""

from __future__ import annotations

from pathlib import Path

from commands import thana
from strangers import install

from core.plugins import installed


def rows(table: str) -> list[list[str]]:
    """The cells of a table's rows."""
    return [
        [cell.strip() for cell in line.strip("│").split("│")]
        for line in table.splitlines()
        if line.startswith("│")
    ]


async def test_installed_plugins_are_listed_by_code_with_their_state(tmp_path: Path) -> None:
    done = await thana(tmp_path, "plugins")
    assert (done.code, done.err) == (0, "")
    assert ["lost_property", "plugins.lost_property", "enabled"] in rows(done.out)
    assert [code for code, *_ in rows(done.out)] == sorted(installed())


async def test_broken_stranger_is_listed_though_it_cannot_be_loaded(tmp_path: Path) -> None:
    install(tmp_path / "installed", "guestbook", "1 / 0")
    path = str(tmp_path / "installed")
    beside = await thana(tmp_path, "plugins", PYTHONPATH=path)
    assert ["guestbook", "guestbook", "installed"] in rows(beside.out)
    enabled = await thana(tmp_path, "plugins", PYTHONPATH=path, plugins='["guestbook"]')
    assert (enabled.code, enabled.err) == (0, "")
    assert ["guestbook", "guestbook", "enabled"] in rows(enabled.out)
    assert ["lost_property", "plugins.lost_property", "installed"] in rows(enabled.out)
