"""How many sockets one process holds: in all, of one viewer, and of one address before it is known
who is there.
"""

from __future__ import annotations

from collections import Counter


class Seats:
    """Seats for sockets, by owner. Nobody gets one beyond the most that there are in all."""

    def __init__(self, in_all: int) -> None:
        self._in_all = in_all
        self._taken: Counter[str] = Counter()

    @property
    def are_full(self) -> bool:
        return self._taken.total() >= self._in_all

    def take(self, owner: str, most: int) -> bool:
        """Give an owner one more seat; False when there are that many already."""
        if self._taken[owner] >= most:
            return False
        self._taken[owner] += 1
        return True

    def leave(self, owner: str) -> None:
        """Take a seat back."""
        self._taken[owner] -= 1
        if not self._taken[owner]:
            del self._taken[owner]
