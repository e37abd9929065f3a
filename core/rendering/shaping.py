"""Text on paper as HarfBuzz shapes it: the right glyphs in the right order, and beside them the
words for whoever copies, searches or listens.

ReportLab shows one glyph for each character. A `ShapedFont` shows glyphs by their number in the
font, and `ShapedText` is the text object that draws with it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import uharfbuzz
from reportlab.lib.rl_accel import fp_str
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.textobject import PDFTextObject
from uharfbuzz import Buffer, BufferClusterLevel, BufferFlags, SubsetFlags, SubsetInput

from core.fonts import unprintable
from core.rendering.embedding import embed

_INDIC = "\u0900-\u097f\u200c\u200d\u25cc"
_SCRIPTS = re.compile(f"(?P<Deva>[{_INDIC}]+)|[^{_INDIC}]+")
_SPACES = re.compile("( )")
_NOT_EMBEDDED = (b"GSUB", b"GPOS", b"GDEF", b"cmap", b"name", b"post", b"OS/2")
_REMEMBERED = 20_000


class Unprintable(Exception):
    """A text holds characters that the fonts have no glyph for; `details` are those characters."""

    def __init__(self, characters: str) -> None:
        self.details = characters
        super().__init__(" ".join(f"U+{ord(character):04X}" for character in characters))


class WrongFont(Exception):
    """Something is drawn in a font that is not shaped."""


class Glyph(NamedTuple):
    """A glyph with its advance and its offset from the pen, in thousandths of the font's size."""

    number: int
    advance: int
    right: int
    up: int


@dataclass(frozen=True)
class Word:
    """A shaped run of characters between two spaces. It is simple when its glyphs tell its
    characters one by one and stand side by side.
    """

    text: str
    glyphs: tuple[Glyph, ...]
    is_simple: bool

    @property
    def advance(self) -> int:
        return sum(glyph.advance for glyph in self.glyphs)


class Metrics(NamedTuple):
    """What ReportLab asks of a font's face."""

    name: str
    ascent: int
    descent: int


class ShapedFont:
    """A font in ReportLab's registry. What it embeds are the glyphs that a document uses."""

    _multiByte = 1
    _dynamicFont = 1

    def __init__(self, name: str, path: Path) -> None:
        self.fontName = name
        self.source = uharfbuzz.Face(uharfbuzz.Blob.from_file_path(str(path)))
        self.font = uharfbuzz.Font(self.source)
        extents = self.font.get_font_extents("ltr")
        self.face = Metrics(name, extents.ascender, extents.descender)
        codes = sorted(self.source.unicodes, reverse=True)
        self._character_of = {self.font.get_nominal_glyph(code): chr(code) for code in codes}
        self._words: dict[str, Word] = {}
        self._used: WeakKeyDictionary[Any, dict[int, str]] = WeakKeyDictionary()

    def stringWidth(self, text: str | bytes, size: float, encoding: str = "utf-8") -> float:
        return sum(word.advance for word in self.words(text)) * size / 1000

    def words(self, text: str | bytes) -> Iterator[Word]:
        """The words of a text, and the spaces between them."""
        whole = text.decode() if isinstance(text, bytes) else text
        return (self._word(part) for part in _SPACES.split(whole) if part)

    def use(self, document: Any, words: Iterable[Word]) -> str:
        """Note which glyphs a document needs; the name of the font within it."""
        if document not in self._used:
            self._used[document] = {}
            document.fontMapping[self.fontName] = f"/F{len(document.fontMapping) + 1}"
            document.delayedFonts.append(self)
        used = self._used[document]
        for word in words:
            for glyph in word.glyphs:
                used[glyph.number] = self._character_of.get(glyph.number, "")
        return str(document.fontMapping[self.fontName])

    def addObjects(self, document: Any) -> None:
        """ReportLab calls this when everything is drawn."""
        used = self._used.pop(document)
        wanted = SubsetInput()
        wanted.glyph_set.update(used)
        wanted.flags = SubsetFlags.RETAIN_GIDS | SubsetFlags.NO_LAYOUT_CLOSURE
        wanted.drop_table_tag_set.update(int.from_bytes(table) for table in _NOT_EMBEDDED)
        program = uharfbuzz.subset(self.source, wanted).blob.data
        advances = {number: self.font.get_glyph_h_advance(number) for number in sorted(used)}
        embed(document, self.face, program, advances, used)

    def advance(self, number: int) -> int:
        """How far the pen moves in the PDF unless it is told otherwise."""
        return int(self.font.get_glyph_h_advance(number))

    def _word(self, text: str) -> Word:
        if text not in self._words:
            if len(self._words) >= _REMEMBERED:
                self._words.clear()
            self._words[text] = self._shape(text)
        return self._words[text]

    def _shape(self, text: str) -> Word:
        if missing := unprintable(text):
            raise Unprintable(missing)
        runs = [self._run(run.group(), run.lastgroup or "Latn") for run in _SCRIPTS.finditer(text)]
        glyphs = tuple(glyph for run in runs for glyph in run)
        told = [self._character_of.get(glyph.number) for glyph in glyphs]
        stand = all(glyph.advance and not glyph.right and not glyph.up for glyph in glyphs)
        return Word(text, glyphs, is_simple=stand and told == list(text))

    def _run(self, text: str, script: str) -> list[Glyph]:
        buffer = Buffer()
        buffer.cluster_level = BufferClusterLevel.MONOTONE_CHARACTERS
        buffer.add_str(text)
        buffer.direction, buffer.script, buffer.language = "ltr", script, "hi"
        buffer.flags = BufferFlags.REMOVE_DEFAULT_IGNORABLES  # joiners have done their work
        uharfbuzz.shape(self.font, buffer)
        if any(info.codepoint == 0 for info in buffer.glyph_infos):
            raise Unprintable(text)
        return [
            Glyph(info.codepoint, place.x_advance, place.x_offset, place.y_offset)
            for info, place in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
        ]


class ShapedText(PDFTextObject):  # type: ignore[misc]
    """A text object that draws with shaped fonts, and with no other."""

    _curSubset: int

    def _formatText(self, text: str | bytes) -> str:
        font = pdfmetrics.getFont(self._fontname)
        if not isinstance(font, ShapedFont):
            raise WrongFont(self._fontname)
        words = list(font.words(text))
        name = font.use(self._canvas._doc, words)
        select = f"{name} {fp_str(self._fontsize)} Tf {fp_str(self._leading)} TL"
        is_selected, self._curSubset = self._curSubset == 0, 0
        return " ".join([*([] if is_selected else [select]), *self._operators(font, words)])

    def _operators(self, font: ShapedFont, words: list[Word]) -> Iterator[str]:
        for word in words:
            shown = self._shown(font, word)
            if word.is_simple:
                yield shown
            else:
                said = ("\ufeff" + word.text).encode("utf-16-be").hex()
                yield f"/Span <</ActualText <{said}>>> BDC {shown} EMC"

    def _shown(self, font: ShapedFont, word: Word) -> str:
        """The operators that show a word. TJ moves the pen left by thousandths."""
        operators: list[str] = []
        row: list[str] = []
        up, behind = 0, 0
        for glyph in word.glyphs:
            if glyph.up != up:
                operators += [_row(row), self._rise_by(glyph.up)]
                row, up = [], glyph.up
            before = behind - glyph.right
            row += [fp_str(before)] if before else []
            row.append(f"<{glyph.number:04x}>")
            behind = font.advance(glyph.number) + glyph.right - glyph.advance
        # Tw widens spaces of one byte alone
        behind -= getattr(self, "_wordSpace", 0) * 1000 / self._fontsize if word.text == " " else 0
        row += [fp_str(behind)] if behind else []
        operators += [_row(row), self._rise_by(0) if up else ""]
        return " ".join(filter(None, operators))

    def _rise_by(self, thousandths: int) -> str:
        return f"{fp_str(self._rise + thousandths * self._fontsize / 1000)} Ts"


def _row(row: list[str]) -> str:
    return f"[{' '.join(row)}] TJ" if row else ""
