"""The words of a search: which say nothing, which say the same, and what is left of a name when it
is written carelessly.
"""

from __future__ import annotations

import re
from functools import cache

from core import search_key

NOTHING = (
    "thana", "thane", "थाना", "थाने", "police", "पुलिस", "पोलीस", "ps", "chowki", "chauki", "चौकी",
    "district", "dist", "distt", "jila", "zila", "जिला", "ka", "ki", "ke", "का", "की", "के", "no",
    "number", "नंबर", "phone", "फोन", "contact", "address", "पता", "code", "कोड",
)  # fmt: skip
"""Words of every query and name. One that holds nothing else asks for no station in particular."""

SAME = (
    ("ajk", "ajak", "अजाक", "adivasi", "आदिवासी"),
    ("mahila", "महिला", "women", "woman", "ladies"),
    ("traffic", "ट्रैफिक", "yatayat", "यातायात"),
    ("grp", "rail", "railway", "रेल", "रेलवे"),
    ("cantt", "cant", "cantonment", "कैंट", "chhawani", "छावनी"),
    ("city", "सिटी", "shahar", "शहर", "nagar palika"),
    ("dehat", "देहात", "gramin", "ग्रामीण", "rural"),
    ("nagar", "नगर", "ngr"),
    ("road", "रोड", "rd", "marg", "मार्ग"),
    ("kotwali", "कोतवाली", "kotwaali"),
    ("industrial", "udyogik", "audyogik", "औद्योगिक", "udhyogik"),
    ("area", "एरिया", "kshetra", "क्षेत्र", "chhetra"),
    ("university", "vishwavidyalaya", "vishvavidhyalaya", "विश्वविद्यालय"),
    ("station", "स्टेशन", "stesan"),
    ("crime", "क्राइम", "apradh", "अपराध"),
    ("junction", "जंक्शन", "jn"),
    ("cyber", "साइबर"),
)  # fmt: skip
"""Words that name one kind of station or place, in both languages and as they are shortened."""

STATION_BEHIND_POLICE = ("police", "पुलिस", "पोलीस")
LONGEST_SHORTENED = 4
LONG = 8
"""Words of so many letters are known by their skeletons as well."""

_ASPIRATE = re.compile("(?<=[kgtdpbrlj])h|(?<=c)h")
_FLAP = re.compile("(?<=[aeiou])d")
_SECOND_A = re.compile("(?<=.)a")
_DOUBLED = re.compile(r"(.)\1+")
_VAGUE = str.maketrans("eov", "iub")


def skeleton(key: str) -> str:
    """A key without what is often written otherwise: aspiration, the vowel a, e for i and o for u,
    v for b, d for r.
    """
    plain = _FLAP.sub("r", _ASPIRATE.sub("", key.replace(" ", ""))).replace("ai", "e")
    return _SECOND_A.sub("", _DOUBLED.sub(r"\1", plain)).translate(_VAGUE)


def telling_words(key: str) -> list[str]:
    """The words of a key's line that tell stations apart, each kind of place by its one word."""
    nothing, same, police, station = _vocabulary()
    words = key.split()
    return [
        same.get(word) or (same.get(skeleton(word), word) if len(word) >= LONG else word)
        for before, word in zip(["", *words], words, strict=False)
        if word not in nothing and not (before in police and same.get(word) == station)
    ]


def shortened(words: list[str]) -> list[list[str]]:
    """A name's words as they are shortened: mg road and mgr for mahatma gandhi road."""
    initials = [word[0] for word in words[:LONGEST_SHORTENED]]
    runs = range(2, len(initials) + 1)
    return [["".join(initials[:run]), *words[run:]] for run in runs if run > 2 or words[run:]]


@cache
def _vocabulary() -> tuple[frozenset[str], dict[str, str], frozenset[str], str]:
    keys = {word: search_key([words[0]]) for words in SAME for word in _keys(words)}
    long = {skeleton(word): key for word, key in keys.items() if len(word) >= LONG}
    nothing, police = (frozenset(_keys(words)) for words in (NOTHING, STATION_BEHIND_POLICE))
    return nothing, {**long, **keys}, police, search_key(["station"])


def _keys(words: tuple[str, ...]) -> list[str]:
    return [search_key([word]) for word in words]
