"""What is kept of an image is what is seen: nothing of where, when, by whom or with what."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import subprocess
from pathlib import Path

import pytest
from good_files import XMP, photo, picture, saved, screenshot
from hostile_files import gifar
from inspections import inspected
from PIL import Image, ImageChops, ImageCms, ImageStat

from core.sandboxes import Sandboxes

EXIFTOOL = shutil.which("exiftool")
OF_THE_FILE = {"SourceFile", "ExifTool", "System", "File", "JFIF", "PNG", "Composite"}


def opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content))


def difference(one: Image.Image, other: Image.Image) -> float:
    """The mean difference of a channel, of 255."""
    mean = ImageStat.Stat(ImageChops.difference(one.convert("RGB"), other.convert("RGB"))).mean
    return sum(mean) / len(mean)


async def test_photo_keeps_its_picture_and_loses_all_else(
    sandboxes: Sandboxes, tmp_path: Path
) -> None:
    sent = photo()
    assert opened(sent).getexif().get_ifd(0x8825)
    answer, kept = await inspected(sandboxes.inspection, tmp_path, sent)
    assert answer == {
        "content_type": "image/jpeg",
        "byte_size": len(kept),
        "sha256": hashlib.sha256(kept).hexdigest(),
    }
    image = opened(kept)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (640, 480))
    assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert dict(image.getexif()) == {}
    for told in (XMP[:20], b"Asha", b"mine", b"Exif", b"thumbnail"):
        assert told in sent
        assert told not in kept
    assert difference(image, picture(640, 480)) < 2


@pytest.mark.foreign
@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed")
@pytest.mark.parametrize("sent", [photo(), screenshot()], ids=["photo", "screenshot"])
async def test_exiftool_finds_nothing(sandboxes: Sandboxes, tmp_path: Path, sent: bytes) -> None:
    await inspected(sandboxes.inspection, tmp_path, sent)
    told = subprocess.run(  # noqa: ASYNC221
        [EXIFTOOL or "", "-json", "-G", "-a", "-u", tmp_path / "target"],
        capture_output=True,
        check=True,
    )
    assert {name.partition(":")[0] for name in json.loads(told.stdout)[0]} <= OF_THE_FILE


async def test_archive_behind_a_photo_is_gone(sandboxes: Sandboxes, tmp_path: Path) -> None:
    sent = gifar()
    answer, kept = await inspected(sandboxes.inspection, tmp_path, sent)
    assert answer["content_type"] == "image/jpeg"
    assert b"PK\x03\x04" in sent
    assert b"PK\x03\x04" not in kept
    assert kept.endswith(b"\xff\xd9")


@pytest.mark.parametrize("orientation", range(1, 9))
async def test_photo_is_turned_upright(
    sandboxes: Sandboxes, tmp_path: Path, orientation: int
) -> None:
    upright = {
        1: None,
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_270,
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_90,
    }[orientation]
    seen = picture(320, 240)
    seen = seen if upright is None else seen.transpose(upright)
    _, kept = await inspected(
        sandboxes.inspection, tmp_path, photo(320, 240, orientation=orientation)
    )
    assert opened(kept).size == seen.size
    assert difference(opened(kept), seen) < 2


@pytest.mark.parametrize(
    ("sent", "mode"),
    [("RGB", "RGB"), ("RGBA", "RGBA"), ("L", "L"), ("LA", "RGBA"), ("P", "RGB"), ("1", "L")],
)
async def test_png_of_any_colours_looks_the_same(
    sandboxes: Sandboxes, tmp_path: Path, sent: str, mode: str
) -> None:
    original = picture(200, 120, sent)
    answer, kept = await inspected(sandboxes.inspection, tmp_path, saved(original, "PNG"))
    assert answer["content_type"] == "image/png"
    assert (opened(kept).mode, opened(kept).info) == (mode, {})
    assert difference(opened(kept), original) == 0


async def test_grey_of_16_bits_keeps_its_tones(sandboxes: Sandboxes, tmp_path: Path) -> None:
    deep = Image.new("I;16", (8, 8), 0x8040)
    _, kept = await inspected(sandboxes.inspection, tmp_path, saved(deep, "PNG"))
    assert (opened(kept).mode, opened(kept).getpixel((3, 3))) == ("L", 0x80)


async def test_printers_colours_become_a_screens(sandboxes: Sandboxes, tmp_path: Path) -> None:
    original = picture(200, 120).convert("CMYK")
    _, kept = await inspected(sandboxes.inspection, tmp_path, saved(original, "JPEG", quality=95))
    assert opened(kept).mode == "RGB"
    assert difference(opened(kept), original) < 3


async def test_colour_profile_is_applied_and_gone(sandboxes: Sandboxes, tmp_path: Path) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for profile in (srgb, b"no profile at all"):
        sent = saved(picture(200, 120), "PNG", icc_profile=profile)
        _, kept = await inspected(sandboxes.inspection, tmp_path, sent)
        assert opened(kept).info == {}
        assert difference(opened(kept), picture(200, 120)) < 1


async def test_of_an_animation_the_first_picture_is_kept(
    sandboxes: Sandboxes, tmp_path: Path
) -> None:
    frames = [picture(60, 40), Image.new("RGB", (60, 40), "black")]
    sent = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    assert opened(sent).n_frames == 2  # type: ignore[attr-defined]
    _, kept = await inspected(sandboxes.inspection, tmp_path, sent)
    assert getattr(opened(kept), "n_frames", 1) == 1
    assert difference(opened(kept), frames[0]) == 0


async def test_copy_of_a_coarse_photo_grows_little(sandboxes: Sandboxes, tmp_path: Path) -> None:
    noise = Image.effect_noise((800, 600), 60).convert("RGB")
    sent = saved(noise, "JPEG", quality=75)
    _, kept = await inspected(sandboxes.inspection, tmp_path, sent)
    assert len(kept) <= len(sent) * 1.02
