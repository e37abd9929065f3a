"""Whatever is done to the audit or to its exported heads, `thana audit verify` finds it."""

from __future__ import annotations

import shutil
from datetime import timedelta
from pathlib import Path
from random import Random

import pytest
from attackers import Attacker
from conftest import MovableClock
from signed_papers import fresh_key
from tampering import unguarded, write
from tortoise.transactions import in_transaction

from core.audit.comparing import Expected, compare
from core.audit.exporting import export
from core.audit.models import AuditChain
from core.audit.verifying import verify
from core.cli.audit import checked_by
from core.documents.key_files import SigningKey
from core.documents.signing import LocalSigner
from core.runtime import Runtime

ATTEMPTS = {"sqlite": 1000, "postgres": 60}
CHAINS = ("21346058", "platform", "थाना")


class PutBack(Exception):
    """Ends the transaction of an attempt, so that nothing of it stays."""


@pytest.fixture
def key() -> SigningKey:
    return fresh_key()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "heads"


@pytest.fixture
async def exported(
    runtime: Runtime, clock: MovableClock, key: SigningKey, folder: Path
) -> dict[str, int]:
    """Three exports, one an hour, while the chains grow; their lengths at the last one. A few
    entries more have come since.
    """

    async def signing() -> LocalSigner:
        return LocalSigner(key)

    for number in range(3):
        for chain in CHAINS[: number + 1]:
            await write(runtime, chain, many=3)
        clock.move(hours=1)
        await export(folder, clock.now(), signing)
    lengths = {row.name: row.length for row in await AuditChain.filter(name__in=CHAINS)}
    await write(runtime, CHAINS[0], many=2)
    return lengths


async def findings(folder: Path, clock: MovableClock, key: SigningKey) -> list[str]:
    expected = Expected(checked_by({key.trusted.id: key.trusted}), clock.now(), timedelta(hours=1))
    return [fault async for fault in verify()] + [
        fault async for fault in compare(folder, expected)
    ]


async def test_a_thousand_tamperings_are_found_every_one(
    exported: dict[str, int],
    clock: MovableClock,
    key: SigningKey,
    folder: Path,
    tmp_path: Path,
    kind: str,
) -> None:
    random, copy, missed = Random(4711), tmp_path / "copy", []
    for _ in range(ATTEMPTS[kind]):
        assert await findings(folder, clock, key) == []
        shutil.copytree(folder, copy)
        attacker = Attacker(random, copy, exported)
        try:
            async with in_transaction():
                async with unguarded():
                    await attacker.tamper()
                if not await findings(copy, clock, key):
                    missed.append(attacker.done)
                raise PutBack
        except PutBack:
            shutil.rmtree(copy)
    assert missed == []
    assert await findings(folder, clock, key) == []
