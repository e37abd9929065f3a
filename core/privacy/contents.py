"""What a citizen's own copy of all data holds. Everything is read in pages: a citizen with
thousands of requests needs no more memory than one with ten.
"""

from __future__ import annotations

import uuid
from collections.abc import AsyncIterator, Collection, Sequence
from typing import Any

from core.documents.copies import storage_of
from core.documents.models import Document, DocumentCopy
from core.files.links import FIT
from core.files.models import MADE_HERE, FileState, StoredFile
from core.files.storage import DiskStorage
from core.identity.models import Citizen, Session
from core.notifications.models import Delivery, Notification
from core.notifications.preferences import preferences_of
from core.payments.own_data import money_of
from core.privacy.archive import Archive, safe_name
from core.privacy.asked import Plugins
from core.privacy.consents import newest
from core.privacy.readme import readme
from core.runtime import Runtime
from core.service_requests.models import RequestEvent, ServiceRequest
from core.service_requests.workflow import CORE_ACTIONS
from core.texts import Language, Text
from core.units.models import Unit

PAGE = 100
WAITING = "waiting"


async def write_contents(
    runtime: Runtime, plugins: Plugins, citizen: Citizen, archive: Archive
) -> None:
    """Everything that the platform and its plugins hold of a citizen."""
    language = runtime.settings.offered(citizen.language)
    of = _Requests(runtime, plugins, language)
    answers = await plugins.ask("export_citizen", runtime=runtime, citizen_id=citizen.id)
    kept = {code: answer for code, answer in answers if answer}
    titles = {service.code: service.title for service in plugins.services}
    named = {code: titles.get(code, code) for code in sorted(kept)}
    await archive.write_text("README.txt", readme(runtime, language, named))
    await archive.write_json("profile.json", await _profile(citizen))
    await archive.write_list("requests.json", of.pages(citizen.id))
    for code, answer in kept.items():
        await archive.write_json(f"{code}.json", answer)
    await archive.write_json("consents.json", [_consent(row) for row in await newest(citizen.id)])
    await archive.write_list("notifications.json", _notifications(citizen.id))
    await archive.write_json("sessions.json", await _sessions(citizen.id))
    waiting = await _waiting(citizen.id)
    await archive.write_json("waiting_files.json", [_file(row, WAITING) for row in waiting])
    await _pack(runtime, citizen.id, waiting, archive)


async def _profile(citizen: Citizen) -> dict[str, Any]:
    left_out = {"id", "erased_at", "erasure_due_on"}
    columns = [name for name in citizen._meta.fields_db_projection if name not in left_out]
    (channels,) = await preferences_of([citizen.id])
    return {**{name: getattr(citizen, name) for name in columns}, "channels": channels}


def _consent(row: Any) -> dict[str, Any]:
    names = ("purpose", "notice_version", "language", "text_sha256", "given_at", "withdrawn_at")
    return {name: getattr(row, name) for name in names}


async def _sessions(citizen_id: uuid.UUID) -> list[dict[str, Any]]:
    names = ("created_at", "last_seen_at", "expires_at")
    return list(await Session.filter(citizen_id=citizen_id).order_by("created_at").values(*names))


async def _waiting(citizen_id: uuid.UUID) -> list[StoredFile]:
    """Files that no request names yet: few, by their quota."""
    own = StoredFile.filter(owner=f"citizen:{citizen_id}", request_id=None, state=FileState.STORED)
    return await own.exclude(service=MADE_HERE).order_by("created_at", "id")


async def _notifications(citizen_id: uuid.UUID) -> AsyncIterator[list[Any]]:
    own = Notification.filter(citizen_id=citizen_id).order_by("id")
    names = ("id", "event", "title", "body", "created_at", "read_at")
    last: uuid.UUID | None = None
    while rows := await (own.filter(id__gt=last) if last else own).limit(PAGE).values(*names):
        last = rows[-1]["id"]
        sent = Delivery.filter(notification_id__in=[row["id"] for row in rows])
        ways = await sent.values("notification_id", "channel", "status", "updated_at")
        yield [{**_without("id", row), "deliveries": _ways_of(row["id"], ways)} for row in rows]


def _ways_of(key: uuid.UUID, ways: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
    return [_without("notification_id", way) for way in ways if way["notification_id"] == key]


def _without(left_out: str, row: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name != left_out}


class _Requests:
    """The citizen's requests as JSON, a page at a time."""

    def __init__(self, runtime: Runtime, plugins: Plugins, language: Language) -> None:
        self._texts = runtime.texts
        self._plugins = plugins
        self._titles = {service.code: service.title for service in plugins.services}
        self._language = language

    async def pages(self, citizen_id: uuid.UUID) -> AsyncIterator[list[Any]]:
        async for rows in request_pages(citizen_id):
            ids = [row.id for row in rows]
            events = await RequestEvent.filter(request_id__in=ids).order_by("version")
            files = await _files(ids)
            money = await money_of(ids)
            papers = await Document.filter(request_id__in=ids).order_by("issued_at", "kind")
            yield [
                {
                    **self._request(row),
                    **money.get(row.id, {}),
                    "timeline": [self._event(row, e) for e in events if e.request_id == row.id],
                    "files": [_file(f, row.number) for f in files if f.request_id == row.id],
                    "documents": [_paper(p, row.number) for p in papers if p.request_id == row.id],
                }
                for row in rows
            ]

    def _request(self, row: ServiceRequest) -> dict[str, Any]:
        unit: Unit = row.unit
        return {
            "number": row.number,
            "service": self._shown(self._titles.get(row.service), row.service),
            "status": self._status(row.service, row.status),
            "station": unit.name(self._language),
            "submitted_at": row.submitted_at,
            "updated_at": row.updated_at,
            "due_at": row.due_at,
        }

    def _event(self, row: ServiceRequest, event: RequestEvent) -> dict[str, Any]:
        return {
            "at": event.at,
            "action": self._shown(self._action(row.service, event.action), event.action),
            "to": self._status(row.service, event.to_status),
            "by": event.actor_kind,
            "reason_code": event.reason_code,
            "note": event.note,
        }

    def _action(self, service: str, code: str) -> Text | None:
        flow = self._plugins.flow(service)
        return flow.label(code) if flow else CORE_ACTIONS.get(code)

    def _status(self, service: str, code: str) -> str:
        flow = self._plugins.flow(service)
        return self._shown(flow.status(code).label if flow else None, code)

    def _shown(self, label: Text | None, code: str) -> str:
        return self._texts(label, self._language) if label else code


async def request_pages(citizen_id: uuid.UUID) -> AsyncIterator[list[ServiceRequest]]:
    """The citizen's requests, in no order that means anything."""
    own = ServiceRequest.filter(citizen_id=citizen_id).select_related("unit").order_by("id")
    last: uuid.UUID | None = None
    while rows := await (own.filter(id__gt=last) if last else own).limit(PAGE):
        last = rows[-1].id
        yield rows


async def _files(request_ids: Sequence[uuid.UUID]) -> list[StoredFile]:
    return await StoredFile.filter(request_id__in=request_ids).order_by("position", "id")


def _file(row: StoredFile, folder: str) -> dict[str, Any]:
    """A file, and where it lies in the archive: nowhere while it may hold malicious software."""
    names = ("name", "purpose", "content_type", "byte_size", "created_at", "scan_state")
    packed = _packed_file(row, folder) if row.scan_state in FIT else None
    return {**{name: getattr(row, name) for name in names}, "packed_as": packed}


def _packed_file(row: StoredFile, folder: str) -> str:
    return f"files/{folder}/{row.id.hex[:8]}-{safe_name(row.name)}"


def _paper(row: Document, number: str) -> dict[str, Any]:
    names = ("kind", "issued_at", "valid_until", "revoked_at", "revocation_code", "checks")
    return {
        **{name: getattr(row, name) for name in names},
        "packed_as": _packed_paper(row, number),
    }


def _packed_paper(row: Document, number: str) -> str:
    return f"documents/{number}-{row.kind.lower()}.pdf"


async def _pack(
    runtime: Runtime, citizen_id: uuid.UUID, waiting: Sequence[StoredFile], archive: Archive
) -> None:
    storage = DiskStorage(runtime.settings.files.folder)
    await _pack_files(storage, [(row, WAITING) for row in waiting], archive)
    async for rows in request_pages(citizen_id):
        numbers = {row.id: row.number for row in rows}
        files = [(row, numbers[row.request_id]) for row in await _files(list(numbers))]
        await _pack_files(storage, files, archive)
        await _pack_papers(storage_of(runtime), numbers, archive)


async def _pack_files(
    storage: DiskStorage, files: Sequence[tuple[StoredFile, str]], archive: Archive
) -> None:
    for row, folder in files:
        if row.scan_state in FIT:
            await archive.write_file(_packed_file(row, folder), storage.path(row.id))


async def _pack_papers(
    storage: DiskStorage, numbers: dict[uuid.UUID, str], archive: Archive
) -> None:
    copies = DocumentCopy.filter(document__request_id__in=list(numbers)).order_by("position")
    newest_copies = {copy.document_id: copy for copy in await copies.select_related("document")}
    for copy in newest_copies.values():
        name = _packed_paper(copy.document, numbers[copy.document.request_id])
        await archive.write_file(name, storage.path(copy.id))
