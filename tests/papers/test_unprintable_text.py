"""A character without a glyph is named before anything is printed; it never becomes a box."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import uharfbuzz
from printed import METADATA, job, printed, renderer

from core.fonts import BOLD, REGULAR, printable, unprintable
from core.sandbox import Sandbox, SandboxFault

PAGE = '<html lang="hi"><body><p>नाम / Name: {{ name }}</p></body></html>'
FOOT = """<html><style>@page { size: a4; margin: 20mm;
@frame foot { -pdf-frame-content: foot; bottom: 5mm; height: 10mm; left: 20mm; right: 20mm } }
</style><body><p>x</p><div id="foot">{{ name }}</div></body></html>"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = renderer()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("name", "strange"),
    [
        ("தமிழ் Selvi", "தமிழ்"),
        ("Ahmad احمد", "احمد"),
        ("রবি ठाकुर", "রবি"),
        ("Asha 🙂 वर्मा 👮‍♀️", "🙂👮♀\ufe0f"),
        ("李 Li", "李"),
        ("Asha\u0007", "\u0007"),
        ("A\ufffdB\uffff", "\ufffd\uffff"),
    ],
)
@pytest.mark.parametrize("template", [PAGE, FOOT], ids=["body", "footer"])
async def test_characters_without_a_glyph_are_named(
    sandbox: Sandbox, tmp_path: Path, template: str, name: str, strange: str
) -> None:
    with pytest.raises(SandboxFault) as raised:
        await sandbox.run(job(tmp_path, template, name=name))
    assert (raised.value.kind, raised.value.details) == ("Unprintable", strange)
    assert unprintable(name) == strange
    assert await printed(sandbox, job(tmp_path, template, name="आशा Varma"))  # the next one works


def test_what_people_write_in_hindi_and_english_is_printable() -> None:
    assert unprintable("") == ""
    assert unprintable("क्‍ष क्‌ष ज़ ॐ १२३ ।॥\n\r\t") == ""
    assert unprintable("₹ 1,500.50 – “Ānanda” — •… ‘Łódź’ № 5 % & <>\u00a0©") == ""


def test_both_weights_show_every_printable_character() -> None:
    for path in (REGULAR, BOLD):
        font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
        glyphs = {c: font.get_nominal_glyph(ord(c)) for c in printable() - set("\n\r\t")}
        assert [character for character, glyph in glyphs.items() if not glyph] == []


async def test_titles_may_hold_what_is_not_drawn(sandbox: Sandbox, tmp_path: Path) -> None:
    wanted = {**job(tmp_path, PAGE, name="आशा"), "metadata": {**METADATA, "title": "தமிழ்"}}
    assert await printed(sandbox, wanted)
