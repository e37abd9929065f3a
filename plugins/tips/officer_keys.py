"""The officers' own key pairs, which their passphrases open."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from core import Officer, Runtime, day_in_india
from plugins.tips.models import OfficerKey
from plugins.tips.sealing import (
    PASSPHRASE_COST,
    Broken,
    derived_key,
    new_pair,
    new_salt,
    public_of,
    seal,
    unseal,
)

SHORTEST_PASSPHRASE = 20
LONGEST_PASSPHRASE = 200
DIFFERENT_CHARACTERS = 8

_ONE_BY_ONE = ThreadPoolExecutor(1, thread_name_prefix="tips-passphrase")
"""Each takes 256 MB: many at once would be too much for the machine."""


class WeakPassphrase(Exception):
    """Too short or too regular for what it protects."""


class Replaced(Exception):
    """A public key in the database is not that of its private key: somebody has put it there."""


class WrongPassphrase(Exception):
    """The passphrase is not that of this officer, or the officer has no key pair."""


async def enrol(runtime: Runtime, officer: Officer, passphrase: str) -> None:
    """Give the officer a key pair. A new one replaces the old: shares of units' keys are then to be
    handed over anew. Raises WeakPassphrase.
    """
    if len(passphrase) < SHORTEST_PASSPHRASE or len(set(passphrase)) < DIFFERENT_CHARACTERS:
        raise WeakPassphrase
    private, public = new_pair()
    salt = new_salt()
    key = await _derived(passphrase, salt)
    sealed = seal(key, private, _of(officer.id))
    row = {
        "public_key": public,
        "salt": salt,
        "private_key": sealed,
        "made_on": day_in_india(runtime.now()),
    }
    await OfficerKey.update_or_create(officer_id=officer.id, defaults=row)


async def private_key(officer_id: Any, passphrase: str) -> bytes:
    """The officer's private key. Raises WrongPassphrase, and Replaced."""
    row = await OfficerKey.get_or_none(officer_id=officer_id)
    if row is None or len(passphrase) > LONGEST_PASSPHRASE:
        raise WrongPassphrase
    key = await _derived(passphrase, row.salt)
    try:
        private = unseal(key, row.private_key, _of(officer_id))
    except Broken:
        raise WrongPassphrase from None
    if public_of(private) != row.public_key:
        raise Replaced
    return private


async def _derived(passphrase: str, salt: bytes) -> bytes:
    return await asyncio.get_running_loop().run_in_executor(
        _ONE_BY_ONE, derived_key, passphrase, salt, PASSPHRASE_COST
    )


def _of(officer_id: Any) -> str:
    return f"officer:{officer_id}"
