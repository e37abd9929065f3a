"""`thana keys`, as an operator types it."""

from __future__ import annotations

import asyncio
import json
import re
from pathlib import Path

import pytest
from commands import Finished, thana
from signed_papers import NOW, fresh_key

from core.documents.key_files import key_id, read_keys, write_key
from core.errors import StartupError

KEY_ID = "[0-9A-HJKMNP-TV-Z]{8}"


async def test_keys_are_made_exported_and_revoked(tmp_path: Path) -> None:
    async def keys(*words: str) -> Finished:
        return await thana(tmp_path, "keys", *words)

    assert (await thana(tmp_path, "migrate")).code == 0
    none, first = await keys("export", "trust.json"), await keys("make")
    assert none.faults == ["there is no key yet; make one with `thana keys make`"]
    assert not (tmp_path / "trust.json").exists()
    second = await keys("make")
    assert [(done.code, done.err) for done in (first, second)] == [(0, ""), (0, "")]
    made = [re.findall(f"key ({KEY_ID}) signs", done.out)[0] for done in (first, second)]
    folder = tmp_path / "var" / "keys"
    assert folder.stat().st_mode & 0o777 == 0o700
    assert sorted(path.name for path in folder.iterdir()) == sorted(f"{of}.pem" for of in made)
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o600}

    moment = ("--from", "2026-11-24T10:30", "--note", "A laptop was stolen")
    mistakes = {
        ("revoke", "00000000", *moment): "there is no key 00000000; see `thana keys list`",
        ("revoke", made[0], "--from", "soon", "--note", "x"): "--from soon: write the moment as",
        ("export", "no/such/folder.json"): "no/such/folder.json: cannot be written",
    }
    revoked, exported, *failed = await asyncio.gather(
        keys("revoke", made[1].lower(), *moment),
        keys("export", "trust.json"),
        *(keys(*words) for words in mistakes),
    )
    for done, fault in zip(failed, mistakes.values(), strict=True):
        assert (done.code, "Traceback" in done.err) == (1, False)
        assert done.faults[0].startswith(fault)
    assert [(done.code, done.err) for done in (revoked, exported)] == [(0, ""), (0, "")]
    trust = json.loads((tmp_path / "trust.json").read_text())
    assert trust["public_url"] == "http://127.0.0.1:8000"
    assert {key["id"] for key in trust["keys"]} == set(made)
    assert all(key["id"] == key_id(bytes.fromhex(key["public_key"])) for key in trust["keys"])
    listed = await keys("list")
    [line] = [line for line in listed.out.splitlines() if made[1] in line]
    assert "24.11.2026 10:30:00 IST" in line

    secret = [line for path in folder.iterdir() for line in path.read_text().splitlines()[1:2]]
    for text in (first.out, exported.out, listed.out, (tmp_path / "trust.json").read_text()):
        assert "PRIVATE" not in text
        assert not any(line in text for line in secret)


def test_key_that_others_can_read_is_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    key = fresh_key()
    write_key(folder, key)
    assert [read.trusted for read in read_keys(folder)] == [key.trusted]
    path = folder / f"{key.trusted.id}.pem"
    for opened, mode, mend in ((path, 0o640, "chmod 600"), (folder, 0o750, "chmod 700")):
        usual = opened.stat().st_mode
        opened.chmod(mode)
        with pytest.raises(StartupError, match=f"run `{mend} {opened}`"):
            read_keys(folder)
        opened.chmod(usual)
    assert len(read_keys(folder)) == 1


def test_spoilt_key_is_named_and_shows_nothing_of_itself(tmp_path: Path) -> None:
    one, other = fresh_key(NOW), fresh_key(NOW)
    write_key(tmp_path / "keys", one)
    path = tmp_path / "keys" / f"{one.trusted.id}.pem"
    whole = path.read_text()
    assert "PRIVATE" in whole
    write_key(tmp_path / "other", other)
    foreign = (tmp_path / "other" / f"{other.trusted.id}.pem").read_text()
    half = whole.split("-----BEGIN CERTIFICATE")[0]
    mixed = half + "-----BEGIN CERTIFICATE" + foreign.split("-----BEGIN CERTIFICATE")[1]
    for spoilt in ("", half, foreign, mixed, whole.replace("M", "N"), "\0"):
        path.write_text(spoilt)
        with pytest.raises(StartupError, match=f"{one.trusted.id}.pem is not a whole key") as said:
            read_keys(tmp_path / "keys")
        assert "PRIVATE" not in str(said.value)
    assert "private" not in repr(one).lower()
