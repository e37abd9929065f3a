"""Images and others that people should not send, made when a test asks for them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

from good_files import document_pdf, photo, picture, saved, screenshot
from PIL import Image

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png_bomb(side: int = 50_000) -> bytes:
    """A PNG of one kilobyte that says it has 50,000 x 50,000 pixels."""
    header = struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0)
    row = zlib.compress(bytes(500_000), 9)
    return PNG_SIGNATURE + chunk(b"IHDR", header) + chunk(b"IDAT", row) + chunk(b"IEND")


def animation(frames: int = 30_000) -> bytes:
    """An APNG of so many frames of one pixel."""
    pixel = zlib.compress(b"\0\0\0\0")
    parts = [
        PNG_SIGNATURE,
        chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        chunk(b"acTL", struct.pack(">II", frames, 0)),
    ]
    control = struct.pack(">IIIIHHBB", 1, 1, 0, 0, 1, 10, 0, 0)
    parts += [chunk(b"fcTL", struct.pack(">I", 0) + control), chunk(b"IDAT", pixel)]
    for frame in range(1, frames):
        parts.append(chunk(b"fcTL", struct.pack(">I", 2 * frame - 1) + control))
        parts.append(chunk(b"fdAT", struct.pack(">I", 2 * frame) + pixel))
    return b"".join([*parts, chunk(b"IEND")])


def text_bomb() -> bytes:
    """A PNG with a text of 100 MB, packed."""
    text = b"Comment\0\0" + zlib.compress(bytes(100_000_000), 9)
    made = screenshot()
    return made[:33] + chunk(b"zTXt", text) + made[33:]


def jpeg_of_many_scans(scans: int = 5_000) -> bytes:
    """A progressive JPEG whose last scan comes again and again."""
    made = saved(Image.new("RGB", (6000, 6000), "white"), "JPEG", progressive=True)
    last = made[made.rindex(b"\xff\xda") : -2]
    return made[:-2] + last * scans + made[-2:]


def gifar() -> bytes:
    """A photo with a ZIP behind it."""
    return photo() + zipped({"Evil.class": b"\xca\xfe\xba\xbe"})


def zipped(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def zip_bomb() -> bytes:
    return zipped({"zeros": bytes(50_000_000)})


def docx() -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<w:document/>"})


def truncated_jpeg() -> bytes:
    return photo()[: len(photo()) // 2]


def truncated_png() -> bytes:
    return screenshot()[:-200]


def png_with_bad_sum() -> bytes:
    """A PNG with one bit of its pixels' checksum changed."""
    made = bytearray(screenshot())
    made[-13] ^= 1
    return bytes(made)


def misnamed() -> dict[str, bytes]:
    """Contents of kinds that nobody may send, by a name for each."""
    image = picture(64, 48)
    others = {name: saved(image, name) for name in ("GIF", "BMP", "TIFF", "WEBP", "EPS", "ICO")}
    return others | {
        "SVG": b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>",
        "HTML": b"<!DOCTYPE html><script>alert(1)</script>",
        "PHP": b"<?php system($_GET['c']); ?>",
        "FITS": b"SIMPLE  =                    T".ljust(2880),
        "PSD": b"8BPS\0\1" + bytes(64),
        "docx": docx(),
        "zip bomb": zip_bomb(),
        "nested zip": zipped({"inner.zip": docx()}),
        "PHP behind a GIF": b"GIF89a<?php system('id'); ?>",
        "PDF after junk": b"<script>alert(1)</script>" + document_pdf(),
        "nearly a PDF": b"%PDF" + document_pdf()[5:],
        "text": b"hello",
        "one byte": b"\xff",
        "zeros": bytes(5_000),
    }


def chunk(name: bytes, content: bytes = b"") -> bytes:
    return (
        struct.pack(">I", len(content))
        + name
        + content
        + struct.pack(">I", zlib.crc32(name + content))
    )
