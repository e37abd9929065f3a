"""What stands in place of a name: work that was done, or time that was waited. It is good once."""

from __future__ import annotations

import hashlib
from typing import Protocol

from tortoise.exceptions import IntegrityError

from core import Findings, Runtime, Wrong, day_in_india
from plugins.tips.models import SpentPuzzle


class Proof(Protocol):
    """A puzzle that is solved, or a form that was open for a while."""

    @property
    def place(self) -> str:
        """Where it stands in the input."""

    @property
    def good_once(self) -> str:
        """The text that the server has signed."""

    @property
    def over(self) -> Wrong:
        """What is said of one that was used before."""

    def check(self, runtime: Runtime) -> None:
        """Raises Wrong unless it is ours, in time, and holds."""


def check(runtime: Runtime, proof: Proof, findings: Findings) -> None:
    """Whether the proof holds; what is wrong goes into the findings."""
    with findings.at(proof.place).judged():
        proof.check(runtime)


async def spend(runtime: Runtime, proof: Proof, findings: Findings) -> None:
    """Note that the proof was used; needs a transaction around it. That it was used before goes
    into the findings.
    """
    id = hashlib.sha256(proof.good_once.encode("utf-8", "replace")).hexdigest()
    with findings.at(proof.place).judged():
        if await SpentPuzzle.exists(id=id):
            raise proof.over
        try:
            await SpentPuzzle.create(id=id, spent_on=day_in_india(runtime.now()))
        except IntegrityError:
            raise proof.over from None
