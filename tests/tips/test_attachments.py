"""Pictures are sent before a tip, go along with it, and are read by both sides and nobody else."""

from __future__ import annotations

import io
import json
from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from good_files import photo, screenshot
from PIL import Image
from tipping import ERASE, Reader, Tipster

from core.audit.models import AuditEntry
from core.db import fetch
from plugins.tips import attachment_store
from plugins.tips.models import TipAttachment

PATH = "/tips/attachments"
SMALL = pytest.mark.parametrize(
    "settings", [{"services": {"tips": {"unclaimed_bytes": 150_000}}}], indirect=True
)
FEW = pytest.mark.parametrize(
    "settings", [{"services": {"tips": {"requests_of_a_source": 2}}}], indirect=True
)


async def with_pictures(tipster: Tipster, reader: Reader) -> tuple[str, list[str]]:
    """The id of a tip with a photo and a screenshot, and the ids of the pictures."""
    tokens = [await tipster.uploads(photo()), await tipster.uploads(screenshot())]
    await tipster.told(attachments=tokens)
    await reader.unlocks()
    [listed] = await reader.lists()
    [message] = (await reader.opens(listed["id"]))["messages"]
    assert [each["name"] for each in message["attachments"]] == ["1.jpg", "2.png"]
    return listed["id"], [each["id"] for each in message["attachments"]]


async def test_pictures_of_a_tip_are_read_by_tipster_and_police(
    tipster: Tipster, reader: Reader
) -> None:
    tip_id, [first, second] = await with_pictures(tipster, reader)
    for answer, kind in (
        (await tipster.downloads(first), "jpeg"),
        (await tipster.downloads(second), "png"),
        (await reader.downloads(first, tip_id), "jpeg"),
    ):
        assert answer.status_code == 200
        assert answer.headers["content-type"] == f"image/{kind}"
        assert Image.open(io.BytesIO(answer.content)).format == kind.upper()
        name = "1.jpg" if kind == "jpeg" else "2.png"
        assert answer.headers["content-disposition"] == f'attachment; filename="{name}"'
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


async def test_what_an_officer_reads_is_in_the_audit_and_what_a_tipster_reads_is_not(
    tipster: Tipster, reader: Reader
) -> None:
    tip_id, [first, _] = await with_pictures(tipster, reader)
    before = await AuditEntry.all().count()
    await tipster.downloads(first)
    assert await AuditEntry.all().count() == before
    await reader.downloads(first, tip_id)
    entry = await AuditEntry.all().order_by("-id").first()
    assert entry is not None
    assert (entry.action, entry.subject) == ("read", "operation:tips.attachment")
    assert f"tip_attachment:{first}" in json.dumps(entry.details)


async def test_pictures_of_others_are_not_there(
    tipster: Tipster,
    reader: Reader,
    another_reader: Callable[..., Awaitable[Reader]],
    as_citizen: Callable[..., Awaitable[GraphQLClient]],
) -> None:
    tip_id, [first, _] = await with_pictures(tipster, reader)
    stranger = Tipster(tipster.client)
    await stranger.told()
    elsewhere = await another_reader("MP")
    await elsewhere.unlocks("MP")
    for answer in (
        await stranger.downloads(first),
        await tipster.downloads("00000000-0000-4000-8000-000000000000"),
        await tipster.downloads(first, receipt="0000-0000-0000-0000-0000-0"),
        await elsewhere.downloads(first, tip_id),
        await reader.downloads(first, "VGlwOng="),
    ):
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    citizen = await as_citizen()
    headers = {**citizen.headers(), "thana-tips-key": reader.key or ""}
    answer = await citizen.http.post(f"{PATH}/{first}", json={"tipId": tip_id}, headers=headers)
    assert answer.status_code == 403
    headers.pop("authorization")
    answer = await citizen.http.post(f"{PATH}/{first}", json={"tipId": tip_id}, headers=headers)
    assert answer.status_code == 401


async def test_officer_named_in_the_tip_does_not_get_its_pictures(
    tipster: Tipster, reader: Reader, another_reader: Callable[..., Awaitable[Reader]]
) -> None:
    above = await another_reader("MP", "Arun Rao")
    token = await tipster.uploads(photo())
    await tipster.told(attachments=[token], excludeOfficers=["Meera Soni"])
    await above.unlocks("MP")
    [listed] = await above.lists()
    [message] = (await above.opens(listed["id"]))["messages"]
    id = message["attachments"][0]["id"]
    assert (await above.downloads(id, listed["id"])).status_code == 200
    await reader.unlocks()
    before = await AuditEntry.all().count()
    assert (await reader.downloads(id, listed["id"])).status_code == 404
    assert await AuditEntry.all().count() == before


async def test_both_sides_in_one_request_are_refused(tipster: Tipster, reader: Reader) -> None:
    _, [first, _] = await with_pictures(tipster, reader)
    answer = await tipster.client.http.post(
        f"{PATH}/{first}", json={"receipt": tipster.receipt}, headers=reader.headers()
    )
    assert (answer.status_code, answer.headers.get("set-cookie")) == (400, None)
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
    for body in (b"", b"[]", b"null", b"[" * 4000, b'{"receipt": 5}', b"\xff"):
        answer = await tipster.client.http.post(f"{PATH}/{first}", content=body)
        assert answer.status_code == 400


async def test_a_picture_goes_along_once_and_goes_with_its_tip(
    tipster: Tipster, reader: Reader
) -> None:
    token = await tipster.uploads(photo())
    twice = await tipster.sends(attachments=[token, token])
    assert [(each["path"], each["code"]) for each in twice["errors"]] == [
        (["attachments", "1"], "ATTACHMENT_UNKNOWN")
    ]
    await tipster.told(attachments=[token])
    again = await tipster.sends(attachments=[token])
    assert again["errors"][0]["code"] == "ATTACHMENT_UNKNOWN"
    assert await TipAttachment.all().count() == 1
    more = [await tipster.uploads(photo()) for _ in range(6)]
    answer = await tipster.adds("A picture of the gate.", attachments=more)
    assert [each["code"] for each in answer["errors"]] == ["TOO_MANY"]
    answer = await tipster.adds("A picture of the gate.", attachments=more[:1])
    assert answer["errors"] == []
    await tipster.client.run(ERASE, receipt=tipster.receipt)
    assert await TipAttachment.exclude(tip_id=None).count() == 0
    assert (await tipster.downloads(token)).status_code == 404


async def test_what_belongs_to_no_tip_is_deleted_with_its_day(
    tipster: Tipster, reader: Reader, clock: MovableClock
) -> None:
    await tipster.told(attachments=[await tipster.uploads(photo())])
    await tipster.uploads(photo())
    assert await attachment_store.forget_unclaimed(date(2026, 11, 23)) == 0
    clock.move(days=1)
    waiting = await tipster.uploads(photo())
    assert await attachment_store.forget_unclaimed(date(2026, 11, 24)) == 1
    assert await TipAttachment.all().count() == 2
    await tipster.told(attachments=[waiting])


@SMALL
async def test_no_more_than_a_bounded_amount_waits_for_tips(
    tipster: Tipster, reader: Reader
) -> None:
    tokens = [await tipster.uploads(photo(64, 48)) for _ in range(2)]
    refused = await tipster.client.http.post(PATH, content=photo(64, 48))
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "86400")
    assert await TipAttachment.all().count() == 2
    await tipster.told(attachments=tokens)
    await tipster.uploads(photo(64, 48))


@FEW
async def test_a_source_sends_so_many_in_an_hour(tipster: Tipster, clock: MovableClock) -> None:
    for _ in range(2):
        await tipster.uploads(photo(64, 48))
    refused = await tipster.client.http.post(PATH, content=photo(64, 48))
    assert refused.status_code == 429
    assert await TipAttachment.all().count() == 2
    clock.move(hours=1)
    await tipster.uploads(photo(64, 48))


async def test_nothing_readable_of_it_is_stored(tipster: Tipster, reader: Reader) -> None:
    token = await tipster.uploads(photo())
    [row] = await fetch("SELECT * FROM tips_attachment")
    assert (row["tip_id"], len(row["sealed"])) == (None, 2**16 + 40)
    assert b"JFIF" not in bytes(row["sealed"])
    await tipster.told(attachments=[token])
    [row] = await fetch("SELECT * FROM tips_attachment")
    assert (str(row["uploaded_on"])[:10], row["tip_id"] is None) == ("2026-11-23", False)
