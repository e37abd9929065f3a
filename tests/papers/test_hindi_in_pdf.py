"""Hindi on paper: what is copied out of a PDF is what was written, and what is seen is right."""

from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageChops, ImageDraw, ImageFont, features
from printed import PAPER, job, lines_of, printed, renderer

from core.cleaning import clean_line
from core.fonts import BOLD, REGULAR, printable, unprintable
from core.sandbox import Sandbox

pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(shutil.which("pdftotext") is None, reason="poppler-utils is not installed"),
]

WORDS = """
क्षत्रिय त्रिशूल ज्ञान श्रीमती शर्मा कर्म प्रकाश ट्रक ड्राइवर क्रिया र्कि र्त्स्न्या कार्तिक
शक्ति बुद्धि स्थिति ज़मीन फ़र्क़ सड़क पढ़ाई ऋषि कृष्णा मातृ चाँद हूँ गाँव ब्राह्मण चिट्ठी
विश्वकर्मा ज्योत्स्ना श्रीवास्तव राष्ट्रीय द्वितीय अर्द्ध उज्ज्वल उद्घाटन पद्मा विद्या ह्रदय
हृदय चिह्न आह्लाद अह्न स्त्री मुख्यमंत्री कर्त्तव्य वर्त्स्य संस्कृति अंतर्राष्ट्रीय लक्ष्मी
सूक्ष्म रुपया रूप शृंगार ॐ दुःख क्‍ष क्‌ष ऑफ़िस क्लिष्ट कर्मण्येवाधिकारस्ते १२३४५६७८९०
वाङ्मय गड्ढा
""".split()
ROWS = """<html lang="hi"><style>@page { size: a4; margin: 12mm }</style><body>
{% for word in words %}<p>{{ word }}</p><p><b>{{ word }}</b></p>{% endfor %}</body></html>"""
MIXED = """<html lang="hi"><style>@page { size: a4; margin: 20mm }
td { border: 1pt solid #000; overflow-wrap: break-word }</style><body>
<p style="text-align: justify">{{ text }}</p><p style="text-align: center">{{ text }}</p>
<table><tr><td style="width: 40mm; text-align: right">{{ text }}</td><td>{{ text }}</td></tr>
</table></body></html>"""
LAYOUT = """{% extends "layout.html" %}{% import "words.html" as words with context %}
{% block content %}<table class="items"><thead>
{{ words.heading({"hi": "वस्तुएँ", "en": "Things"}, 2) }}
<tr>{{ words.column({"hi": "क्र.", "en": "No."}, "12mm") }}
{{ words.column({"hi": "विवरण", "en": "Description"}, "162mm") }}</tr></thead>
{% for thing in things %}<tr><td>{{ loop.index }}</td><td>{{ thing }}</td></tr>{% endfor %}
</table>{% endblock %}"""
NARROW = """<html><style>@page { size: a4; margin: 20mm } td { overflow-wrap: break-word }</style>
<body><table><tr><td style="width: 20mm">{{ word }}</td><td>|</td></tr></table></body></html>"""
ONE = """<html lang="hi"><style>@page { size: 400pt 120pt; margin: 10pt }
p { font-size: 48pt; margin: 0 }</style><body><p>{{ word }}</p></body></html>"""
TEXT = (
    "राष्ट्रीय राजमार्ग NH-46 पर Sh. ज्योत्स्ना Verma (IMEI 356938035643809) ने ₹ 18,500.00 का “फ़ोन” – "
    "मॉडल Galaxy M14 – खोया; क्षेत्रीय कार्यालय, उज्जैन से प्राप्त"
)

_claimed = sorted(printable() - set("\n\r\t"))
_devanagari = st.text([c for c in _claimed if "\u0900" <= c <= "\u097f" or c in "\u200c\u200d"])
_words = st.one_of(st.sampled_from(WORDS), _devanagari, st.text(_claimed, max_size=12))
TEXTS = st.lists(_words, min_size=1, max_size=12).map(" ".join)


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = renderer()
    yield made
    made.close()


async def test_sixty_hard_words_are_copied_out_as_they_were_written(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    assert len(WORDS) >= 60
    lines = lines_of(await printed(sandbox, job(tmp_path, ROWS, words=WORDS)))
    assert lines == [word for word in WORDS for _ in ("regular", "bold")]


async def test_mixed_text_is_copied_out_from_every_kind_of_line(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    pdf = await printed(sandbox, job(tmp_path, MIXED, text=TEXT))
    assert " ".join(lines_of(pdf, ["-raw"])) == " ".join([TEXT] * 4)


@settings(
    max_examples=50,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(texts=st.lists(TEXTS, min_size=1, max_size=3))
async def test_any_text_in_the_claimed_scripts_is_copied_out(
    sandbox: Sandbox, tmp_path: Path, texts: list[str]
) -> None:
    words = [cleaned for text in texts if (cleaned := clean_line(text))]
    assert [unprintable(word) for word in words] == [""] * len(words)
    pdf = await printed(sandbox, job(tmp_path, ROWS, words=words))
    found = " ".join(lines_of(pdf, ["-layout"]))  # else it drops hyphens at the ends of lines
    written = " ".join(word for word in words for _ in ("regular", "bold"))
    composed = unicodedata.normalize("NFC", found)
    assert "".join(composed.split()) == "".join(written.split())  # lines break where they must


@pytest.mark.skipif(not features.check("raqm"), reason="Pillow has no raqm")
async def test_hard_words_look_as_another_renderer_draws_them(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    shaped, unshaped = [], []
    for word in WORDS:
        seen = _seen(await printed(sandbox, job(tmp_path, ONE, word=word)))
        shaped.append(_difference(seen, _drawn(word, ImageFont.Layout.RAQM)))
        unshaped.append(_difference(seen, _drawn(word, ImageFont.Layout.BASIC)))
    assert [word for word, far in zip(WORDS, shaped, strict=True) if far > 0.04] == []
    assert sum(far > 0.04 for far in unshaped) > 50  # so the comparison sees what is wrong


def _seen(pdf: bytes) -> Image.Image:
    """The ink of a page, black on white."""
    done = subprocess.run(
        ["pdftoppm", "-r", "72", "-scale-to-x", "1600", "-scale-to-y", "480", "-png", "-gray"],
        input=pdf,
        capture_output=True,
        check=True,
    )
    return _ink(Image.open(io.BytesIO(done.stdout)).convert("L"))


def _drawn(word: str, layout: ImageFont.Layout) -> Image.Image:
    """The ink of a word as Pillow draws it with the same font at the same size."""
    font = ImageFont.truetype(str(REGULAR), 48 * 4, layout_engine=layout)
    picture = Image.new("L", (2400, 600), 255)
    ImageDraw.Draw(picture).text((100, 100), word, font=font, fill=0)
    return _ink(picture)


def _ink(picture: Image.Image) -> Image.Image:
    return picture.crop(ImageChops.invert(picture).getbbox())


def _difference(one: Image.Image, other: Image.Image) -> float:
    """The share of pixels that are black in one picture and white in the other."""
    size = (max(one.width, other.width), max(one.height, other.height))
    sheets = [Image.new("L", size, 255) for _ in range(2)]
    for sheet, picture in zip(sheets, (one, other), strict=True):
        sheet.paste(picture)
    apart = ImageChops.difference(*sheets).point([0] * 128 + [255] * 128)
    return apart.histogram()[255] / (size[0] * size[1])


async def test_the_layout_is_one_a4_paper_in_both_languages(
    sandbox: Sandbox, tmp_path: Path
) -> None:
    wanted = job(tmp_path, LAYOUT, qr="https://police.example/verify/X", things=[TEXT * 4] * 8)
    pdf = await printed(sandbox, wanted)
    assert pdf == await printed(sandbox, wanted)  # made twice, it is the same file
    lines = lines_of(pdf, ["-layout"])
    feet = [line.split() for line in lines if "Check code" in line]
    assert [foot[5] for foot in feet] == [PAPER["code"]] * 2
    assert [" ".join(foot[6:]) for foot in feet] == ["पृष्ठ / Page 1 / 2", "पृष्ठ / Page 2 / 2"]
    assert [line for line in lines if "Things" in line] == ["वस्तुएँ / Things"] * 2
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert document.Root.Lang == "hi"
        assert document.Root.ViewerPreferences.DisplayDocTitle
        assert document.docinfo["/Title"] == "पावती / Acknowledgement"
        assert str(document.docinfo["/CreationDate"]).startswith("D:20261123063000")
        resources = [page.obj.Resources for page in document.pages]
        fonts = {str(font.BaseFont)[8:] for each in resources for font in each.Font.values()}
    assert fonts == {REGULAR.stem, BOLD.stem}


async def test_long_words_stay_within_their_column(sandbox: Sandbox, tmp_path: Path) -> None:
    for word in ("A" * 200, "क्षत्रिय" * 25):
        pdf = await printed(sandbox, job(tmp_path, NARROW, word=word))
        lines = [line.removesuffix("|").strip() for line in lines_of(pdf, ["-layout"])]
        parts = [line for line in lines if line]
        assert "".join(parts) == word
        assert len(parts) > 5
        assert {unicodedata.category(part[0])[0] for part in parts} == {"L"}  # no mark on its own
        assert not any(part.endswith("\u094d") for part in parts)
