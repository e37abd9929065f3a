"""Puts a subset of a TrueType font into a PDF, which calls the glyphs by number (a Type 0 font)."""

from __future__ import annotations

import hashlib
from typing import Any, Protocol

from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)

CHARACTERS = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <ffff> endcodespacerange
{rows}endcmap CMapName currentdict /CMap defineresource pop end end"""
ROWS = 100  # as many as one block of a CMap may hold
SYMBOLIC = 4


class Face(Protocol):
    """The name and the height of a font, in thousandths."""

    @property
    def name(self) -> str: ...
    @property
    def ascent(self) -> int: ...
    @property
    def descent(self) -> int: ...


def embed(
    document: Any, face: Face, program: bytes, advances: dict[int, int], characters: dict[int, str]
) -> None:
    """Write the font under the name that the document knows it by."""
    name = document.fontMapping[face.name].removeprefix("/")
    tag = "".join(chr(65 + byte % 26) for byte in hashlib.sha256(program).digest()[:6])
    called = PDFName(f"{tag}+{face.name}")
    descendant = PDFDictionary(
        {
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType2"),
            "BaseFont": called,
            "CIDSystemInfo": PDFDictionary(
                {
                    "Registry": PDFString("Adobe"),
                    "Ordering": PDFString("Identity"),
                    "Supplement": 0,
                }
            ),
            "FontDescriptor": _descriptor(document, face, called, program),
            "CIDToGIDMap": PDFName("Identity"),
            "W": PDFArray(
                [part for pair in advances.items() for part in (pair[0], PDFArray([pair[1]]))]
            ),
        }
    )
    rows = _rows([(number, text) for number, text in sorted(characters.items()) if text])
    font = PDFDictionary(
        {
            "Type": PDFName("Font"),
            "Subtype": PDFName("Type0"),
            "BaseFont": called,
            "Encoding": PDFName("Identity-H"),
            "DescendantFonts": PDFArray([document.Reference(descendant)]),
            "ToUnicode": _stream(document, CHARACTERS.format(rows=rows).encode("ascii")),
        }
    )
    document.idToObject["BasicFonts"].dict[name] = document.Reference(font)


def _descriptor(document: Any, face: Face, called: Any, program: bytes) -> Any:
    return document.Reference(
        PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": called,
                "Flags": SYMBOLIC,
                "FontBBox": PDFArray([-1000, face.descent, 3000, face.ascent]),
                "ItalicAngle": 0,
                "Ascent": face.ascent,
                "Descent": face.descent,
                "CapHeight": 714,
                "StemV": 80,
                "FontFile2": _stream(document, program, Length1=len(program)),
            }
        )
    )


def _rows(pairs: list[tuple[int, str]]) -> str:
    blocks = [pairs[start : start + ROWS] for start in range(0, len(pairs), ROWS)]
    return "".join(
        f"{len(block)} beginbfchar\n"
        + "".join(f"<{number:04x}> <{text.encode('utf-16-be').hex()}>\n" for number, text in block)
        + "endbfchar\n"
        for block in blocks
    )


def _stream(document: Any, content: bytes, **entries: int) -> Any:
    stream = PDFStream(PDFDictionary(entries), content)
    stream.filters = [PDFZCompress]
    return document.Reference(stream)
