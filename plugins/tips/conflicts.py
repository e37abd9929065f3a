"""Who must not see a tip: the officers whom the tipster names, and those whom the state does."""

from __future__ import annotations

import re
from collections.abc import Collection
from difflib import SequenceMatcher
from functools import cache

from core import search_key

RANKS = (
    "police officer constable head asi si hc inspector sub assistant sho so ti incharge dsp"
    " asp sp csp sdop dig ig adg dgp superintendent deputy additional director general town"
    " station thana chowki prabhari thanedar daroga havaldar hawaldar sipahi nirikshak"
    " upnirikshak sahayak adhikshak arakshak pradhan mr mrs ms shri smt kumari sir madam ji"
    " sahab saheb saab bhai the of at from थानेदार दरोगा हवलदार सिपाही निरीक्षक उपनिरीक्षक"
    " सहायक अधीक्षक आरक्षक प्रधान थाना प्रभारी चौकी साहब साहेब श्री श्रीमती"
)
"""Words that many share: "Inspector Tiwari" names a Tiwari, and not every inspector."""

SHORT, LONG = 2, 5
ALIKE = 0.8
"""Words of two letters are initials; long ones may differ in a letter, as Tewari and Tiwari do."""

_BETWEEN = re.compile(
    r"[,;:/()&+|\n]|\b(?:and|or|aur|ya|evam)\b|(?<!\S)(?:और|या|एवं|तथा|व)(?!\S)", re.I
)


@cache
def _ranks() -> frozenset[str]:
    """Their keys, made when they are first asked for: Devanagari takes a library to read."""
    return frozenset(search_key(RANKS.split()).split())  # of each word: a key is cut


def names_of(username: str, full_name: str) -> str:
    """What is kept beside an officer's share, to compare names with."""
    return search_key((username, username.replace(".", " "), full_name))[:300]


def is_name(named: str) -> bool:
    """Whether there is more to it than ranks and initials: those keep nobody away."""
    return any(len(word) > SHORT for word in _words(named) - _ranks())


def is_named(officer: str, named: Collection[str]) -> bool:
    """Whether one of the names could be this officer's (`names_of`), in whatever script: rather one
    officer too many is kept away than one too few. Several that stand in one are taken apart.
    """
    words = _words(officer)
    parts = {part for name in named for part in (name, *_BETWEEN.split(name))}
    return any(_could_be(_words(part), words) for part in parts)


def _could_be(name: frozenset[str], officer: frozenset[str]) -> bool:
    said = {word for word in name if any(_are_alike(word, own) for own in officer)}
    others = {word for word in name - said - _ranks() if not _is_initial(word, officer)}
    is_of_officer = any(len(word) > SHORT for word in said)
    return is_of_officer and (not others or len(said - _ranks()) > 1)


def _are_alike(word: str, own: str) -> bool:
    is_long = min(len(word), len(own)) >= LONG
    return word == own or (is_long and SequenceMatcher(None, word, own).ratio() > ALIKE)


def _is_initial(word: str, officer: Collection[str]) -> bool:
    """Whether the one stands for the other by its first letter: R. Tiwari for Rakesh Tiwari."""
    return any(word[0] == own[0] and min(len(word), len(own)) <= SHORT for own in officer)


def _words(name: str) -> frozenset[str]:
    return frozenset(search_key((name,)).split())
