"""One spelling for the many of an Indian name, so that a search finds it in any of them: whatever
its script, and however its sounds are written in Latin letters.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from core.cleaning import clean_line, latin_digits

LONGEST_NAME = 200
READ = 1_000  # more is not even cleaned
PASSES = 4

SCRIPTS = (
    ("\u0900", "devanagari"), ("\u0980", "bengali"), ("\u0a00", "gurmukhi"), ("\u0a80", "gujarati"),
    ("\u0b00", "oriya"), ("\u0b80", "tamil_superscripted"), ("\u0c00", "telugu"),
    ("\u0c80", "kannada"), ("\u0d00", "malayalam"), ("\u0d80", "sinhala"),
)  # fmt: skip
"""Where each script begins, and the library's name of it. Its plain `tamil` reads every stop as a
voiced aspirate: gh for k.
"""

SILENT_A = ("devanagari", "bengali", "gurmukhi", "gujarati")

_INDIC_WORD = re.compile("[\u0900-\u0dff\u200c\u200d]+")
_JOINERS = re.compile("[\u200c\u200d]")
_BEFORE_READING = str.maketrans({
    "ॉ": "ो", "ऑ": "ओ", "ॅ": "े", "ऍ": "ए", "ൽ": "ല്", "ർ": "ര്", "ൻ": "ന്", "ൺ": "ണ്", "ൾ": "ള്",
})  # fmt: skip

_SOUNDS = re.compile("[kgjtdpbr]h|ch|sh|ai|au|.")
_VOWELS = {"a", "A", "i", "u", "e", "o", "ai", "au"}
_LETTER_NAMES = {
    "डब्ल्यू": "w", "एक्स": "x", "क्यू": "q", "जेड": "z", "एच": "h", "एफ": "f", "एल": "l",
    "एम": "m", "एन": "n", "एस": "s", "आई": "i", "आर": "r", "वाई": "y", "वाय": "y", "बी": "b",
    "सी": "c", "डी": "d", "जी": "g", "जे": "j", "के": "k", "पी": "p", "टी": "t", "यू": "u", "वी": "v",
    "ए": "a", "ई": "e", "ओ": "o",
}  # fmt: skip
_LETTER_NAME = re.compile("|".join(_LETTER_NAMES))
_SPELT_OUT = re.compile(rf"(?:{_LETTER_NAME.pattern}){{2,}}")

_DOTS = re.compile("[.,]")
_ALTERNATIVES = re.compile(r"(\S+) ?/ ?(\S+)")
_PARENTHESIS = re.compile(r"\(([^()]*)\)")
_NO_WORD = re.compile(r"[\W_]+")
_INITIALS = re.compile(r"\b\w(?: \w\b)+")

_FOLDS: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), spelling)
    for pattern, spelling in (
        (r"(?<=[bdfgklmnprtvw])es$", ""),  # lines: line
        (r"x", "ks"), (r"qu(?=[aeio])|q", "k"), (r"z", "j"), (r"ph", "f"),
        (r"t?(?:ch+)+", "C"), (r"ck", "k"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"C", "ch"),
        (r"sh+", "s"),
        (r"ee+", "i"), (r"oo+", "u"), (r"ow(?![aeiou])|oa", "o"), (r"w", "v"),
        (r"(\D)\1+", r"\1"),
        (r"nv", "v"), (r"aon(?![aeiou])|ao|(?<=g)an?v(?![aeiou])", "av"), (r"eo", "ev"),
        (r"(?<=[aeou])y(?=i)", ""), (r"iy(?=[aeou])", "i"), (r"(?<=[^aeiou])y", "i"),
        (r"(?<=a)ya?$|(?<=e)y$", "i"),
        (r"[ae](?:i|y(?![aeou]))(?=.)", "e"), (r"[ao]u", "o"), (r"uv(?=a)", "u"),
        (r"(?<=ua)n$", ""),
        (r"(?<=\w\w[^aeiou])e$", ""),  # line: lin, as in लाइन
        (r"(\D)\1+", r"\1"),
    )
)  # fmt: skip


def search_key(names: Iterable[str]) -> str:
    """The names in the one spelling in which they are compared: lower-case Latin letters and
    digits, words parted by a space, a line each. What a name says twice, as `CANTONMENT (CANTT.)`
    and `KISHAN PURA/GANJ` do, has further lines of its own. Of each name 200 characters count.
    """
    keys = (_folded(spelling) for name in names for spelling in _spellings(name))
    return "\n".join(dict.fromkeys(filter(None, keys)))


def _spellings(name: str) -> Iterator[str]:
    line = unicodedata.normalize("NFKC", clean_line(name[:READ]))[:LONGEST_NAME]
    yield line
    if inside := _PARENTHESIS.search(line):
        yield _PARENTHESIS.sub(" ", line)
        yield inside[1]
    if _ALTERNATIVES.search(line):
        yield from (_ALTERNATIVES.sub(choice, line, 1) for choice in (r"\1", r"\2"))


def _folded(line: str) -> str:
    latin = _INDIC_WORD.sub(lambda word: _read(word.group()), _spelt_out(latin_digits(line)))
    plain = unicodedata.normalize("NFKD", latin.casefold())
    key = "".join(letter for letter in plain if not unicodedata.combining(letter))
    for _ in range(PASSES):  # folding may leave single letters, which are initials as well
        before, key = key, _fold_words(key)
        if key == before:
            break
    return key


def _fold_words(line: str) -> str:
    words = _INITIALS.sub(lambda found: found.group().replace(" ", ""), _NO_WORD.sub(" ", line))
    return " ".join(_fold_word(word) for word in words.split())


def _fold_word(word: str) -> str:
    if not re.search("[aeiouy]", word):
        return word  # initials, as in TT Nagar
    for _ in range(PASSES):
        before = word
        for pattern, spelling in _FOLDS:
            word = pattern.sub(spelling, word)
        if word == before:
            break
    return word


def _spelt_out(line: str) -> str:
    """The line with letters that Hindi writes by their names as letters: टी टी and टीटी as tt."""
    words = _DOTS.sub(" ", line).split()
    named = [word in _LETTER_NAMES for word in words] + [False]
    for place, word in enumerate(words):
        if (named[place] and (named[place - 1] or named[place + 1])) or _SPELT_OUT.fullmatch(word):
            words[place] = _LETTER_NAME.sub(lambda name: _LETTER_NAMES[name.group()], word)
    return " ".join(words)


def _read(word: str) -> str:
    """A word of an Indian script in Latin letters, without the vowels that nobody speaks."""
    scheme = next(name for start, name in reversed(SCRIPTS) if word >= start or start == "\u0900")
    plain = _JOINERS.sub("", word).translate(_BEFORE_READING)
    sounds: list[str] = _SOUNDS.findall(_plain_sounds(_transliterate()(plain, scheme, "iast")))
    if scheme in SILENT_A:
        sounds = _without_silent_a(sounds)
    return "".join(_nasal(sounds, place) for place in range(len(sounds))).lower()


def _transliterate() -> Callable[[str, str, str], str]:
    """The library, imported when it is first needed: that takes a quarter of a second."""
    from indic_transliteration import sanscript

    transliterate: Callable[[str, str, str], str] = sanscript.transliterate
    return transliterate


_PLAIN = str.maketrans({
    "ā": "A", "ī": "i", "ū": "u", "è": "e", "ò": "o", "ṃ": "M", "~": "M", "ḥ": "", "'": "",
    "c": "ch", "ś": "sh", "ṣ": "sh", "ṭ": "t", "ḍ": "d", "ñ": "n", "ṅ": "n", "ṇ": "n", "ṉ": "n",
    "ḻ": "l", "ḷ": "l", "ṟ": "r",
})  # fmt: skip


def _plain_sounds(iast: str) -> str:
    """IAST with one letter or the usual two for a sound; A is the long a, M the dot of a nasal."""
    composed = unicodedata.normalize("NFC", iast).replace("jñ", "gy").replace("ch", "c")
    composed = re.sub("āi(?=[^aāiīuūeo])", "i", composed)  # लाइन: line
    composed = re.sub("[ṛṝ](?!h?[aāiīuūeo])", "ri", composed).translate(_PLAIN)
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", composed)
        if not unicodedata.combining(letter)
    )


def _without_silent_a(sounds: list[str]) -> list[str]:
    """makaroniyA: makroniyA, sAgara: sAgar. An a at the end, or between two consonants that have
    another vowel on their other sides, is not spoken.
    """
    kept: list[str] = []
    for place in range(len(sounds) - 1, -1, -1):
        is_behind = place >= 2 and sounds[place - 1] not in _VOWELS
        if sounds[place] == "a" and is_behind and _is_silent(sounds[place - 2], kept):
            continue
        kept.append(sounds[place])
    return kept[::-1]


def _is_silent(second_before: str, after: list[str]) -> bool:
    """`after` is what follows, the next sound last."""
    if not after:
        return True
    is_open = second_before in {*_VOWELS, "M"} and len(after) > 1 and after[-2] in _VOWELS
    return is_open and after[-1] not in _VOWELS and after[-1] != "M"


def _nasal(sounds: list[str], place: int) -> str:
    """A sound; the dot as the nasal that it stands for before what follows."""
    if sounds[place] != "M":
        return sounds[place]
    after = sounds[place + 1][0] if place + 1 < len(sounds) else "v"
    if after in "pbm":
        return "m"
    return {"h": "ng", "v": "", "r": "", "l": ""}.get(after, "n")
