"""Images are decoded and encoded anew: nothing but what is seen comes through."""

from __future__ import annotations

import warnings
from io import BytesIO

from PIL import Image, ImageCms

from core.files.faults import FileFault, Refused

MOST_PIXELS = 40_000_000
MOST_FRAMES = 100
MOST_SCANS = 100
QUALITY, LOWER_QUALITY = 88, 75
PNG_LEVEL = 4  # a third of the time of 6, for a few bytes more

START_OF_SCAN = b"\xff\xda"
ORIENTATION = 0x0112
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))


def clean_jpeg(source: BytesIO) -> BytesIO:
    """At a lower quality where the copy would be larger than the original."""
    if source.getvalue().count(START_OF_SCAN) > MOST_SCANS:  # each may take as long as all pixels
        raise Refused(FileFault.FILE_DAMAGED)
    image = _decoded(source, "JPEG")
    image = _in_srgb(_upright(image), "L" if image.mode == "L" else "RGB")
    clean = _encoded(image, "JPEG", quality=QUALITY)
    if len(clean.getbuffer()) > len(source.getbuffer()):
        clean = _encoded(image, "JPEG", quality=LOWER_QUALITY)
    return clean


def clean_png(source: BytesIO) -> BytesIO:
    """The first frame alone, and 8 bits for each colour."""
    _opened(source, "PNG").verify()  # decoding does not check the sums of the pixels' chunks
    image = _decoded(source, "PNG")
    if image.mode.startswith("I"):  # 16 bits of grey; convert() would clip them
        image = image.convert("I").point(lambda value: value * (1 / 256)).convert("L")
    if image.has_transparency_data:
        mode = "RGBA"
    else:
        mode = "L" if image.mode in ("1", "L") else "RGB"
    return _encoded(_in_srgb(_upright(image), mode), "PNG", compress_level=PNG_LEVEL)


def _decoded(source: BytesIO, kind: str) -> Image.Image:
    image = _opened(source, kind)
    image.load()
    return image


def _opened(source: BytesIO, kind: str) -> Image.Image:
    """The image with its header read, its pixels not yet decoded."""
    source.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            image = Image.open(source, formats=(kind,))
    except (Image.DecompressionBombWarning, Image.DecompressionBombError):
        raise Refused(FileFault.FILE_TOO_MANY_PIXELS) from None
    if getattr(image, "n_frames", 1) > MOST_FRAMES:
        raise Refused(FileFault.FILE_TOO_MANY_PIXELS)
    return image


def _upright(image: Image.Image) -> Image.Image:
    """Turned as its EXIF data says, as far as that can be read."""
    try:
        turn = UPRIGHT.get(image.getexif().get(ORIENTATION, 1))
    except MemoryError:
        raise
    except Exception:
        return image
    return image if turn is None else image.transpose(turn)


def _in_srgb(image: Image.Image, mode: str) -> Image.Image:
    """In one of the plain modes, without a profile of its own."""
    profile = image.info.get("icc_profile")
    image = image.convert(mode)
    if profile and mode != "L":
        try:
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            ImageCms.profileToProfile(image, own, SRGB, inPlace=True)
        except (ImageCms.PyCMSError, OSError):  # as for CMYK: convert() has to be enough
            pass
    return image


def _encoded(image: Image.Image, kind: str, **options: int) -> BytesIO:
    """With nothing that the original said beside its pixels."""
    image.info.clear()
    clean = BytesIO()
    image.save(clean, kind, **options)
    return clean
