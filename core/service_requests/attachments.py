"""Files that belong to a request: from then on the request's scope decides who may have them."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from core.context import Context, Loader
from core.errors import InvalidInput, Problem
from core.files.models import MADE_HERE, FileState, ScanState, StoredFile
from core.relay import decode_id
from core.service_requests.models import ServiceRequest
from core.service_requests.scope import visible_to
from core.texts import Text, text
from core.viewers import Viewer

UNKNOWN = text("You have uploaded no file with this id.")
NOT_STORED = text("This file has not arrived whole, or was refused. Upload it again.")
INFECTED = text("This file holds malicious software. Upload another one.")
USED = text("This file belongs to a request already. Upload it again for this one.")
OTHER_PURPOSE = text("This file was uploaded for another purpose. Upload it for this one.")
TWICE = text("This file is named twice.")


class UploadRule(Protocol):
    """What core's requests need of a service's Upload."""

    @property
    def purpose(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def required(self) -> bool: ...
    @property
    def max_files(self) -> int: ...


class UploadingService(Protocol):
    """What core's requests need of the descriptor of a service that takes files."""

    @property
    def code(self) -> str: ...
    @property
    def uploads(self) -> Sequence[UploadRule]: ...


@dataclass(frozen=True)
class NamedFile:
    """A file as an input names it: its global id, where, and for which purposes (None: any)."""

    id: str
    path: tuple[str, ...]
    purposes: Collection[str] | None = None


async def check_files(
    viewer: Viewer,
    service: UploadingService,
    named: Sequence[NamedFile],
    path: tuple[str, ...],
    *,
    are_all: bool = True,
) -> list[StoredFile]:
    """The viewer's own files, fit to be attached, in the order of their names; `path` is where
    too many or missing ones are told. None is missing where these are not all that the request has.
    Raises InvalidInput with everything that is wrong.
    """
    most = sum(rule.max_files for rule in service.uploads)
    if len(named) > most:
        raise InvalidInput([Problem(path, "TOO_MANY", _too_many(most))])
    found = await _owned(viewer, service, [file.id for file in named])
    problems: list[Problem] = []
    rows: list[StoredFile] = []
    for file in named:
        row = found.get(file.id)
        fault = _fault(row, file) or (("FILE_TWICE", TWICE) if row in rows else None)
        if fault or row is None:
            problems.append(Problem(file.path, *(fault or ("FILE_UNKNOWN", UNKNOWN))))
        else:
            rows.append(row)
    problems += _count_problems(service, rows, path, are_all)
    if problems:
        raise InvalidInput(problems)
    return rows


async def _owned(
    viewer: Viewer, service: UploadingService, ids: Sequence[str]
) -> dict[str, StoredFile]:
    keys = {global_id: key for global_id in ids if (key := file_key(global_id))}
    query = StoredFile.filter(id__in=set(keys.values()), owner=viewer.actor, service=service.code)
    rows = {row.id: row for row in await query} if keys else {}
    return {global_id: rows[key] for global_id, key in keys.items() if key in rows}


def file_key(global_id: str) -> uuid.UUID | None:
    """The key in a file's global id; None for anything else."""
    decoded = decode_id(global_id)
    if decoded is None or decoded[0] != "File":
        return None
    try:
        key = uuid.UUID(decoded[1])
    except ValueError:
        return None
    return key if str(key) == decoded[1] else None


def _fault(row: StoredFile | None, named: NamedFile) -> tuple[str, Text] | None:
    if row is None:
        return "FILE_UNKNOWN", UNKNOWN
    if row.scan_state is ScanState.INFECTED:
        return "FILE_INFECTED", INFECTED
    if row.state is not FileState.STORED:
        return "FILE_NOT_READY", NOT_STORED
    if row.expires_at is None:
        return "FILE_USED", USED
    if named.purposes is not None and row.purpose not in named.purposes:
        return "FILE_PURPOSE", OTHER_PURPOSE
    return None


def _count_problems(
    service: UploadingService, rows: Sequence[StoredFile], path: tuple[str, ...], are_all: bool
) -> list[Problem]:
    counts = Counter(row.purpose for row in rows)
    problems = []
    for rule in service.uploads:
        if counts[rule.purpose] > rule.max_files:
            problems.append(Problem(path, "TOO_MANY", _too_many(rule.max_files)))
        if are_all and rule.required and not counts[rule.purpose]:
            message = text("This file is missing: {title}.", title=rule.title)
            problems.append(Problem(path, "FILE_REQUIRED", message))
    return problems


def _too_many(most: int) -> Text:
    return text("Attach at most {most} files of this kind.", most=most)


async def attach(request: ServiceRequest, rows: Sequence[StoredFile]) -> None:
    """Give checked files to a request, behind those that it has; needs a transaction around it.
    Raises InvalidInput when another request was faster.
    """
    behind = await StoredFile.filter(request_id=request.id).count() if rows else 0
    for position, row in enumerate(rows, behind):
        await keep_file(row, ("attachments",), request_id=request.id, position=position)


async def keep_file(row: StoredFile, path: tuple[str, ...], **change: Any) -> None:
    """Keep a checked file that waited, for a row of a plugin's own; needs a transaction around it.
    It never expires, and only who was given its row may have it. Raises InvalidInput at `path` when
    another was faster.
    """
    waiting = StoredFile.filter(id=row.id, expires_at__isnull=False, state=FileState.STORED)
    change["expires_at"] = None
    if not await waiting.update(**change):
        raise InvalidInput([Problem(path, "FILE_USED", USED)])
    row.update_from_dict(change)


async def visible_file(context: Context, global_id: str) -> StoredFile | None:
    """A file that the viewer may see: an own one, or one of a request in the viewer's scope."""
    viewer, key = await context.viewer(), file_key(global_id)
    row = await StoredFile.get_or_none(id=key) if key else None
    if row is None:
        return None
    if row.request_id is None:
        return row if row.owner == viewer.actor else None
    if not await visible_to(viewer).filter(id=row.request_id).exists():
        return None
    context.note_read("file", row.id)
    return row


async def waiting_files(viewer: Viewer) -> list[StoredFile]:
    """The viewer's own files that no request names yet, newest first."""
    own = StoredFile.filter(owner=viewer.actor, expires_at__isnull=False, state=FileState.STORED)
    waiting = own.exclude(service=MADE_HERE)
    return await waiting.order_by("-created_at", "id").limit(100)


async def load_attachments(_: Context, request_ids: list[Any]) -> list[list[StoredFile]]:
    """For each request its files, as they were attached."""
    rows = await StoredFile.filter(request_id__in=request_ids).order_by("position", "id")
    return [[row for row in rows if row.request_id == key] for key in request_ids]


LOADERS: dict[str, Loader] = {"attachments": load_attachments}
