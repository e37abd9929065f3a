"""Fetching files: by links that work for some minutes, as attachments that no browser runs."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Awaitable, Callable
from urllib.parse import unquote

import httpx
import pytest
from clients import GraphQLClient
from conftest import MovableClock
from hostile_files import document_pdf, photo
from uploads import TusClient

from core.files.models import ScanState, StoredFile

AsCitizen = Callable[..., Awaitable[GraphQLClient]]
PHOTO = photo(320, 240)


@pytest.fixture
def kind() -> str:
    """Links do not depend on the database."""
    return "sqlite"


@pytest.fixture
async def url(tus: TusClient) -> str:
    """A link to an uploaded photo."""
    file = await tus.file(await tus.upload(PHOTO, name="मेरा फ़ोन.jpg"))
    return str(file["downloadUrl"])


async def test_a_link_gives_the_file_as_an_attachment(http: httpx.AsyncClient, url: str) -> None:
    assert url.startswith("http://127.0.0.1:8000/downloads/file/")
    row = await StoredFile.get()
    answer = await http.get(url)
    assert answer.status_code == 200
    assert hashlib.sha256(answer.content).hexdigest() == row.sha256
    headers = answer.headers
    assert headers["content-type"] == "image/jpeg"
    assert headers["content-length"] == str(row.byte_size)
    assert headers["content-disposition"] == (
        "attachment; filename=\"____ ____.jpg\"; filename*=UTF-8''"
        "%E0%A4%AE%E0%A5%87%E0%A4%B0%E0%A4%BE%20%E0%A4%AB%E0%A4%BC%E0%A5%8B%E0%A4%A8.jpg"
    )
    assert headers["content-security-policy"] == "sandbox; default-src 'none'"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["cache-control"] == "private, no-store"
    assert headers["etag"] == f'"{row.sha256}"'
    assert headers["accept-ranges"] == "bytes"
    assert "set-cookie" not in headers

    head = await http.head(url)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-length"] == headers["content-length"]


async def test_a_broken_download_goes_on_where_it_stopped(
    http: httpx.AsyncClient, url: str
) -> None:
    whole = (await http.get(url)).content
    rest = await http.get(url, headers={"range": "bytes=1000-"})
    assert (rest.status_code, rest.content) == (206, whole[1000:])
    assert rest.headers["content-range"] == f"bytes 1000-{len(whole) - 1}/{len(whole)}"
    end = await http.get(url, headers={"range": "bytes=-10", "if-range": rest.headers["etag"]})
    assert (end.status_code, end.content) == (206, whole[-10:])
    changed = await http.get(url, headers={"range": "bytes=-10", "if-range": '"another"'})
    assert (changed.status_code, changed.content) == (200, whole)
    beyond = await http.get(url, headers={"range": f"bytes={len(whole)}-"})
    assert beyond.status_code == 416


async def test_ten_thousand_ranges_are_cheap(http: httpx.AsyncClient, url: str) -> None:
    whole = (await http.get(url)).content
    for ranges in ("0-0,5-5", ",".join("0-" for _ in range(10_000)), "0-," * 10_000):
        before = time.process_time()
        answer = await http.get(url, headers={"range": f"bytes={ranges}"})
        assert time.process_time() - before < 1
        assert (answer.status_code, answer.content) == (200, whole)


async def test_a_link_that_was_changed_or_is_old_shows_nothing(
    http: httpx.AsyncClient, url: str, tus: TusClient, clock: MovableClock
) -> None:
    other = str(
        (await tus.file(await tus.upload(document_pdf(), purpose="INVOICE")))["downloadUrl"]
    )
    path, _, query = url.partition("?")
    expires, signature = query.split("&")
    changed = [
        path,
        f"{path}?{expires}",
        f"{path}?{signature}",
        f"{path}?{expires}0&{signature}",
        f"{path}?expires=9999999999&{signature}",
        f"{path}?expires=٣&{signature}",
        f"{path}?expires={'9' * 5000}&{signature}",
        f"{url[:-1]}{'0' if url[-1] != '0' else '1'}",
        f"{path}?{expires}&signature=",
        f"{path}?{expires}&signature=é",
        f"{other.partition('?')[0]}?{query}",
        url.replace("/file/", "/document/"),
        url.replace("/file/", "/unknown/"),
    ]
    answers = [await http.get(each) for each in changed]
    clock.move(minutes=10)
    answers.append(await http.get(url))
    for each, answer in zip([*changed, url], answers, strict=True):
        assert answer.status_code == 404, each
        assert answer.content == answers[0].content, each
        assert answer.headers["cache-control"] == "no-store"


async def test_a_file_that_is_infected_or_not_yet_scanned_is_not_handed_out(
    http: httpx.AsyncClient, url: str, tus: TusClient
) -> None:
    row = await StoredFile.get()
    for state, status in (
        (ScanState.PENDING, 404),
        (ScanState.INFECTED, 404),
        (ScanState.CLEAN, 200),
    ):
        await StoredFile.filter(id=row.id).update(scan_state=state)
        assert (await http.get(url)).status_code == status, state


NAMES = {
    "../../etc/cron.d/x": "x.jpg",
    "C:\\Users\\x": "x.jpg",
    "a\0.jpg": "a.jpg",
    "me\u202egpj.exe": "megpj.exe.jpg",
    "line\r\nSet-Cookie: a=b.jpg": "line Set-Cookie: a=b.jpg",
    'quote".JPEG': 'quote".JPEG',
    "x" * 5000: "x" * 196 + ".jpg",
    ".htaccess": "htaccess.jpg",
    "CON": "CON.jpg",
    "..": "file.jpg",
    "": "file.jpg",
    "photo.jpg.exe": "photo.jpg.exe.jpg",
    "मेरा फ़ोन.jpg": "मेरा फ\u093cोन.jpg",
}


async def test_a_file_keeps_a_clean_name_and_lies_under_its_id(
    http: httpx.AsyncClient, tus: TusClient
) -> None:
    for given, shown in NAMES.items():
        file_id = await tus.upload(PHOTO, name=given)
        file = await tus.file(file_id)
        assert file["name"] == shown, given[:50]
        answer = await http.get(file["downloadUrl"])
        _, _, encoded = answer.headers["content-disposition"].partition("filename*=UTF-8''")
        assert unquote(encoded) == shown, given[:50]
        assert "set-cookie" not in answer.headers
        await tus.send("DELETE", f"/files/{file_id}")
    assert await StoredFile.all().count() == 0
