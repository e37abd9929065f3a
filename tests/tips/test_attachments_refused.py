"""What is no picture is refused with advice, and what hides in a picture is gone."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import hostile_files as hostile
import pytest
from good_files import document_pdf, photo, picture, saved, screenshot
from hostile_pdfs import pdf_with_script
from tipping import Reader, Tipster

from plugins.tips.models import TipAttachment

EXIFTOOL = shutil.which("exiftool")
OF_THE_FILE = {"SourceFile", "ExifTool", "System", "File", "JFIF", "PNG", "Composite"}
OTHERS = {
    **hostile.misnamed(),
    "PDF": document_pdf(),
    "PDF with a script": pdf_with_script(),
    "old Word": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000),
}
BAD: dict[Callable[[], bytes], str] = {
    hostile.png_bomb: "FILE_TOO_MANY_PIXELS",
    hostile.animation: "FILE_TOO_MANY_PIXELS",
    hostile.text_bomb: "FILE_DAMAGED",
    hostile.truncated_jpeg: "FILE_DAMAGED",
    hostile.truncated_png: "FILE_DAMAGED",
    hostile.png_with_bad_sum: "FILE_DAMAGED",
    bytes: "FILE_EMPTY",
}
ENGLISH = (
    "Only pictures are taken, as JPEG or PNG: other files can hold who made them. Take a picture "
    "or a screenshot of it."
)
LIMIT = pytest.mark.parametrize(
    "settings",
    [{"services": {"tips": {"attachment_bytes": 15_000, "requests_of_a_source": 1000}}}],
    indirect=True,
)


async def refused(tipster: Tipster, content: bytes, language: str = "en") -> tuple[int, str, str]:
    """Status, fault and message of a picture that must not be taken; nothing was stored."""
    answer = await tipster.client.http.post(
        "/tips/attachments", content=content, headers={"accept-language": language}
    )
    [error] = answer.json()["errors"]
    assert error["extensions"]["code"] == "BAD_REQUEST"
    assert not await TipAttachment.exists()
    return answer.status_code, error["extensions"].get("fault", ""), error["message"]


@pytest.mark.parametrize("kind_of_file", OTHERS)
async def test_other_files_are_refused_with_advice(tipster: Tipster, kind_of_file: str) -> None:
    told = await refused(tipster, OTHERS[kind_of_file])
    assert told == (422, "FILE_TYPE", ENGLISH)


async def test_the_advice_is_in_the_language_of_whoever_sends(tipster: Tipster) -> None:
    _, _, message = await refused(tipster, document_pdf(), "hi")
    assert message.startswith("केवल फ़ोटो लिए जाते हैं")


@pytest.mark.parametrize("make", BAD, ids=lambda make: make.__name__)
async def test_bad_pictures_are_refused(tipster: Tipster, make: Callable[[], bytes]) -> None:
    status, fault, _ = await refused(tipster, make())
    assert (status, fault) == (422, BAD[make])


@LIMIT
async def test_a_picture_may_have_so_many_bytes(tipster: Tipster) -> None:
    content = photo(gps=False)
    assert len(content) > 15_000
    status, _, _ = await refused(tipster, content)
    assert status == 413
    await tipster.uploads(photo(64, 48))


def samples() -> Iterator[bytes]:
    """Pictures as phones and programs make them, each with what says who, where and when."""
    for orientation in range(1, 9):
        yield photo(320 + orientation, 240, orientation=orientation)
    for width in range(100, 200, 10):
        yield photo(width, 90)
    yield hostile.gifar()
    yield saved(picture(90, 60, "CMYK"), "JPEG", comment=b"Asha Verma")
    yield saved(picture(90, 60, "L"), "JPEG", exif=b"Exif\0\0broken of Asha Verma")
    for mode in ("RGBA", "RGB", "L", "P", "1", "LA"):
        yield screenshot(mode=mode) if mode != "P" else saved(picture(90, 60).quantize(), "PNG")
    for keyword in (b"Author", b"Software", b"XML:com.adobe.xmp"):
        told = hostile.chunk(b"tEXt", keyword + b"\0Asha Verma")
        yield screenshot()[:33] + told + screenshot()[33:]


@pytest.mark.foreign
@pytest.mark.skipif(EXIFTOOL is None, reason="exiftool is not installed")
async def test_nothing_of_the_originals_data_is_in_what_is_served(
    tipster: Tipster, reader: Reader, tmp_path: Path
) -> None:
    sent, files = list(samples()), []
    assert len(sent) == 30
    for number in range(0, 30, 5):
        tokens = [await tipster.uploads(content) for content in sent[number : number + 5]]
        await tipster.told(attachments=tokens)
        [message] = (await tipster.reads())["messages"]
        for place, attachment in enumerate(message["attachments"]):
            served = (await tipster.downloads(attachment["id"])).content
            assert b"Asha" not in served
            files.append(tmp_path / f"{number + place}")
            files[-1].write_bytes(served)
    told = subprocess.run(  # noqa: ASYNC221
        [EXIFTOOL or "", "-json", "-G", "-a", "-u", *files],
        capture_output=True,
        check=True,
    )
    found = json.loads(told.stdout)
    assert len(found) == 30
    for each in found:
        assert {name.partition(":")[0] for name in each} <= OF_THE_FILE
