"""A proof of work in place of a name: a puzzle that the server signs and does not store, and that
is good once.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

from core import Runtime, Wrong
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


@dataclass(frozen=True)
class Solved:
    """A puzzle, and what is said to solve it."""

    good_once: str
    solution: str
    place: ClassVar[str] = "proofOfWork"
    over: ClassVar[Wrong] = OVER

    def check(self, runtime: Runtime) -> None:
        """Raises Wrong unless this is a puzzle of ours, in time, and solved."""
        signed, _, signature = self.good_once.rpartition(".")
        own = _signature(runtime, signed).encode()
        if not hmac.compare_digest(signature.encode("utf-8", "replace"), own):
            raise FAILED
        _, difficulty, end = signed.split(".")
        if datetime.fromtimestamp(int(end), UTC) <= runtime.now():
            raise OVER
        bits = zero_bits(self.good_once, self.solution)
        if len(self.solution) > LONGEST_SOLUTION or bits < int(difficulty):
            raise FAILED


def zero_bits(puzzle: str, solution: str) -> int:
    """With how many zero bits the hash begins."""
    digest = hashlib.sha256(f"{puzzle}:{solution}".encode("utf-8", "replace")).digest()
    return len(digest) * 8 - int.from_bytes(digest, "big").bit_length()


def _signature(runtime: Runtime, signed: str) -> str:
    return runtime.secrets.digest("tips.puzzle", signed)[:SIGNATURE]
