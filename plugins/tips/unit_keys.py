"""The units' key pairs: made, handed over, rotated, recovered. Nobody does any of it without the
passphrase of an officer who has a share, but for the making.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from core import Officer, Runtime, Unit, day_in_india, transactional
from plugins.tips.conflicts import names_of
from plugins.tips.content import addressed_of
from plugins.tips.models import KeyShare, OfficerKey, RecoveryShare, Tip, UnitKey, UnlockedKey
from plugins.tips.officer_keys import Replaced, private_key
from plugins.tips.sealing import Broken, new_pair, public_of, seal_to, unseal_with, vouch


class KeyFault(Exception):
    """What keeps a key from being made or handed over, in words."""


@transactional
async def make(
    runtime: Runtime, unit: Unit, officers: Sequence[Officer], second: Unit | None
) -> UnitKey:
    """Make the unit's key pair, with a share for each officer, and one by which the second unit can
    recover it.
    """
    if await UnitKey.exists(unit_code=unit.code):
        raise KeyFault(f"{unit.code} has a key already; see `thana tips keys rotate`")
    private, public = new_pair()
    today = day_in_india(runtime.now())
    key = await UnitKey.create(unit_code=unit.code, public_key=public, made_on=today)
    await _share(key, private, officers)
    if second is not None:
        await _let_recover(key, private, await key_of(second.code))
    return key


@transactional
async def hand_over(unit: Unit, by: Officer, passphrase: str, to: Sequence[Officer]) -> None:
    """Give further officers a share of the unit's key. Raises KeyFault, WrongPassphrase."""
    key = await key_of(unit.code)
    await _share(key, await _opened(key, by, passphrase), to)


@transactional
async def rotate(
    runtime: Runtime, unit: Unit, by: Officer, passphrase: str, without: Sequence[Officer]
) -> int:
    """Replace the unit's key pair by a new one, shared by the same officers but these; how many
    tips were sealed to it anew. What the old key still opens is nothing.
    """
    key = await UnitKey.select_for_update().get_or_none(unit_code=unit.code)
    if key is None:
        raise _no_key(unit.code)
    old = await _opened(key, by, passphrase)
    shares = KeyShare.filter(unit_key_id=key.id).exclude(officer_id__in=[o.id for o in without])
    keepers = await Officer.filter(id__in=await shares.values_list("officer_id", flat=True))
    if not keepers:
        raise KeyFault("somebody must keep a share: hand the key over first")
    await _check_keepers(key, old, keepers)
    new, key.public_key = new_pair()
    key.made_on = day_in_india(runtime.now())
    await key.save()
    await KeyShare.filter(unit_key_id=key.id).delete()
    await UnlockedKey.filter(unit_key_id=key.id).delete()
    await _share(key, new, keepers)
    await _renew_recovery(key, old, new)
    return await _reseal(key, old)


@transactional
async def recover(
    unit: Unit, second: Unit, by: Officer, passphrase: str, to: Sequence[Officer]
) -> None:
    """Give officers a share of a unit's key through the second unit that may recover it."""
    key, second_key = await key_of(unit.code), await key_of(second.code)
    held = await RecoveryShare.get_or_none(unit_key_id=key.id, second_key_id=second_key.id)
    if held is None:
        raise KeyFault(f"{second.code} cannot recover the key of {unit.code}: it has no share")
    opened = await _opened(second_key, by, passphrase)
    await _share(key, unseal_with(opened, held.sealed, _recovery(key)), to)


async def key_of(unit_code: str) -> UnitKey:
    """The key of a unit. Raises KeyFault."""
    key = await UnitKey.get_or_none(unit_code=unit_code)
    if key is None:
        raise _no_key(unit_code)
    return key


async def _opened(key: UnitKey, officer: Officer, passphrase: str) -> bytes:
    share = await KeyShare.get_or_none(unit_key_id=key.id, officer_id=officer.id)
    if share is None:
        raise KeyFault(f"{officer.username} has no share of the key of {key.unit_code}")
    return opened_share(share, key, await private_key(officer.id, passphrase))


def opened_share(share: KeyShare, key: UnitKey, private: bytes) -> bytes:
    """The unit's private key that an officer's share holds. Raises Broken, and Replaced where the
    unit's public key is another's.
    """
    opened = unseal_with(private, share.sealed, f"unit:{share.unit_key_id}")
    if public_of(opened) != key.public_key:
        raise Replaced
    return opened


def fingerprint(public_key: bytes) -> str:
    """What people compare of a public key: 20 hexadecimal digits, which nobody hits on another."""
    digits = hashlib.sha256(public_key).hexdigest()[:20]
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))


async def _share(key: UnitKey, private: bytes, officers: Sequence[Officer]) -> None:
    if not officers:
        raise KeyFault("name at least one officer who is to have a share")
    for officer in officers:
        own = await OfficerKey.get_or_none(officer_id=officer.id)
        if own is None:
            raise KeyFault(f"{officer.username} has no key pair; see `thana tips keys enrol`")
        vouched = vouched_for(private, officer.id, own.public_key)
        name = names_of(officer.username, officer.full_name)
        sealed = seal_to(own.public_key, private, f"unit:{key.id}")
        await KeyShare.filter(unit_key_id=key.id, officer_id=officer.id).delete()
        await KeyShare.create(
            unit_key_id=key.id,
            officer_id=officer.id,
            officer_name=name,
            vouched=vouched,
            sealed=sealed,
        )


async def _check_keepers(key: UnitKey, private: bytes, keepers: Sequence[Officer]) -> None:
    """Whether each has the public key for which a holder vouched when the key was handed over.
    Whoever controls the database could else put in their own, and wait for a rotation.
    """
    for officer in keepers:
        share = await KeyShare.get(unit_key_id=key.id, officer_id=officer.id)
        own = await OfficerKey.get(officer_id=officer.id)
        if vouched_for(private, officer.id, own.public_key) != share.vouched:
            raise KeyFault(
                f"{officer.username} has another key pair than the key of {key.unit_code} was"
                f" handed over to: rotate `--without {officer.username}`, ask the officer for its"
                " fingerprint, and hand the key over anew"
            )


async def _let_recover(key: UnitKey, private: bytes, second: UnitKey) -> None:
    sealed = seal_to(second.public_key, private, _recovery(key))
    vouched = vouched_for(private, second.id, second.public_key)
    await RecoveryShare.create(
        unit_key_id=key.id, second_key_id=second.id, vouched=vouched, sealed=sealed
    )


async def _renew_recovery(key: UnitKey, old: bytes, new: bytes) -> None:
    """What could recover this key can recover the new one; what this key recovers, it still can."""
    for held in await RecoveryShare.filter(unit_key_id=key.id).prefetch_related("second_key"):
        second = held.second_key
        if vouched_for(old, second.id, second.public_key) != held.vouched:
            raise KeyFault(
                f"the key of {second.unit_code}, which may recover this one, was replaced"
            )
        held.vouched = vouched_for(new, second.id, second.public_key)
        held.sealed = seal_to(second.public_key, new, _recovery(key))
        await held.save()
    for held in await RecoveryShare.filter(second_key_id=key.id).prefetch_related("unit_key"):
        first = held.unit_key
        private = unseal_with(old, held.sealed, _recovery(first))
        held.vouched = vouched_for(private, key.id, key.public_key)
        held.sealed = seal_to(key.public_key, private, _recovery(first))
        await held.save()


async def _reseal(key: UnitKey, old: bytes) -> int:
    """Of tips that do not open nothing is lost, and they must not keep an officer from being shut
    out.
    """
    resealed = 0
    for tip in await Tip.filter(unit_key_id=key.id).only("id", "key_for_unit"):
        try:
            tip_key = unseal_with(old, tip.key_for_unit, addressed_of(tip.id))
        except Broken:
            continue
        sealed = seal_to(key.public_key, tip_key, addressed_of(tip.id))
        resealed += await Tip.filter(id=tip.id, unit_key_id=key.id).update(key_for_unit=sealed)
    return resealed


def vouched_for(private: bytes, holder: Any, public_key: bytes) -> bytes:
    """By which a holder of a unit's private key knows whom it was handed over to."""
    return vouch(private, f"{holder}:{public_key.hex()}")


def _recovery(key: UnitKey) -> str:
    return f"recovery:{key.id}"


def _no_key(unit_code: str) -> KeyFault:
    return KeyFault(f"{unit_code} has no key; see `thana tips keys make`")
