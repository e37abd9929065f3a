"""Takes what a camera says about a photo out of a JPEG without decoding it, as where one lies in a
PDF.
"""

from __future__ import annotations

START = b"\xff\xd8"
START_OF_SCAN = 0xDA
EXIF_OR_XMP, PHOTOSHOP, COMMENT = 0xE1, 0xED, 0xFE


def without_metadata(jpeg: bytes) -> bytes:
    """The JPEG without EXIF, XMP, IPTC and comments; ValueError when it is none."""
    if not jpeg.startswith(START):
        raise ValueError("not a JPEG")
    kept, at = [START], len(START)
    while (marker := _marker(jpeg, at)) != START_OF_SCAN:
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        if marker not in (EXIF_OR_XMP, PHOTOSHOP, COMMENT):
            kept.append(jpeg[at:end])
        at = end
    return b"".join([*kept, jpeg[at:]])


def _marker(jpeg: bytes, at: int) -> int:
    if len(jpeg) < at + 4 or jpeg[at] != 0xFF:
        raise ValueError("a segment of the JPEG is damaged")
    return jpeg[at + 1]
