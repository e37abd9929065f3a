"""A proof of work in place of a name: a puzzle that the server signs and does not store, and that
is good once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from tortoise.exceptions import IntegrityError

from core import Runtime, Wrong, day_in_india
from plugins.tips.models import SpentPuzzle
from plugins.tips.texts import text

GOOD_FOR = timedelta(minutes=30)
LONGEST_SOLUTION = 100
SIGNATURE = 32

FAILED = Wrong(
    "PROOF_OF_WORK", text("The proof of work does not hold. Ask for a new puzzle and solve that.")
)
OVER = Wrong(
    "PROOF_OF_WORK_EXPIRED",
    text("The puzzle is too old, or was used before. Ask for a new one and solve that."),
)


@dataclass(frozen=True)
class Puzzle:
    """`text` holds nonce, difficulty and end, and their signature."""

    text: str
    difficulty: int
    expires_at: datetime


def new_puzzle(runtime: Runtime, difficulty: int) -> Puzzle:
    """A puzzle: find a solution so that the SHA-256 of `puzzle:solution` begins with `difficulty`
    zero bits.
    """
    expires_at = (runtime.now() + GOOD_FOR).replace(microsecond=0)
    signed = f"{secrets.token_hex(16)}.{difficulty}.{int(expires_at.timestamp())}"
    return Puzzle(f"{signed}.{_signature(runtime, signed)}", difficulty, expires_at)


def check(runtime: Runtime, puzzle: str, solution: str) -> None:
    """Raises Wrong unless this is a puzzle of ours, in time, and solved."""
    signed, _, signature = puzzle.rpartition(".")
    if not hmac.compare_digest(signature.encode(), _signature(runtime, signed).encode()):
        raise FAILED
    _, difficulty, end = signed.split(".")
    if datetime.fromtimestamp(int(end), UTC) <= runtime.now():
        raise OVER
    if len(solution) > LONGEST_SOLUTION or zero_bits(puzzle, solution) < int(difficulty):
        raise FAILED


def zero_bits(puzzle: str, solution: str) -> int:
    """With how many zero bits the hash begins."""
    digest = hashlib.sha256(f"{puzzle}:{solution}".encode("utf-8", "replace")).digest()
    return len(digest) * 8 - int.from_bytes(digest, "big").bit_length()


async def spend(runtime: Runtime, puzzle: str) -> None:
    """Note that the puzzle was used; needs a transaction around it. Raises Wrong when it was."""
    id = hashlib.sha256(puzzle.encode()).hexdigest()
    if await SpentPuzzle.exists(id=id):
        raise OVER
    try:
        await SpentPuzzle.create(id=id, spent_on=day_in_india(runtime.now()))
    except IntegrityError:
        raise OVER from None


def _signature(runtime: Runtime, signed: str) -> str:
    return runtime.secrets.digest("tips.puzzle", signed)[:SIGNATURE]
