"""Somebody has all: a copy of the database while the tips are unlocked, the settings, the secret
keys. Every value in there is tried as a key on everything that is sealed, and what that opens is
tried again (security.md, T-9). Only a passphrase makes a difference.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator
from hashlib import sha256
from typing import Any

from factories import BHOPAL
from good_files import photo
from tipping import PASSPHRASE, Reader, Tipster, kept_picture
from tortoise import Tortoise

from core.db import fetch
from core.runtime import Runtime
from plugins.tips.models import (
    KeyShare,
    OfficerKey,
    RecoveryShare,
    Tip,
    TipAttachment,
    TipMessage,
    UnlockedKey,
)
from plugins.tips.officer_keys import private_key
from plugins.tips.sealing import KEY_BYTES, Broken, unseal, unseal_with

Readers = Callable[..., Awaitable[Reader]]
IMPORTED = ("core_unit", "core_holiday", "directory_")
Sealed = dict[tuple[str, str], bytes]
"""What is sealed, by what it is of and the tip or key that it belongs to."""


async def sealed_values() -> Sealed:
    tips = {(f"tip:{row.id}", f"tip:{row.id}"): row.key_for_unit for row in await Tip.all()}
    tips |= {(f"receipt:{row.id}", f"tip:{row.id}"): row.key_for_receipt for row in await Tip.all()}
    tips |= {(f"label:{row.id}", f"tip:{row.id}"): row.label for row in await Tip.all()}
    messages = {
        (f"message:{row.tip_id}:{row.id}", f"tip:{row.tip_id}"): row.sealed
        for row in await TipMessage.all()
    }
    pictures = {
        (f"attachment:{row.id}", f"tip:{row.tip_id}"): row.sealed
        for row in await TipAttachment.all()
    }
    shares = {(f"unit:{row.unit_key_id}", str(row.id)): row.sealed for row in await KeyShare.all()}
    officers = {
        (f"officer:{row.officer_id}", "officer"): row.private_key for row in await OfficerKey.all()
    }
    unlocked = {(f"unlocked:{row.id}", "unit"): row.sealed for row in await UnlockedKey.all()}
    recovery = {
        (f"recovery:{row.unit_key_id}", str(row.id)): row.sealed
        for row in await RecoveryShare.all()
    }
    return tips | messages | pictures | shares | officers | unlocked | recovery


async def whole_database() -> list[Any]:
    """Every value of every table but those that the stations were imported into."""
    tables = {model._meta.db_table for app in Tortoise.apps.values() for model in app.values()}
    tables = {each for each in tables if not each.startswith(IMPORTED)}
    rows = [row for table in sorted(tables) for row in await fetch(f'SELECT * FROM "{table}"')]
    return [value for row in rows for value in dict(row).values()]


def keys_in(values: Iterable[Any]) -> Iterator[bytes]:
    """What could be a key in them: pieces of 32 bytes, hashes of texts, hexadecimal."""
    for value in values:
        if isinstance(value, bytes):
            yield from (value[:KEY_BYTES], value[24 : 24 + KEY_BYTES], value[-KEY_BYTES:])
            yield sha256(value).digest()
        elif isinstance(value, str):
            yield from (sha256(value.encode()).digest(), value.encode()[:KEY_BYTES])
            if len(value) == 2 * KEY_BYTES and set(value) <= set("0123456789abcdef"):
                yield bytes.fromhex(value)


def attack(sealed: Sealed, keys: Iterable[bytes]) -> set[tuple[str, str]]:
    """What the keys open, and what those keys open that are found inside."""
    opened, tried, left = set[tuple[str, str]](), set[bytes](), set(keys)
    while left:
        tried |= left
        found = {
            place: content
            for place, value in sealed.items()
            if place not in opened
            for key in left
            if len(key) == KEY_BYTES and (content := _opened(key, value, place[0])) is not None
        }
        opened |= set(found)
        inside = [content for content in found.values() if len(content) == KEY_BYTES]
        named = [
            bytes.fromhex(part.decode())
            for content in found.values()
            for part in content.split(b'"')
            if len(part) == 2 * KEY_BYTES and part.isalnum()
        ]
        left = {*inside, *named} - tried
    return opened


def _opened(key: bytes, sealed: bytes, of: str) -> bytes | None:
    for way in (unseal, unseal_with):
        try:
            return way(key, sealed, of)
        except Broken:
            continue
    return None


async def _two_tips(tipster: Tipster, runtime: Runtime) -> None:
    await tipster.told(attachments=[await kept_picture(runtime, photo(64, 48))])
    await tipster.told(place={"text": "New Market", "districtCode": BHOPAL})
    await tipster.adds("Once more.")


async def test_nothing_opens_without_a_passphrase_and_all_of_it_with_one(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    for _ in range(2):
        await tipster.told(attachments=[await kept_picture(runtime, photo(64, 48))])
    await reader.unlocks()
    sealed = await sealed_values()
    secrets = [
        *runtime.settings.secret_keys,
        str(runtime.settings),
        *vars(runtime.secrets).values(),
    ]
    keys = {*keys_in([*await whole_database(), *secrets])}
    assert len(keys) > 100
    assert attack(sealed, keys) == set()
    own = await private_key(reader.officer.id, PASSPHRASE)
    opened = attack(sealed, {*keys, own})
    unit = {(of, to) for of, to in sealed if to.startswith("tip:") and not of.startswith("receipt")}
    assert unit <= opened


async def test_an_officer_of_another_unit_opens_the_tips_of_the_own_alone(
    tipster: Tipster, reader: Reader, another_reader: Readers, runtime: Runtime
) -> None:
    bhopal = await another_reader(BHOPAL)
    await bhopal.unlocks(BHOPAL)
    await _two_tips(tipster, runtime)
    sealed = await sealed_values()
    own = await private_key(bhopal.officer.id, PASSPHRASE)
    opened = attack(sealed, {own, *keys_in(await whole_database())})
    of_bhopal = {str(row.id) for row in await Tip.filter(unit_key__unit_code=BHOPAL)}
    tips = {to.removeprefix("tip:") for _, to in opened if to.startswith("tip:")}
    assert tips == of_bhopal
    assert len(of_bhopal) == 1


async def test_no_word_of_a_tip_lies_in_the_database(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    words = ("canaryword", "canaryplace", "canaryname")
    await tipster.told(
        text=f"{words[0]} is what we say.",
        place={"text": words[1], "districtCode": "21346"},
        excludeOfficers=[words[2]],
    )
    await reader.unlocks()
    [listed] = await reader.lists()
    await reader.opens(listed["id"])
    stored = repr(await whole_database())
    receipt = tipster.receipt.replace("-", "")
    told = (*words, receipt, receipt[8:20], "NARCOTICS")
    assert [word for word in told if word in stored] == []
