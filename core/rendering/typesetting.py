"""Teaches xhtml2pdf our fonts, where a word may be broken, and what a file says of itself.

It has no settings for this: `prepare` replaces parts of it, and the versions are pinned.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from reportlab import rl_config
from reportlab.lib.fonts import addMapping
from reportlab.pdfbase import pdfmetrics
from xhtml2pdf import document, reportlab_paragraph, tables, tags
from xhtml2pdf.builders.printmarks import MarkedCanvas
from xhtml2pdf.default import DEFAULT_FONT
from xhtml2pdf.xhtml2pdf_reportlab import PmlBaseDoc, _CellPart

from core.fonts import BOLD, FAMILY, REGULAR
from core.rendering.shaping import ShapedFont, ShapedText

# A letter with its marks; a virama ties the next letter to it.
_CLUSTER = re.compile(
    r"(?:.[\u0900-\u0903\u093a-\u094c\u094e-\u0957\u0962\u0963]*\u094d[\u200c\u200d]?)*"
    r".[\u0300-\u036f\u0900-\u0903\u093a-\u0957\u0962\u0963\u200c\u200d]*",
    re.DOTALL,
)


class Clusters(str):
    """A text that is gone through by what a reader sees as one character."""

    @classmethod
    def of(cls, text: str | bytes) -> Clusters:
        return cls(text, "utf-8") if isinstance(text, bytes) else cls(text)

    def __iter__(self) -> Iterator[str]:
        return iter(_CLUSTER.findall(self))


class Canvas(MarkedCanvas):  # type: ignore[misc]
    """A canvas whose text is shaped."""

    def beginText(self, x: float = 0, y: float = 0, direction: str | None = None) -> ShapedText:
        return ShapedText(self, x, y)


class Paper(PmlBaseDoc):  # type: ignore[misc]
    """The document that xhtml2pdf fills."""

    def _makeCanvas(self, filename: Any = None, canvasmaker: Any = None) -> Canvas:
        self.initialFontName = REGULAR.stem
        canvas: Canvas = super()._makeCanvas(filename=filename, canvasmaker=Canvas)
        canvas.setViewerPreference("DisplayDocTitle", "true")
        return canvas


def prepare() -> None:
    """Must run once before the first document is made."""
    rl_config.invariant = 1
    rl_config.useA85 = 0
    for path in (REGULAR, BOLD):
        pdfmetrics.registerFont(ShapedFont(path.stem, path))
    for name in ("Helvetica", "Symbol"):  # xhtml2pdf sets empty lines and bullets in these
        pdfmetrics.registerFont(ShapedFont(name, REGULAR))
    for is_italic in (0, 1):
        addMapping(FAMILY, 0, is_italic, REGULAR.stem)
        addMapping(FAMILY, 1, is_italic, BOLD.stem)
    DEFAULT_FONT.update(dict.fromkeys((*DEFAULT_FONT, FAMILY.lower()), FAMILY))
    document.PmlBaseDoc = Paper
    tables.PmlKeepInFrame = _cell
    reportlab_paragraph._chunkWord = _break(reportlab_paragraph._chunkWord)
    tags.pisaTagIMG.start = _fit(tags.pisaTagIMG.start)


def _cell(content: list[Any], **_: Any) -> _CellPart:
    """xhtml2pdf shrinks or cuts off what is higher than a page; this goes on over the next."""
    return _CellPart(content)


def _break(original: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    """xhtml2pdf breaks a long word between any two characters."""

    def break_word(pieces: list[tuple[Any, str | bytes]], width: float) -> list[Any]:
        return original([(frag, Clusters.of(text)) for frag, text in pieces], width)

    return break_word


def _fit(original: Callable[..., None]) -> Callable[..., None]:
    """xhtml2pdf stretches a picture to its width and height; this fits it into them."""

    def start(tag: Any, context: Any) -> None:
        before = len(context.fragList)
        original(tag, context)
        for fragment in context.fragList[before:]:
            box, image = fragment.cbDefn, fragment.cbDefn.image
            scale = min(box.width / image.imageWidth, box.height / image.imageHeight)
            box.width = image.drawWidth = image.imageWidth * scale
            box.height = image.drawHeight = image.imageHeight * scale
            box.fontSize = context.fontSize = box.height

    return start
