"""Officers' passwords: what is kept of one, and whether one fits."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from secrets import token_bytes

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LONGEST_PASSWORD = 200

_hasher = PasswordHasher()
_hashing = ThreadPoolExecutor(max_workers=2, thread_name_prefix="argon2")


def _fits_nobody() -> str:
    """A hash that costs as much to verify as an officer's, and that no password is known to fit.

    Hashing one would cost the start of every command a quarter of a second.
    """
    salt, digest = (
        b64encode(token_bytes(size)).rstrip(b"=").decode()
        for size in (_hasher.salt_len, _hasher.hash_len)
    )
    work = f"m={_hasher.memory_cost},t={_hasher.time_cost},p={_hasher.parallelism}"
    return f"$argon2id$v=19${work}${salt}${digest}"


FITS_NOBODY = _fits_nobody()


async def hash_password(password: str) -> str:
    """What to keep of a password; off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(_hashing, _hasher.hash, password)


async def verify_password(password_hash: str, password: str) -> bool:
    """Whether a password fits its hash; off the event loop."""
    return await asyncio.get_running_loop().run_in_executor(
        _hashing, _verify, password_hash, password
    )


def _verify(password_hash: str, password: str) -> bool:
    try:
        return _hasher.verify(password_hash, password[:LONGEST_PASSWORD])
    except (VerificationError, InvalidHashError):
        return False
