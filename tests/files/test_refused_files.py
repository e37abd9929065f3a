"""Files that are not what they should be are told apart, quickly, and nothing of them is kept."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import hostile_files as hostile
import pytest
from good_files import document_pdf, photo, screenshot
from inspections import inspected

from core.sandboxes import Sandboxes

FAULTS: dict[Callable[[], bytes], str] = {
    hostile.png_bomb: "FILE_TOO_MANY_PIXELS",
    hostile.animation: "FILE_TOO_MANY_PIXELS",
    hostile.text_bomb: "FILE_DAMAGED",
    hostile.jpeg_of_many_scans: "FILE_DAMAGED",
    hostile.truncated_jpeg: "FILE_DAMAGED",
    hostile.truncated_png: "FILE_DAMAGED",
    hostile.png_with_bad_sum: "FILE_DAMAGED",
    bytes: "FILE_EMPTY",
}
BOMB_SECONDS = 1
MISNAMED = hostile.misnamed()


@pytest.mark.parametrize("make", FAULTS, ids=lambda make: make.__name__)
async def test_bad_image_is_refused_with_its_fault(
    sandboxes: Sandboxes, tmp_path: Path, make: Callable[[], bytes]
) -> None:
    content = make()
    await inspected(sandboxes.inspection, tmp_path, b"")  # the child is warm
    started = time.monotonic()
    answer, kept = await inspected(sandboxes.inspection, tmp_path, content)
    assert (answer, kept) == ({"fault": FAULTS[make]}, b"")
    assert time.monotonic() - started < BOMB_SECONDS


@pytest.mark.parametrize("kind", MISNAMED)
async def test_content_of_another_kind_is_refused_whatever_its_name(
    sandboxes: Sandboxes, tmp_path: Path, kind: str
) -> None:
    answer, kept = await inspected(sandboxes.inspection, tmp_path, MISNAMED[kind])
    assert (answer, kept) == ({"fault": "FILE_TYPE"}, b"")


async def test_only_what_the_purpose_allows_is_taken(sandboxes: Sandboxes, tmp_path: Path) -> None:
    for content in (screenshot(), document_pdf()):
        answer, kept = await inspected(
            sandboxes.inspection, tmp_path, content, allowed=["image/jpeg"]
        )
        assert (answer, kept) == ({"fault": "FILE_TYPE"}, b"")


async def test_copy_larger_than_allowed_is_not_kept(sandboxes: Sandboxes, tmp_path: Path) -> None:
    _, kept = await inspected(sandboxes.inspection, tmp_path, screenshot())
    (tmp_path / "target").unlink()
    answer, nothing = await inspected(
        sandboxes.inspection, tmp_path, screenshot(), max_bytes=len(kept) - 1
    )
    assert (answer, nothing) == ({"fault": "FILE_TOO_LARGE"}, b"")


async def test_photo_of_40_megapixels_fits_and_one_more_does_not(
    sandboxes: Sandboxes, tmp_path: Path
) -> None:
    answer, _ = await inspected(sandboxes.inspection, tmp_path, photo(8000, 5000, orientation=6))
    assert answer["content_type"] == "image/jpeg"
    answer, _ = await inspected(sandboxes.inspection, tmp_path, photo(8001, 5000, gps=False))
    assert answer == {"fault": "FILE_TOO_MANY_PIXELS"}
