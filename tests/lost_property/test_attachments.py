"""Files of a lost report: named once, by their owner, and from then on its station's as well."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

from acknowledgements import fetch, papers
from clients import GraphQLClient
from good_files import document_pdf, photo
from lost_reports import faults, mobile, send, stored
from uploads import FILE, TusClient

from core.files.models import ScanState, StoredFile
from core.service_requests.attachments import file_key
from core.service_requests.models import ServiceRequest

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
PICTURE = photo(64, 48)


async def uploaded(client: GraphQLClient, purpose: str = "PHOTO") -> str:
    """The id of a file of the client's."""
    return await TusClient(client).upload(PICTURE, purpose=purpose)


async def test_a_photo_and_a_bill_belong_to_the_report(
    as_citizen: AsSomebody, as_officer: AsSomebody
) -> None:
    citizen = await as_citizen()
    picture = await uploaded(citizen)
    bill = await TusClient(citizen).upload(document_pdf(1), purpose="INVOICE", name="बिल.pdf")
    report = await stored(citizen, attachments=[picture], items=[mobile(invoiceFileId=bill)])
    officer = await as_officer()
    for reader in (citizen, officer):
        files = (await papers(reader, report["number"]))["attachments"]
        assert [(f["id"], f["purpose"], f["name"], f["contentType"]) for f in files] == [
            (picture, "PHOTO", "photo.jpg", "image/jpeg"),
            (bill, "INVOICE", "बिल.pdf", "application/pdf"),
        ]
        assert files[0]["scanState"] == "SKIPPED"
        assert (await fetch(reader.http, files[0]["downloadUrl"])).startswith(b"\xff\xd8\xff")
    query = """query($number: String!) { serviceRequest(number: $number) { ... on LostReport {
      items { ... on LostMobile { invoiceFileId } } } } }"""
    read = await officer.run(query, number=report["number"])
    assert read["serviceRequest"]["items"] == [{"invoiceFileId": bill}]


async def test_what_the_service_takes_is_told_beforehand(as_nobody: GraphQLClient) -> None:
    as_nobody.language = "en"
    told = await as_nobody.run(
        "{ platform { services { uploads { purpose title contentTypes maxBytes required"
        " maxFiles } } } }"
    )
    assert told["platform"]["services"][1]["uploads"] == [
        {
            "purpose": "PHOTO",
            "title": "A photo of the thing",
            "contentTypes": ["image/jpeg", "image/png"],
            "maxBytes": 10_000_000,
            "required": False,
            "maxFiles": 5,
        },
        {
            "purpose": "INVOICE",
            "title": "The bill",
            "contentTypes": ["image/jpeg", "image/png", "application/pdf"],
            "maxBytes": 10_000_000,
            "required": False,
            "maxFiles": 5,
        },
        {
            "purpose": "FOUND_PHOTO",
            "title": "A photo of a thing that was handed in, sent by an officer",
            "contentTypes": ["image/jpeg", "image/png"],
            "maxBytes": 10_000_000,
            "required": False,
            "maxFiles": 1,
        },
    ]


async def test_a_photo_of_a_found_thing_belongs_to_no_report(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    picture = await uploaded(citizen, "FOUND_PHOTO")
    assert await faults(citizen, attachments=[picture]) == [("attachments.0", "FILE_PURPOSE")]


async def test_strangers_neither_see_nor_attach_a_file(
    as_citizen: AsSomebody, as_officer: AsSomebody, as_nobody: GraphQLClient
) -> None:
    owner, other = await as_citizen(), await as_citizen()
    picture = await uploaded(owner)
    assert await faults(other, attachments=[picture]) == [("attachments.0", "FILE_UNKNOWN")]
    for stranger in (other, await as_officer()):
        error = await stranger.refused(FILE, id=picture)
        assert error["extensions"]["code"] == "NOT_FOUND"
        absent = await stranger.refused(FILE, id="RmlsZToxMjM")
        assert absent == error
    assert (await as_nobody.refused(FILE, id=picture))["extensions"]["code"] == "UNAUTHENTICATED"
    await stored(owner, attachments=[picture])
    elsewhere = await as_officer("21316041")
    assert (await elsewhere.refused(FILE, id=picture))["extensions"]["code"] == "NOT_FOUND"
    assert (await (await as_officer()).run(FILE, id=picture))["file"]["id"] == picture


async def test_files_that_wait_are_listed_for_their_owner_alone(as_citizen: AsSomebody) -> None:
    owner, other = await as_citizen(), await as_citizen()
    used, waiting = await uploaded(owner), await uploaded(owner)
    await stored(owner, attachments=[used])
    query = "{ waitingFiles { id purpose } }"
    assert (await owner.run(query))["waitingFiles"] == [{"id": waiting, "purpose": "PHOTO"}]
    assert (await other.run(query))["waitingFiles"] == []


async def test_a_file_belongs_to_one_report(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    picture = await uploaded(citizen)
    await stored(citizen, attachments=[picture])
    assert await faults(citizen, attachments=[picture]) == [("attachments.0", "FILE_USED")]
    assert await StoredFile.exclude(request_id=None).count() == 1


async def test_the_same_key_attaches_once(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    picture = await uploaded(citizen)
    sent = {"attachments": [picture], "idempotencyKey": "5f0c1a52-6f0e-4f0e-9f5b-2d7b1a3c4d5e"}
    first = await send(citizen, **sent)
    assert await send(citizen, **sent) == first
    assert first["errors"] == []


async def test_files_that_do_not_fit_are_told_at_their_place(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    picture = await uploaded(citizen)
    unfinished = (await TusClient(citizen).begin(1000)).rpartition("/")[2]
    infected = await uploaded(citizen)
    await StoredFile.filter(id=file_key(infected)).update(scan_state=ScanState.INFECTED)
    assert await faults(
        citizen,
        attachments=[picture, picture, unfinished, infected, "x", "RmlsZTox"],
        items=[mobile(invoiceFileId=picture)],
    ) == [
        ("attachments.1", "FILE_TWICE"),
        ("attachments.2", "FILE_NOT_READY"),
        ("attachments.3", "FILE_INFECTED"),
        ("attachments.4", "FILE_UNKNOWN"),
        ("attachments.5", "FILE_UNKNOWN"),
        ("items.0.invoiceFileId", "FILE_PURPOSE"),
    ]
    assert await StoredFile.exclude(request_id=None).count() == 0


async def test_more_files_than_may_be_are_refused(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    pictures = [await uploaded(citizen) for _ in range(6)]
    assert await faults(citizen, attachments=pictures) == [("attachments", "TOO_MANY")]
    assert await faults(citizen, attachments=["x"] * 5000) == [("attachments", "TOO_MANY")]


async def test_a_refused_report_leaves_its_files_free(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    picture = await uploaded(citizen)
    assert await faults(citizen, attachments=[picture], stationCode="0") == [
        ("stationCode", "STATION_UNKNOWN")
    ]
    await stored(citizen, attachments=[picture])


async def test_of_two_reports_at_once_one_gets_the_file(as_citizen: AsSomebody) -> None:
    citizen = await as_citizen()
    picture = await uploaded(citizen)
    payloads = await asyncio.gather(*(send(citizen, attachments=[picture]) for _ in range(4)))
    codes = sorted(error["code"] for payload in payloads for error in payload["errors"])
    assert codes == ["FILE_USED"] * 3
    assert await ServiceRequest.all().count() == 1
