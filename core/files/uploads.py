"""Uploads, from their first byte to the clean file: begun, continued, checked, kept or refused."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from typing import Any, Protocol
from weakref import WeakValueDictionary

from core.db import transactional
from core.errors import NotFound, Unavailable
from core.files.faults import FileFault
from core.files.models import MADE_HERE, FileState, ScanState, StoredFile
from core.files.names import clean_name, fitting_name
from core.files.parts import Part, PartHeld, Parts
from core.files.quotas import check_quota
from core.files.receiving import Checksum, Pieces, receive
from core.files.refusals import PURPOSE, Attached, Gone, Held, RefusedFile, WrongOffset
from core.files.scanning import SCAN
from core.files.storage import DiskStorage, forget
from core.outbox.queue import enqueue
from core.runtime import Runtime
from core.sandbox import Sandbox, SandboxCrash, SandboxFault, SandboxTimeout
from core.viewers import Viewer

REFUSED_KEPT = timedelta(days=1)


class UploadRule(Protocol):
    """What files need of a service's Upload."""

    @property
    def content_types(self) -> Sequence[str]: ...
    @property
    def max_bytes(self) -> int: ...


Rules = Callable[[str, str], UploadRule | None]
"""What may be uploaded, by service and purpose; None where nothing may."""


class Uploads:
    """The use cases of uploads. Those that are the viewer's own are found by `own`."""

    def __init__(self, runtime: Runtime, rules: Rules, inspection: Sandbox) -> None:
        self._runtime = runtime
        self._rules = rules
        self._inspection = inspection
        self._parts = Parts(runtime.settings.files.folder)
        self._storage = DiskStorage(runtime.settings.files.folder)
        self._turns: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def create(
        self, viewer: Viewer, service: str, purpose: str, name: str, length: int
    ) -> StoredFile:
        """Begin an upload. Refused when the file would be, or when its owner has too many."""
        rule = self._rule(service, purpose)
        if length == 0:
            raise RefusedFile(FileFault.FILE_EMPTY)
        if length > rule.max_bytes:
            raise RefusedFile(FileFault.FILE_TOO_LARGE)
        now, hours = self._runtime.now(), self._runtime.settings.files.upload_hours
        row = StoredFile(
            id=uuid.uuid4(),
            owner=viewer.actor,
            service=service,
            purpose=purpose,
            name=fitting_name(clean_name(name)),
            declared_bytes=length,
            created_at=now,
            expires_at=now + timedelta(hours=hours),
        )
        await self._parts.create(row.id)
        try:
            await _insert(self._runtime, viewer, row)
        except BaseException:
            await self._parts.delete(row.id)
            raise
        return row

    async def own(self, viewer: Viewer, key: uuid.UUID | None) -> StoredFile:
        """The viewer's own upload; NotFound for any other."""
        own = StoredFile.filter(owner=viewer.actor).exclude(service=MADE_HERE)
        row = await own.get_or_none(id=key) if key else None
        if row is None:
            raise NotFound
        return row

    async def offset(self, row: StoredFile) -> int:
        """How many bytes have arrived. What is whole, and was left so by a process that died, is
        finished first.
        """
        async with self._held(row) as part:
            if part is None:
                return int(row.declared_bytes)
            if part.size == row.declared_bytes:
                await self._finish(row, part)
            return part.size

    async def append(
        self, row: StoredFile, offset: int, pieces: Pieces, checksum: Checksum | None
    ) -> int:
        """Write on; the new offset. The last byte's request finishes the upload."""
        async with self._held(row) as part:
            size = int(row.declared_bytes) if part is None else part.size
            if offset != size:
                raise WrongOffset
            if part is None:
                return size
            await receive(part, row.declared_bytes, pieces, checksum)
            if part.size == row.declared_bytes:
                await self._finish(row, part)
            return part.size

    async def delete(self, row: StoredFile) -> None:
        """Forget an upload, or a file that no request names."""
        async with self._held(row, even_dead=True):
            if not await StoredFile.filter(id=row.id, expires_at__isnull=False).delete():
                raise Attached
            await self._parts.delete(row.id)
            await self._storage.delete(row.id)

    def _rule(self, service: str, purpose: str) -> UploadRule:
        rule = self._rules(service, purpose)
        if rule is None:
            raise RefusedFile(PURPOSE)
        return rule

    @asynccontextmanager
    async def _held(
        self, row: StoredFile, *, even_dead: bool = False
    ) -> AsyncIterator[Part | None]:
        """The bytes so far, for this request alone; None when the file is stored already. The row
        is read again: another request may have finished it while this one waited.
        """
        async with AsyncExitStack() as stack:
            try:
                part = await stack.enter_async_context(self._parts.hold(row.id))
            except FileNotFoundError:
                part = None
            except PartHeld:
                raise Held from None
            fresh = await StoredFile.get_or_none(id=row.id)
            if fresh is None:
                raise NotFound
            row.update_from_dict({"state": fresh.state, "request_id": fresh.request_id})
            is_unfinished = row.state is FileState.UPLOADING
            if not even_dead:
                self._check_alive(fresh, has_part=part is not None)
            yield part if is_unfinished else None

    def _check_alive(self, row: StoredFile, *, has_part: bool) -> None:
        if row.state is FileState.REFUSED:
            raise RefusedFile(str(row.fault))
        is_expired = row.expires_at is not None and row.expires_at <= self._runtime.now()
        if is_expired or (row.state is FileState.UPLOADING and not has_part):
            raise Gone

    async def _finish(self, row: StoredFile, part: Part) -> None:
        """Check the content and keep a clean copy. Whatever died in between, once more is right."""
        rule = self._rule(row.service, row.purpose)
        try:
            found = await self._inspected(row, part, rule)
            if "fault" in found:
                await self._refuse(row, part, found["fault"])
            await self._storage.adopt(row.id, self._parts.clean_path(row.id))
        finally:
            await forget(self._parts.clean_path(row.id))
        if not await _store(self._runtime, row, found):  # deleted or swept meanwhile
            await self._storage.delete(row.id)
            raise Gone
        await part.delete()

    async def _inspected(self, row: StoredFile, part: Part, rule: UploadRule) -> dict[str, Any]:
        job = {
            "source": str(part.path),
            "target": str(self._parts.clean_path(row.id)),
            "allowed": list(rule.content_types),
            "max_bytes": rule.max_bytes,
        }
        try:
            # one at a time for each owner: nobody's files keep the others' waiting
            async with self._turns.setdefault(row.owner, asyncio.Lock()):
                return await self._inspection.run(job)
        except (SandboxTimeout, SandboxCrash):
            return {"fault": FileFault.FILE_DAMAGED}
        except SandboxFault as error:  # the clean copy could not be written: the disk is full
            raise Unavailable from error

    async def _refuse(self, row: StoredFile, part: Part, fault: str) -> None:
        await StoredFile.filter(id=row.id, state=FileState.UPLOADING).update(
            state=FileState.REFUSED, fault=fault, expires_at=self._runtime.now() + REFUSED_KEPT
        )
        await part.delete()
        raise RefusedFile(fault)


@transactional
async def _insert(runtime: Runtime, viewer: Viewer, row: StoredFile) -> None:
    await check_quota(runtime, viewer, row.declared_bytes)
    await row.save(force_create=True)


@transactional
async def _store(runtime: Runtime, row: StoredFile, found: dict[str, Any]) -> bool:
    """Record the clean file, and have it scanned; whether the upload was still there."""
    settings = runtime.settings.files
    change = {
        "state": FileState.STORED,
        "name": fitting_name(row.name, found["content_type"]),
        "content_type": found["content_type"],
        "byte_size": found["byte_size"],
        "sha256": found["sha256"],
        "scan_state": ScanState.PENDING if settings.scanner else ScanState.SKIPPED,
        "expires_at": runtime.now() + timedelta(hours=settings.waiting_hours),
    }
    if not await StoredFile.filter(id=row.id, state=FileState.UPLOADING).update(**change):
        return False
    row.update_from_dict(change)
    if settings.scanner:
        await enqueue(runtime, SCAN, {"file_id": str(row.id)})
    return True
