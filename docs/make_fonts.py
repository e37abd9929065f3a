"""Makes the fonts of core/fonts anew: Noto Sans and Noto Sans Devanagari as one font for each
weight, so that a line of Hindi and English needs no change of font.

    .venv/bin/python docs/make_fonts.py FOLDER [TARGET]

FOLDER holds NotoSans-*.ttf and NotoSansDevanagari-*.ttf; TARGET is core/fonts unless it is given.
The fonts of this repository were made of version 2.004 and version 2.001 of those, as in Debian's
package fonts-noto-core 20201225-1.
"""

from __future__ import annotations

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from fontTools.merge import Merger
from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FAMILY = "Thana Sans"
TARGET = Path(__file__).parents[1] / "core" / "fonts"
LATIN = (
    *range(0x20, 0x7F),
    *range(0xA0, 0xAD),
    *range(0xAE, 0x180),  # Latin-1 and Latin Extended-A, without the soft hyphen
    *(0x2BC, 0x2C6, 0x2DA, 0x2DC),
    *range(0x1E00, 0x1F00),  # names in the scholarly spelling of Indian languages
    *(*range(0x2010, 0x2016), *range(0x2018, 0x2023), 0x2026, 0x2030, 0x2032, 0x2033),
    *(0x2039, 0x203A, 0x2044, 0x20AC, 0x20B9, 0x2116, 0x2122, 0x2190, 0x2191, 0x2192, 0x2193),
    *(0x2212, 0x2260, 0x2264, 0x2265),
)
DEVANAGARI = (*range(0x900, 0x980), 0x200C, 0x200D, 0x25CC)


def main(source: Path, target: Path = TARGET) -> None:
    for weight in ("Regular", "Bold"):
        font = merge(source, weight)
        path = target / f"ThanaSans-{weight}.ttf"
        font.save(path)
        print(f"{path.name}: {path.stat().st_size:,} bytes, {len(font.getBestCmap())} characters")


def merge(source: Path, weight: str) -> TTFont:
    with TemporaryDirectory() as folder:
        parts = []
        for name, characters in (("NotoSans", LATIN), ("NotoSansDevanagari", DEVANAGARI)):
            part = subset(source / f"{name}-{weight}.ttf", characters)
            parts.append(f"{folder}/{name}.ttf")
            part.save(parts[-1])
        font = Merger().merge(parts)
    for code, text in (
        (1, FAMILY),
        (2, weight),
        (3, f"{FAMILY} {weight}"),
        (4, f"{FAMILY} {weight}"),
        (5, "Version 1.000"),
        (6, f"ThanaSans-{weight}"),
    ):
        font["name"].setName(text, code, 3, 1, 0x409)
    return font


def subset(path: Path, characters: tuple[int, ...]) -> TTFont:
    options = Options(
        layout_features=["*"], hinting=False, notdef_outline=True, recalc_timestamp=False
    )
    options.name_IDs = [0, 13, 14]
    options.drop_tables += ["meta", "DSIG", "STAT"]
    font = TTFont(path, recalcTimestamp=False)
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    return font


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
