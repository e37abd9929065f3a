"""Pictures on a paper: files of its request, in their proportions, and nothing else."""

from __future__ import annotations

import io
import shutil
import subprocess
import uuid
from base64 import b64encode
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import pytest
from acknowledgements import text_of
from good_files import photo, picture, saved
from licences import Licence, pictures_in
from PIL import Image
from printed import job, printed, renderer

from core.files.models import ScanState, StoredFile
from core.files.storage import DiskStorage
from core.sandbox import Sandbox, SandboxFault

Issue = Callable[..., Awaitable[Licence]]
pytestmark = [
    pytest.mark.foreign,
    pytest.mark.skipif(shutil.which("pdfimages") is None, reason="poppler-utils is not installed"),
]


@pytest.fixture
def kind() -> str:
    """What is on a paper does not depend on the database."""
    return "sqlite"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    made = renderer()
    yield made
    made.close()


def shown(pdf: bytes) -> Image.Image:
    command = ["pdftoppm", "-r", "72", "-png", "-"]
    done = subprocess.run(command, input=pdf, capture_output=True, check=True)
    return Image.open(io.BytesIO(done.stdout)).convert("RGB")


async def test_a_photograph_stands_on_the_paper_in_its_proportions(issue: Issue) -> None:
    pdf = await (await issue(photo(300, 400))).pdf()
    assert "Shown: photo." in text_of(pdf)
    [(width, height, across, up)] = pictures_in(pdf)
    assert (width, height) == (300, 400)
    assert across == up == pytest.approx(400 / (30 / 25.4), abs=1)
    colours = {colour: many for many, colour in shown(pdf).getcolors(1_000_000) or []}
    red = [many for (red, *others), many in colours.items() if red > 200 and max(others) < 60]
    assert sum(red) > 100


async def test_a_turned_photograph_stands_upright(issue: Issue) -> None:
    pdf = await (await issue(photo(400, 300, orientation=6))).pdf()
    assert [row[:2] for row in pictures_in(pdf)] == [(300, 400)]


async def test_a_large_photograph_makes_no_large_paper(issue: Issue) -> None:
    pdf = await (await issue(photo(4000, 3000))).pdf()
    assert [row[:2] for row in pictures_in(pdf)] == [(1200, 900)]
    assert len(pdf) < 600_000


async def test_a_picture_that_is_gone_leaves_the_paper_without_it(issue: Issue) -> None:
    licence = await issue(photo(300, 400))
    file = await StoredFile.get(request_id=licence.request.id)
    await DiskStorage(licence.app.state.platform.runtime.settings.files.folder).delete(file.id)
    pdf = await licence.pdf()
    assert "Shown: ." in text_of(pdf)
    assert {row[:2] for row in pictures_in(pdf)} == {(1, 1)}  # clear, where it would stand


@pytest.mark.parametrize("change", [{"scan_state": ScanState.INFECTED}, {"content_type": "x/y"}])
async def test_what_is_infected_or_no_picture_is_not_shown(
    issue: Issue, change: dict[str, str]
) -> None:
    licence = await issue(photo(300, 400))
    await StoredFile.filter(request_id=licence.request.id).update(**change)
    assert "Shown: ." in text_of(await licence.pdf())


async def test_a_file_of_another_request_is_not_shown(issue: Issue) -> None:
    other = await issue(saved(picture(50, 50), "PNG"))
    foreign = await StoredFile.get(request_id=other.request.id)
    licence = await issue(photo(300, 400))
    licence.plugin.also.update(seal=foreign.id, nothing=None, unknown=uuid.uuid4())
    assert "Shown: photo." in text_of(await licence.pdf())


@pytest.mark.parametrize(
    "tag",
    [
        '<img src="image:seal">',
        '<img src="image:">',
        '<img src="image:../photo">',
        '<img src="image:/etc/hostname">',
        '<img src="IMAGE:photo">',
        '<img src="image://photo">',
        '<img src="photo">',
        '<img src="file:image:photo">',
        '<link rel="stylesheet" href="image:seal">',
    ],
)
async def test_any_other_name_opens_nothing(sandbox: Sandbox, tmp_path: Path, tag: str) -> None:
    wanted = job(tmp_path, f"<html><body><p>x</p>{tag}</body></html>")
    wanted["images"] = {"photo": b64encode(photo(30, 40)).decode()}
    with pytest.raises(SandboxFault) as raised:
        await sandbox.run(wanted)
    assert raised.value.kind == "TemplateFault"


@pytest.mark.parametrize("style", ["width: 40mm; height: 10mm", "width: 7.5mm; height: 90mm"])
async def test_a_box_of_other_proportions_stretches_nothing(
    sandbox: Sandbox, tmp_path: Path, style: str
) -> None:
    page = f'<html><body><p><img src="image:photo" style="{style}"></p></body></html>'
    wanted = job(tmp_path, page)
    wanted["images"] = {"photo": b64encode(photo(300, 400)).decode()}
    [(width, height, across, up)] = pictures_in(await printed(sandbox, wanted), qr=0)
    assert (width, height) == (300, 400)
    assert across == up == pytest.approx(300 / (7.5 / 25.4), abs=1)


async def test_a_png_may_be_clear_in_places(sandbox: Sandbox, tmp_path: Path) -> None:
    wanted = job(tmp_path, '<html><body><p><img src="image:seal" width="50"></p></body></html>')
    wanted["images"] = {"seal": b64encode(saved(picture(50, 50, "RGBA"), "PNG")).decode()}
    assert b"/SMask" in await printed(sandbox, wanted)
