"""A PDF may show something; one that could do something is refused, and none says who made it."""

from __future__ import annotations

import io
import time
import zlib
from collections.abc import Callable
from pathlib import Path

import hostile_pdfs as hostile
import pytest
from good_files import document_pdf, saved_pdf
from good_files import photo as good_photo
from inspections import inspected
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image, ImageChops

from core.sandboxes import Sandboxes

ACTIVE = [
    hostile.pdf_with_script,
    hostile.pdf_with_script_in_names,
    hostile.pdf_with_hidden_script,
    hostile.pdf_with_escaped_script,
    hostile.pdf_that_launches,
    hostile.pdf_that_launches_later,
    hostile.pdf_that_submits,
    hostile.pdf_that_opens_a_page,
    hostile.pdf_that_opens_a_page_later,
    hostile.pdf_with_file_link,
    hostile.pdf_with_attachment,
    hostile.pdf_with_xfa,
    hostile.pdf_with_video,
    hostile.pdf_with_outside_stream,
    hostile.pdf_with_postscript,
]
DAMAGED = [
    hostile.pdf_with_looping_tables,
    hostile.pdf_with_looping_pages,
    hostile.pdf_without_pages,
    hostile.pdf_bomb,
    hostile.deep_pdf,
    hostile.cut_pdf,
]
MOST_SECONDS = 5


@pytest.mark.parametrize("make", ACTIVE, ids=lambda make: make.__name__)
async def test_pdf_that_could_do_something_is_refused(
    sandboxes: Sandboxes, tmp_path: Path, make: Callable[[], bytes]
) -> None:
    answer, kept = await inspected(sandboxes.inspection, tmp_path, make())
    assert (answer, kept) == ({"fault": "FILE_ACTIVE"}, b"")


@pytest.mark.parametrize(
    "make",
    [hostile.pdf_of_one_page_many_times, hostile.pdf_packed_twice],
    ids=lambda make: make.__name__,
)
async def test_small_pdf_that_grows_is_refused(
    sandboxes: Sandboxes, tmp_path: Path, make: Callable[[], bytes]
) -> None:
    answer, kept = await inspected(sandboxes.inspection, tmp_path, make())
    assert (answer, kept) == ({"fault": "FILE_TOO_LARGE"}, b"")


async def test_nothing_hides_in_how_a_stream_is_packed(
    sandboxes: Sandboxes, tmp_path: Path
) -> None:
    secret = b"PK\x03\x04 a jar of classes"

    def add(pdf: Pdf) -> None:
        stored = zlib.compressobj(0)
        packed = stored.compress(b"q Q") + stored.flush() + secret
        pdf.pages[0].obj.Contents = pdf.make_stream(packed, Filter=Name.FlateDecode)
        photo = Stream(pdf, zlib.compress(good_photo()))
        photo.Filter = Array([Name.FlateDecode, Name.DCTDecode])
        pdf.pages[0].obj.Resources = Dictionary(XObject=Dictionary(I=photo))

    content = saved_pdf(add, compress_streams=False)
    assert secret in content
    answer, kept = await inspected(sandboxes.inspection, tmp_path, content)
    assert answer["content_type"] == "application/pdf"
    assert secret not in kept
    with Pdf.open(io.BytesIO(kept)) as pdf:
        clean = pdf.pages[0].obj.Resources.XObject.I.read_raw_bytes()
    assert b"Exif" in good_photo()
    assert b"Exif" not in clean


@pytest.mark.parametrize("make", DAMAGED, ids=lambda make: make.__name__)
async def test_pdf_that_leads_nowhere_is_refused_in_time(
    sandboxes: Sandboxes, tmp_path: Path, make: Callable[[], bytes]
) -> None:
    content = make()
    started = time.monotonic()
    answer, kept = await inspected(sandboxes.inspection, tmp_path, content)
    assert (answer, kept) == ({"fault": "FILE_DAMAGED"}, b"")
    assert time.monotonic() - started < MOST_SECONDS


@pytest.mark.parametrize("password", ["secret", ""])
async def test_encrypted_pdf_is_refused_even_when_it_opens(
    sandboxes: Sandboxes, tmp_path: Path, password: str
) -> None:
    answer, kept = await inspected(sandboxes.inspection, tmp_path, hostile.encrypted_pdf(password))
    assert (answer, kept) == ({"fault": "FILE_ENCRYPTED"}, b"")


async def test_invoice_keeps_its_pages_and_links_and_loses_its_author(
    sandboxes: Sandboxes, tmp_path: Path
) -> None:
    answer, kept = await inspected(sandboxes.inspection, tmp_path, document_pdf(3))
    assert (answer["content_type"], answer["byte_size"]) == ("application/pdf", len(kept))
    with Pdf.open(io.BytesIO(kept)) as pdf:
        contents = [page.Contents.read_bytes() for page in pdf.pages]
        assert str(pdf.pages[2].Annots[0].A.URI) == "https://shop.example/invoice"
        assert "/Info" not in pdf.trailer
        assert "/Metadata" not in pdf.Root
    assert contents == [b"BT /F1 24 Tf 72 720 Td (Invoice, page %d) Tj ET" % n for n in (1, 2, 3)]
    assert b"Asha" in document_pdf(3)
    assert b"Asha" not in kept


async def test_photo_in_a_pdf_loses_its_place_and_not_a_pixel(
    sandboxes: Sandboxes, tmp_path: Path
) -> None:
    sent = document_pdf(photos=True)
    _, kept = await inspected(sandboxes.inspection, tmp_path, sent)
    with Pdf.open(io.BytesIO(sent)) as before, Pdf.open(io.BytesIO(kept)) as after:
        images = [
            Image.open(io.BytesIO(pdf.pages[0].Resources.XObject.Im1.read_raw_bytes()))
            for pdf in (before, after)
        ]
    assert images[0].getexif().get_ifd(0x8825)
    assert dict(images[1].getexif()) == {}
    assert b"Asha" not in kept
    assert ImageChops.difference(*images).getbbox() is None


async def test_web_page_behind_a_pdf_is_gone(sandboxes: Sandboxes, tmp_path: Path) -> None:
    answer, kept = await inspected(sandboxes.inspection, tmp_path, hostile.script_polyglot())
    assert answer["content_type"] == "application/pdf"
    assert b"<script>" not in kept
    assert kept.rstrip().endswith(b"%%EOF")


async def test_pdf_may_open_at_a_page_of_its_own(sandboxes: Sandboxes, tmp_path: Path) -> None:
    with Pdf.open(io.BytesIO(document_pdf(2))) as pdf:
        pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=[pdf.pages[1].obj, Name.Fit])
        file = io.BytesIO()
        pdf.save(file)
    answer, _ = await inspected(sandboxes.inspection, tmp_path, file.getvalue())
    assert answer["content_type"] == "application/pdf"


async def test_pdf_of_too_many_items_is_refused(sandboxes: Sandboxes, tmp_path: Path) -> None:
    answer, kept = await inspected(sandboxes.inspection, tmp_path, hostile.pdf_with_long_array())
    assert (answer, kept) == ({"fault": "FILE_TOO_LARGE"}, b"")


async def test_pdf_of_too_many_objects_is_refused(sandboxes: Sandboxes, tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        pdf.add_blank_page()
        pieces = [pdf.make_indirect(Dictionary()) for _ in range(50_001)]
        pdf.Root.Pieces = [pieces[:25_000], pieces[25_000:]]
        file = io.BytesIO()
        pdf.save(file)
    answer, kept = await inspected(sandboxes.inspection, tmp_path, file.getvalue())
    assert (answer, kept) == ({"fault": "FILE_TOO_LARGE"}, b"")
