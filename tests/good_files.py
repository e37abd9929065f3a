"""Files as people send them, made when a test asks for them: no binaries in the repository."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image, ImageDraw

GPS_LATITUDE = ((23.0, 15.0, 35.64), "N")
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator>Asha Verma</dc:creator></x:xmpmeta>"


def picture(width: int, height: int, mode: str = "RGB") -> Image.Image:
    """A scene whose corners differ, so that a turn shows."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 4, height // 4), "red")
    draw.ellipse((width // 2, height // 2, width - 1, height - 1), "teal")
    return image.convert(mode)


def photo(width: int = 640, height: int = 480, *, gps: bool = True, orientation: int = 1) -> bytes:
    """A JPEG as a phone makes it: with a maker, a place, XMP, a comment and a thumbnail."""
    if not gps:
        return saved(picture(width, height), "JPEG", quality=92)
    exif = Image.Exif()
    exif[0x010F], exif[0x0112] = "Pocket Camera of Asha Verma", orientation
    exif.get_ifd(0x8825).update(
        {1: GPS_LATITUDE[1], 2: GPS_LATITUDE[0], 3: "E", 4: (77.0, 24.0, 1.0)}
    )
    made = saved(
        picture(width, height),
        "JPEG",
        quality=92,
        exif=exif,
        xmp=XMP,
        comment=b"mine",
        dpi=(72, 72),
    )
    return made[:2] + _segment(0xE1, b"Exif-thumbnail\0" + photo(16, 12, gps=False)) + made[2:]


def screenshot(width: int = 320, height: int = 200, mode: str = "RGBA") -> bytes:
    """A PNG."""
    return saved(picture(width, height, mode), "PNG")


def document_pdf(pages: int = 1, *, photos: bool = False) -> bytes:
    """A PDF with an author; each page has a link and says its number; with a phone's photo on it if
    asked for.
    """
    return saved_pdf(lambda pdf: None, pages, photos)


def saved_pdf(
    change: Callable[[Pdf], None], pages: int = 1, photos: bool = False, **options: Any
) -> bytes:
    with Pdf.new() as pdf:
        for number in range(1, pages + 1):
            _add_page(pdf, number, photos)
        pdf.docinfo.Author = "Asha Verma"
        pdf.Root.Metadata = Stream(pdf, XMP, Type=Name.Metadata, Subtype=Name.XML)
        change(pdf)
        saved = io.BytesIO()
        pdf.save(saved, fix_metadata_version=False, **options)
    return saved.getvalue()


def add_link(pdf: Pdf, **action: Any) -> None:
    """An annotation on the last page that does this when it is touched."""
    annotation = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=Array([72, 700, 300, 720]), A=Dictionary(**action)
    )
    pdf.pages[-1].obj.Annots.append(pdf.make_indirect(annotation))


def _add_page(pdf: Pdf, number: int, photos: bool) -> None:
    page = pdf.add_blank_page(page_size=(595, 842)).obj
    font = Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica)
    page.Resources = Dictionary(Font=Dictionary(F1=font))
    content = b"BT /F1 24 Tf 72 720 Td (Invoice, page %d) Tj ET" % number
    page.Annots = Array([])
    if photos:
        page.Resources.XObject = Dictionary(Im1=_photo_object(pdf))
        content += b" q 300 0 0 225 72 400 cm /Im1 Do Q"
    page.Contents = Stream(pdf, content)
    add_link(pdf, S=Name.URI, URI=String("https://shop.example/invoice"))


def _photo_object(pdf: Pdf) -> Stream:
    return Stream(
        pdf,
        photo(320, 240),
        Type=Name.XObject,
        Subtype=Name.Image,
        Width=320,
        Height=240,
        ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8,
        Filter=Name.DCTDecode,
    )


def saved(image: Image.Image, kind: str, **options: Any) -> bytes:
    made = io.BytesIO()
    image.save(made, kind, **options)
    return made.getvalue()


def _segment(marker: int, content: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(content) + 2) + content
