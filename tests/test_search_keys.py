"""The one spelling for the many of an Indian name."""

from __future__ import annotations

import importlib
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tortoise.connection import get_connection

from core.search_keys import search_key
from core.units.models import Unit

ALIKE = (
    (
        "Makronia",
        "Makroniya",
        "MAKRONIYA",
        "मकरोनिया",
        "ｍａｋｒｏｎｉｙａ",
        "Mākroniyā",
        "મકરોનિયા",
    ),
    ("Kotwali", "Kotwaly", "KOTVALI", "Kotwalee", "कोतवाली"),
    ("Gopalganj", "GOPALGANJ", "गोपालगंज", "গোপালগঞ্জ", "ਗੋਪਾਲਗੰਜ"),
    ("Civil Line", "Civil Lines", "CIVIL  LINES", "सिविल लाइन", "civil-line"),
    ("T.T. Nagar", "TT Nagar", "T T NAGAR", "टी टी नगर", "टी.टी. नगर", "टीटी नगर"),
    ("Shahpur", "Sahpur", "शाहपुर", "Śāhpur", "Ṣahpur", "shaahpur"),
    ("Zeerapur", "Jirapur", "ज़ीरापुर", "जीरापुर"),
    ("Phoop", "Fup", "फूप", "फ़ूप"),
    ("Kukshi", "Kuxi", "कुक्षी"),
    ("Quila", "Kila"),
    ("Chhindwara", "Chindwara", "छिंदवाड़ा"),
    ("Deori", "देवरी"),
    ("Mehgaon", "मेहगांव", "मेहगाँव"),
    ("Betul", "Baitul", "बैतूल"),
    ("Biaora", "ब्यावरा"),
    ("Y.D. Nagar", "YD NAGAR", "वाय डी नगर", "वाई. डी. नगर"),
    ("GRP Bhopal", "जीआरपी भोपाल", "जी आर पी भोपाल", "G.R.P. Bhopal"),
    ("Indore", "इंदौर", "INDOR"),
    ("Jhansi Road", "झांसी रोड"),
    ("Straße", "STRASSE"),
    ("İndore", "INDORE"),
    ("Gopal", "ഗോപാൽ", "గోపాల్", "ಗೋಪಾಲ್"),
    ("Chennai", "சென்னை", "चेन्नई"),
)
APART = (
    ("Shahpur", "Shahpura"), ("Bhind", "Bina"), ("Kurai", "Khurai"), ("Datia", "Dhar"),
    ("Hata", "Harda"), ("Rewa", "Dewas"), ("Agar", "Agra"), ("सागर", "सतना"),
)  # fmt: skip


@pytest.mark.parametrize("spellings", ALIKE, ids=lambda spellings: spellings[0])
def test_spellings_of_one_name_have_one_key(spellings: tuple[str, ...]) -> None:
    keys = {spelling: search_key([spelling]) for spelling in spellings}
    assert len(set(keys.values())) == 1, keys


@pytest.mark.parametrize("names", APART, ids=str)
def test_other_names_have_other_keys(names: tuple[str, str]) -> None:
    assert len({search_key([name]) for name in names}) == 2


def test_vowels_that_nobody_speaks_are_left_out() -> None:
    for name, key in (
        ("अमरकंटक", "amarkantak"),
        ("खजुराहो", "khajuraho"),
        ("जबलपुर", "jabalpur"),
        ("गोहलपुर", "gohalpur"),
        ("शहडोल", "sahdol"),
        ("बिलकिसगंज", "bilkisganj"),
        ("क", "ka"),
    ):
        assert search_key([name]) == key


def test_each_name_has_a_line_and_equal_ones_share_it() -> None:
    assert search_key(["Makroniya", "मकरोनिया", "MAKRONIA"]) == "makronia"
    assert search_key(["Babai", "पुलिस थाना माखन नगर"]) == "babai\npulis thana makhan nagar"
    assert search_key(["Cantonment (Cantt.)"]) == "kantonment kant\nkantonment\nkant"
    assert search_key(["Kishan Pura/Ganj"]) == "kisan pura ganj\nkisan pura\nkisan ganj"
    assert search_key([]) == search_key(["", " ", "...", "\u0000", "🚓"]) == ""


@given(st.lists(st.text(), max_size=3))
@settings(deadline=None)
def test_any_text_has_a_key_of_bounded_length(names: list[str]) -> None:
    key = search_key(names)
    assert len(key.splitlines()) <= 5 * len(names)
    assert all(len(line) <= 4000 for line in key.splitlines())
    assert key == "\n".join(line.strip() for line in key.split("\n"))


LETTERS = st.text(alphabet="aabcdeeghiijklmnooprstuuvwyz '-.", max_size=30)


@given(LETTERS)
@settings(deadline=None)
def test_a_key_of_latin_letters_is_its_own_key(name: str) -> None:
    key = search_key([name])
    assert search_key([key]) == key


@given(st.text(alphabet=st.characters(min_codepoint=0x900, max_codepoint=0xDFF), max_size=40))
@settings(deadline=None)
def test_indian_scripts_become_latin_letters(name: str) -> None:
    key = search_key([name])
    assert search_key([key]) == key or not key.isascii()


HOSTILE = (
    "a", "म", "्", "ं", "क्", "टी", "टी ", "a ", "(", "()", "(a", "/", "a/", "a / ", "ch", "aon", "y",
    "e", "\u0301", "ा", "\u200d", "क\u200d", "ﷺ", "İ", "ß", "🚓", "\u202e", "<", "##", "\\", "'",
    "1", "sh", "iy", "ow", "t t ", "ॐ", "ऽ", "।",
)  # fmt: skip


@pytest.mark.parametrize("unit", HOSTILE, ids=ascii)
def test_cost_and_length_are_bounded_by_what_counts_of_a_name(unit: str) -> None:
    search_key(["warm"])
    started = time.process_time()
    keys = [search_key([unit * count]) for count in (200, 5_000, 100_000)]
    assert time.process_time() - started < 1
    assert all(len(key) <= 5 * 4000 for key in keys)
    assert keys[1] == keys[2]


def test_the_library_is_imported_for_indian_scripts_alone() -> None:
    program = (
        "import sys; from core.search_keys import search_key; search_key(['Sagar']);"
        "print('indic_transliteration' in sys.modules); search_key(['सागर']);"
        "print('indic_transliteration' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", program], capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("False\nTrue\n", "")


@pytest.mark.usefixtures("app")
async def test_the_migration_fills_the_keys_of_units_that_are_there() -> None:
    filled = dict(await Unit.all().values_list("code", "search_key"))
    assert filled["21346058"] == "makronia"
    assert filled["21316"] == "bhopal"
    assert all(filled.values())
    await Unit.all().update(search_key="")
    migration = importlib.import_module("core.migrations.0005_search_keys_and_revisions")
    await migration.fill_search_keys(None, SimpleNamespace(client=get_connection("default")))
    assert dict(await Unit.all().values_list("code", "search_key")) == filled
