"""Who must not see a tip: the officers whom the tipster names, and those whom the state does."""

from __future__ import annotations

from collections.abc import Collection

from core import search_key

RANKS = frozenset(
    search_key(
        (
            "police officer constable head asi si inspector sub assistant sho incharge dsp asp sp"
            " csp sdop dig ig adg dgp superintendent deputy additional director general mr mrs ms"
            " shri smt kumari sir madam ji the",
        )
    ).split()
)
"""Words that many share: "Inspector Tiwari" names a Tiwari, and not every inspector."""


def names_of(username: str, full_name: str) -> str:
    """What is kept beside an officer's share, to compare names with."""
    return search_key((username, username.replace(".", " "), full_name))[:300]


def is_named(officer: str, named: Collection[str]) -> bool:
    """Whether one of the names could be this officer's (`names_of`), in whatever script: rather one
    officer too many is kept away than one too few.
    """
    return any(_could_be(_words(name), _words(officer)) for name in named)


def _could_be(name: frozenset[str], officer: frozenset[str]) -> bool:
    return bool(name) and (name <= officer or len(name & officer) > 1)


def _words(name: str) -> frozenset[str]:
    return frozenset(search_key((name,)).split()) - RANKS
