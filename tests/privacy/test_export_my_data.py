"""A citizen has a copy of all data made, and fetches it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import ModuleType

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from own_data import OPERATIONS, ask_for_copy, copy_of, make_copies, read
from somebody import FILE_NAME, NOTE, Somebody
from uploads import FILE, TusClient

from core import rate_limits
from core.audit.models import AuditEntry
from core.files.models import FileState, ScanState, StoredFile
from core.identity.models import Citizen
from core.privacy.archive import safe_name
from core.texts import Language

AsSomebody = Callable[..., Awaitable[GraphQLClient]]
AGREED = {"purpose": "IDENTITY", "noticeVersion": "1", "language": "HI"}
NO_MAIL = {"preferences": [{"channel": "EMAIL", "enabled": False}]}
WAITING = "{ waitingFiles { id } }"
NOON = "2026-11-23T12:00:00+05:30"

on_sqlite = pytest.mark.parametrize("kind", ["sqlite"])
"""The database makes no difference here."""


async def test_a_copy_holds_all_that_is_known(
    quetzal: Somebody, choir: ModuleType, clock: MovableClock
) -> None:
    request = await quetzal.asks(with_file=True)
    await quetzal.uploads(name="../a?.jpg")
    await quetzal.client.run(OPERATIONS["GiveConsent"], input=AGREED)
    await quetzal.client.run(OPERATIONS["UpdateNotificationPreferences"], input=NO_MAIL)
    choir.told["songs"] = [{"title": "केसरिया", "at": clock.now()}]
    await quetzal.is_told()
    await quetzal.app.state.effects.documents.deliver_due()
    packed = await copy_of(quetzal.app, quetzal.client)
    attached = await StoredFile.get(request_id=request.id)
    waiting = await StoredFile.get(service="choir", request_id=None)
    picture = f"files/{request.number}/{attached.id.hex[:8]}-{FILE_NAME}"
    paper = f"documents/{request.number}-score.pdf"
    second = f"files/waiting/{waiting.id.hex[:8]}-a_.jpg"
    assert set(packed.namelist()) - {"lost_property.json"} == {
        "README.txt",
        "choir.json",
        "consents.json",
        "notifications.json",
        "profile.json",
        "requests.json",
        "sessions.json",
        "waiting_files.json",
        paper,
        picture,
        second,
    }
    profile = read(packed, "profile.json")
    assert (profile["full_name"], profile["birth_date"]) == ("Quetzalcoatl Verma", "1987-03-04")
    assert profile["present_address"]["text"] == "7, Tenochtitlan Marg, Sagar"
    assert (profile["language"], profile["created_at"]) == ("en", NOON)
    assert profile["channels"] == {"IN_APP": True, "SMS": True, "EMAIL": False}
    (told,) = read(packed, "requests.json")
    assert (told["number"], told["service"], told["status"]) == (
        request.number,
        "T",
        "Asked to sing",
    )
    assert (told["station"], told["submitted_at"]) == ("Makroniya", NOON)
    assert told["timeline"] == [
        {
            "at": NOON,
            "action": "Submit",
            "to": "Asked to sing",
            "by": "CITIZEN",
            "reason_code": None,
            "note": NOTE,
        }
    ]
    assert [(file["name"], file["packed_as"]) for file in told["files"]] == [(FILE_NAME, picture)]
    assert [(each["kind"], each["packed_as"]) for each in told["documents"]] == [("SCORE", paper)]
    assert read(packed, "choir.json") == {"songs": [{"title": "केसरिया", "at": NOON}]}
    assert "केसरिया" in packed.read("choir.json").decode()
    assert [each["purpose"] for each in read(packed, "consents.json")] == ["IDENTITY"]
    (notice,) = read(packed, "notifications.json")
    assert (notice["event"], notice["created_at"]) == ("request_submitted", NOON)
    assert {way["channel"] for way in notice["deliveries"]} >= {"SMS"}
    (session,) = read(packed, "sessions.json")
    assert set(session) == {"created_at", "last_seen_at", "expires_at"}
    assert [file["packed_as"] for file in read(packed, "waiting_files.json")] == [second]
    assert packed.read(picture).startswith(b"\xff\xd8\xff")
    assert packed.read(paper).startswith(b"%PDF-")


@on_sqlite
async def test_the_page_on_top_is_in_the_citizens_language(quetzal: Somebody) -> None:
    for language, heading, word in (
        (
            Language.EN,
            "This is a copy of all data that the police's citizen services hold of you,",
            "due_at: until when the police must have acted",
        ),
        (
            Language.HI,
            "यह पुलिस की नागरिक सेवाओं में आपके बारे में रखे गए सभी डेटा की प्रति है,",
            "due_at: पुलिस को कब तक कार्रवाई करनी है",
        ),
    ):
        await Citizen.filter(id=quetzal.row.id).update(language=language)
        await StoredFile.all().delete()
        await rate_limits.forget(f"export:{quetzal.row.id}")
        page = (await copy_of(quetzal.app, quetzal.client)).read("README.txt").decode()
        assert page.startswith(heading)
        assert "23.11.2026, 12:00 IST" in page
        assert "requests.json: " in page
        assert word in page.splitlines()
        assert "choir.json" not in page


@on_sqlite
async def test_the_first_step_is_told_in_the_citizens_language(quetzal: Somebody) -> None:
    await quetzal.asks()
    await Citizen.filter(id=quetzal.row.id).update(language=Language.HI)
    (told,) = read(await copy_of(quetzal.app, quetzal.client), "requests.json")
    assert [step["action"] for step in told["timeline"]] == ["जमा करें"]


@on_sqlite
async def test_words_that_the_page_explains_stand_in_the_files(quetzal: Somebody) -> None:
    await quetzal.asks(with_file=True)
    await quetzal.client.run(OPERATIONS["GiveConsent"], input=AGREED)
    await quetzal.is_told()
    await quetzal.app.state.effects.documents.deliver_due()
    packed = await copy_of(quetzal.app, quetzal.client)
    files = "".join(packed.read(f).decode() for f in packed.namelist() if f.endswith(".json"))
    page = packed.read("README.txt").decode()
    terms = [
        line.partition(":")[0] for line in page.partition("Words in these files:")[2].splitlines()
    ]
    words = [word for term in terms for word in term.split(", ") if word.islower()]
    assert len(words) > 10
    assert [word for word in words if word != "null" and f'"{word}":' not in files] == []


async def test_the_owner_is_told_and_alone_can_have_it(
    quetzal: Somebody, as_citizen: AsSomebody, as_officer: AsSomebody, clock: MovableClock
) -> None:
    file = await ask_for_copy(quetzal.client)
    assert (file["name"], file["downloadUrl"]) == ("my-data-2026-11-23.zip", None)
    await make_copies(quetzal.app)
    await quetzal.is_told()
    (told,) = [m for m in await quetzal.client.outbox() if m["channel"] == "SMS"]
    assert "until 30.11.2026" in told["text"]
    ready = (await quetzal.client.run(FILE, id=file["id"]))["file"]
    assert (ready["contentType"], ready["scanState"]) == ("application/zip", "SKIPPED")
    assert ready["downloadUrl"] is not None
    for stranger in (await as_citizen(), await as_officer("MP")):
        error = await stranger.refused(FILE, id=file["id"])
        assert error["extensions"]["code"] == "NOT_FOUND"
    entry = await AuditEntry.get(action="citizen.export")
    assert entry.subject == f"citizen:{quetzal.row.id}"


@on_sqlite
async def test_it_is_no_upload(quetzal: Somebody) -> None:
    file = await ask_for_copy(quetzal.client)
    await make_copies(quetzal.app)
    assert (await quetzal.client.run(WAITING))["waitingFiles"] == []
    tus = TusClient(quetzal.client)
    for method in ("HEAD", "DELETE"):
        assert (await tus.send(method, f"/files/{file['id']}")).status_code == 404
    assert (await tus.patch(f"/files/{file['id']}", 0, b"x")).status_code == 404
    assert await StoredFile.filter(state=FileState.STORED).count() == 1


@on_sqlite
@pytest.mark.parametrize(
    "settings",
    [{"files": {"waiting_per_owner": 1}, "plugins": ("choir", "lost_property")}],
    indirect=True,
)
async def test_it_takes_no_room_from_uploads(quetzal: Somebody) -> None:
    await ask_for_copy(quetzal.client)
    await quetzal.uploads()
    assert len((await quetzal.client.run(WAITING))["waitingFiles"]) == 1


@on_sqlite
async def test_what_may_be_malicious_is_listed_and_not_packed(quetzal: Somebody) -> None:
    await quetzal.asks(with_file=True)
    await quetzal.uploads()
    await StoredFile.filter(request_id=None).update(scan_state=ScanState.INFECTED)
    await StoredFile.exclude(request_id=None).update(scan_state=ScanState.PENDING)
    packed = await copy_of(quetzal.app, quetzal.client)
    (request,) = read(packed, "requests.json")
    listed = request["files"] + read(packed, "waiting_files.json")
    assert [(f["name"], f["scan_state"], f["packed_as"]) for f in listed] == [
        (FILE_NAME, "PENDING", None),
        (FILE_NAME, "INFECTED", None),
    ]
    assert not [name for name in packed.namelist() if name.startswith("files/")]


@on_sqlite
async def test_nothing_of_others_is_in_it(quetzal: Somebody, as_citizen: AsSomebody) -> None:
    await quetzal.asks(with_file=True)
    other = await as_citizen(full_name="Asha")
    packed = await copy_of(quetzal.app, other)
    everything = b"".join(packed.read(name) for name in packed.namelist())
    assert b"Asha" in everything
    assert b"Quetzalcoatl" not in everything
    assert read(packed, "requests.json") == []


@on_sqlite
async def test_officers_and_nobody_get_none(
    as_officer: AsSomebody, as_nobody: GraphQLClient
) -> None:
    officer = await as_officer()
    for client, code in ((officer, "FORBIDDEN"), (as_nobody, "UNAUTHENTICATED")):
        error = await client.refused(OPERATIONS["ExportMyData"])
        assert error["extensions"]["code"] == code
    assert await StoredFile.all().count() == 0


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("bill.pdf", "bill.pdf"),
        ('a/b\\c:d*"e?.pdf', "a_b_c_d_e_.pdf"),
        ("..", "file"),
        ("", "file"),
        ("बिल.pdf", "बिल.pdf"),
        ("क" * 100 + ".pdf", "क" * 48 + ".pdf"),
        ("." + "x" * 300, "x" * 150),
        ("CON", "CON"),
    ],
)
def test_names_that_no_file_system_refuses(name: str, safe: str) -> None:
    assert safe_name(name) == safe
