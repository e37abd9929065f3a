"""`thana audit export` and `verify` as an operator runs them, with a copy of the heads."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from commands import thana
from tampering import unguarded, write
from temporary import FOLDER

from core.audit.heads import files_in
from core.audit.models import AuditChain, AuditEntry
from core.cli.audit import WHAT_TO_DO
from core.db import fetch
from core.documents.keys import trusted_keys
from core.documents.offline import TrustFile, write_trust
from core.runtime import Runtime


@pytest.fixture
def kind() -> str:
    """The commands do not depend on the database."""
    return "sqlite"


async def test_operator_exports_heads_and_finds_a_chain_that_was_cut(
    runtime: Runtime, database_url: str, tmp_path: Path
) -> None:
    settings = {"database_url": database_url, "documents__keys_folder": str(FOLDER / "keys")}
    await write(runtime, "21346058")
    written = await thana(tmp_path, "audit", "export", **settings)
    (file,) = files_in(tmp_path / "var" / "audit-heads")
    assert (written.code, written.out) == (
        0,
        f"the heads are in var/audit-heads/{file.name}; keep a copy off this host\n",
    )
    holds = await thana(tmp_path, "audit", "verify", **settings)
    assert (holds.code, holds.out, holds.err) == (
        0,
        "the audit holds, and leads to all exported heads in var/audit-heads: 1 file(s)\n",
        "",
    )
    elsewhere, keys = tmp_path / "elsewhere", tmp_path / "keys.json"
    shutil.move(file.parent, elsewhere)
    keys.write_text(write_trust(TrustFile("http://127.0.0.1:8000", await trusted_keys())))
    third = await AuditEntry.get(chain="21346058", sequence=3)
    async with unguarded():
        await fetch("DELETE FROM core_audit_entry WHERE chain = '21346058' AND sequence = 4")
    await AuditChain.filter(name="21346058").update(length=3, head=third.hash)
    found = await thana(
        tmp_path, "audit", "verify", "--heads", elsewhere, "--keys", keys, **settings
    )
    assert found.code == 1
    cut, what_to_do = found.faults
    at = re.escape(f" UTC, as {elsewhere / file.name} says")
    assert re.fullmatch(
        r"21346058: has been cut: entry 4 is missing, which was there at [\d-]{10} \d\d:\d\d" + at,
        cut,
    )
    assert what_to_do == WHAT_TO_DO


async def test_what_keeps_an_export_from_being_written_is_named(
    database_url: str, tmp_path: Path
) -> None:
    keyless = await thana(tmp_path, "audit", "export", database_url=database_url)
    assert (keyless.code, keyless.faults) == (
        1,
        [
            "setting documents.keys_folder: var/keys holds no key that signs documents;"
            " make one with `thana keys make`"
        ],
    )
    assert files_in(tmp_path / "var" / "audit-heads") == []
    (tmp_path / "file").write_bytes(b"")
    settings = {"documents__keys_folder": str(FOLDER / "keys"), "audit__heads_folder": "file/x"}
    refused = await thana(tmp_path, "audit", "export", database_url=database_url, **settings)
    assert (refused.code, refused.faults) == (
        1,
        ["setting audit.heads_folder: file/x: nothing was exported: NotADirectoryError"],
    )
