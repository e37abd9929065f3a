"""What a search finds."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE = 10_000
LONGEST_LIST = 200


@dataclass(frozen=True, order=True)
class Hit:
    """A station that a search may mean; the less `rank`, 0 to WHOLE, the likelier."""

    rank: int
    name: str
    code: str
