"""Each glyph stands where HarfBuzz puts it, and a text higher than a page goes on over the next."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest
import uharfbuzz
from printed import job, lines_of, printed, renderer

from core.fonts import BOLD, REGULAR
from core.sandbox import Sandbox

LINES = (
    *"क्षत्रिय र्कि मूर्ति ज्योत्स्ना श्रीवास्तव राष्ट्रीय अर्द्ध उज्ज्वल स्त्री कार्त्स्न्य दुःख ज़मीन क्‍ष क्‌ष हूँ".split(),
    "AVATAR To. ffi “Łódź” ₹ 1,500",
    "राष्ट्रीय राजमार्ग NH-46, (ABCकर्म) ज्ञान – Verma",
)
ROWS = "<html><body>{% for line in lines %}<p><TAG>{{ line }}</TAG></p>{% endfor %}</body></html>"
TALL = """<html><style>@page { size: a4; margin: 20mm } td { font-size: 14pt;
-pdf-keep-in-frame-mode: {{ mode }} }</style><body>
{% if before %}<p>{{ before }}</p>{% endif %}
<table><tr><td style="width: 30mm">{{ text }}</td><td>|</td></tr></table></body></html>"""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = renderer()
    yield made
    made.close()


@pytest.mark.parametrize(("tag", "path"), [("i", REGULAR), ("b", BOLD)])
async def test_glyphs_stand_where_harfbuzz_puts_them(
    sandbox: Sandbox, tmp_path: Path, tag: str, path: Path
) -> None:
    pdf = await printed(sandbox, job(tmp_path, ROWS.replace("TAG", tag), lines=LINES))
    drawn = [line for page in pikepdf.open(io.BytesIO(pdf)).pages for line in _drawn(page)]
    font = uharfbuzz.Font(uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path))))
    assert [_whole(line) for line in drawn] == [_whole(_shaped(font, line)) for line in LINES]


@pytest.mark.parametrize("mode", ["overflow", "shrink"])
@pytest.mark.parametrize("before", ["", "क्षत्रिय " * 100])
async def test_a_cell_higher_than_a_page_is_neither_cut_off_nor_shrunk(
    sandbox: Sandbox, tmp_path: Path, before: str, mode: str
) -> None:
    text = (" ".join(LINES) * 20)[:4000]
    pdf = await printed(sandbox, job(tmp_path, TALL, text=text, before=before, mode=mode))
    assert len(pikepdf.open(io.BytesIO(pdf)).pages) > 2
    shown = "".join("".join(lines_of(pdf, ["-raw"])).split()).replace("|", "", 1)
    assert shown == "".join((before + text).split())


async def test_a_long_document_needs_no_file(sandbox: Sandbox, tmp_path: Path) -> None:
    pdf = await printed(sandbox, job(tmp_path, ROWS.replace("TAG", "b"), lines=["पंक्ति"] * 6000))
    assert lines_of(pdf) == ["पंक्ति"] * 6000


Placed = tuple[int, float, float]


def _shaped(font: uharfbuzz.Font, text: str) -> list[Placed]:
    """Glyphs and where they stand, in thousandths: each script's part as a whole."""
    placed: list[Placed] = []
    pen = 0
    for part in _parts(text):
        buffer = uharfbuzz.Buffer()
        buffer.add_str(part)
        buffer.guess_segment_properties()
        buffer.flags = uharfbuzz.BufferFlags.REMOVE_DEFAULT_IGNORABLES
        uharfbuzz.shape(font, buffer)
        for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
            placed.append((info.codepoint, pen + place.x_offset, place.y_offset))
            pen += place.x_advance
    return placed


def _parts(text: str) -> list[str]:
    """A text cut where Devanagari begins or ends; a space begins a part."""
    parts: list[str] = []
    for character in text:
        is_indic = "\u0900" <= character <= "\u097f" or character in "\u200c\u200d"
        if parts and character != " " and is_indic == ("\u0900" <= parts[-1][-1] <= "\u200d"):
            parts[-1] += character
        else:
            parts.append(character)
    return parts


def _drawn(page: pikepdf.Page) -> Iterator[list[Placed]]:
    """The glyphs of each text object as a viewer places them, in thousandths."""
    line: list[Placed] = []
    pen = rise = size = 0.0
    widths: dict[int, float] = {}
    for step in pikepdf.parse_content_stream(page):
        operands, operator = step.operands, step.operator
        match str(operator):
            case "BT":
                line, pen, rise = [], 0.0, 0.0
            case "Tf":
                widths = _widths(page.resources.Font[str(operands[0])])
                size = float(operands[1])
            case "Ts":
                rise = float(operands[0]) * 1000 / size
            case "TJ":
                for part in operands[0]:
                    if not isinstance(part, pikepdf.String):
                        pen -= float(part)
                        continue
                    codes = bytes(part)
                    for number in (codes[i : i + 2] for i in range(0, len(codes), 2)):
                        line.append((int.from_bytes(number), pen, rise))
                        pen += widths[int.from_bytes(number)]
            case "ET":
                yield line


def _widths(font: pikepdf.Object) -> dict[int, float]:
    pairs = list(font.DescendantFonts[0].W)
    numbers, advances = pairs[::2], pairs[1::2]
    return {int(n): float(a[0]) for n, a in zip(numbers, advances, strict=True)}


def _whole(line: list[Placed]) -> list[tuple[int, int, int]]:
    return [(number, round(x), round(y)) for number, x, y in line]
