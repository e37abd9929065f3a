"""An image that goes to a plugin's route is made anew without touching a disk."""

from __future__ import annotations

import io
import os
from pathlib import Path
from types import ModuleType

import httpx
import pytest
from good_files import XMP, photo, screenshot
from hostile_files import docx, gifar, png_bomb, png_with_bad_sum, truncated_jpeg
from PIL import Image

from core.settings import Settings

PICTURES = "/box/pictures"


@pytest.fixture
def kind() -> str:
    """What is shown here does not depend on the database."""
    return "sqlite"


def files_below(folder: Path) -> set[str]:
    return {os.path.join(place, name) for place, _, names in os.walk(folder) for name in names}


async def test_a_photo_comes_back_with_nothing_but_what_is_seen(
    http: httpx.AsyncClient, letterbox: ModuleType, settings: Settings
) -> None:
    sent, before = photo(), files_below(settings.files.folder)
    answer = await http.post(PICTURES, content=sent)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")
    image = Image.open(io.BytesIO(answer.content))
    assert (image.format, image.size, dict(image.getexif())) == ("JPEG", (640, 480), {})
    for told in (XMP[:20], b"Asha", b"mine", b"Exif", b"thumbnail"):
        assert told in sent
        assert told not in answer.content
    assert files_below(settings.files.folder) == before


async def test_a_screenshot_comes_back(http: httpx.AsyncClient, letterbox: ModuleType) -> None:
    answer = await http.post(PICTURES, content=screenshot())
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/png")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "FILE_EMPTY"),
        (b"%PDF-1.7\n", "FILE_TYPE"),
        (docx(), "FILE_TYPE"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "FILE_TYPE"),
        (truncated_jpeg(), "FILE_DAMAGED"),
        (png_with_bad_sum(), "FILE_DAMAGED"),
        (png_bomb(), "FILE_TOO_MANY_PIXELS"),
        (photo() + b"x" * 10_000_000, "FILE_TOO_LARGE"),
    ],
    ids=["empty", "pdf", "docx", "svg", "truncated", "bad sum", "bomb", "large"],
)
async def test_what_is_no_sound_image_is_refused(
    http: httpx.AsyncClient, letterbox: ModuleType, content: bytes, fault: str
) -> None:
    answer = await http.post(PICTURES, content=content)
    assert (answer.status_code, answer.json()) == (422, {"fault": fault})


async def test_ten_megabytes_go_through(http: httpx.AsyncClient, letterbox: ModuleType) -> None:
    image = Image.frombytes("RGB", (1900, 1700), os.urandom(1900 * 1700 * 3))
    kept = io.BytesIO()
    image.save(kept, "PNG", compress_level=0)
    assert 9_600_000 < len(kept.getvalue()) < 10_000_000
    answer = await http.post(PICTURES, content=kept.getvalue())
    assert answer.status_code == 200
    assert Image.open(io.BytesIO(answer.content)).tobytes() == image.tobytes()


async def test_a_file_that_is_two_at_once_is_an_image_alone(
    http: httpx.AsyncClient, letterbox: ModuleType
) -> None:
    answer = await http.post(PICTURES, content=gifar())
    assert b"PK\x03\x04" not in answer.content
