"""The pictures that a paper shows beside its text, no larger than a printer can show them."""

from __future__ import annotations

from base64 import b64decode, b64encode
from io import BytesIO

from PIL import Image

LONGEST_SIDE = 1200  # pixels: ten centimetres at 300 dots an inch
QUALITY = 88
FORMATS = ("JPEG", "PNG")
NOTHING = (
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C"
    "8AAAAASUVORK5CYII="
)
"""One clear pixel, in the place of a picture that is gone."""

Image.preinit()  # now: nothing is opened while a paper is made


def data_uri(picture: str | None) -> str:
    """A JPEG or PNG file in base 64 as a data URI, made smaller where it has more pixels."""
    if picture is None:
        return NOTHING
    image = Image.open(BytesIO(b64decode(picture)), formats=FORMATS)
    kind = image.format or ""
    if max(image.size) > LONGEST_SIDE:
        image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
        smaller = BytesIO()
        image.save(smaller, kind, **({"quality": QUALITY} if kind == "JPEG" else {}))
        picture = b64encode(smaller.getvalue()).decode("ascii")
    return f"data:image/{kind.lower()};base64,{picture}"
