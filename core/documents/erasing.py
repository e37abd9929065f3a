"""Documents whose holder has had all data erased: nobody's any more, and not made again."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime

from tortoise.expressions import F

from core.documents.copies import storage_of
from core.documents.kinds import ERASED
from core.documents.models import Document, DocumentCheck, DocumentCopy, DocumentWatch
from core.runtime import Runtime

AT_ONCE = 500


async def erase_documents(request_ids: Sequence[uuid.UUID], now: datetime) -> None:
    """Take holder, note and validity of the requests' documents, their checks, and the addresses of
    those who wait for news; needs a transaction around it. No copy is handed out from now on, and
    `sweep` deletes them.
    """
    documents = Document.filter(request_id__in=request_ids)
    await documents.filter(revoked_at=None).update(revoked_at=now)
    await documents.update(
        holder="",
        revocation_code=ERASED.code,
        revocation_note=None,
        copies_due=F("copies_due") + 1,
    )
    await DocumentCheck.filter(document__request_id__in=request_ids).delete()
    await DocumentWatch.filter(document__request_id__in=request_ids).delete()


async def sweep(runtime: Runtime) -> None:
    """Delete the copies of erased documents, and those that were still being made: the bytes
    first, so that none is left behind without its row.
    """
    storage = storage_of(runtime)
    erased = DocumentCopy.filter(document__revocation_code=ERASED.code)
    while copies := await erased.limit(AT_ONCE):
        for copy in copies:
            await storage.delete(copy.id)
        await DocumentCopy.filter(id__in=[copy.id for copy in copies]).delete()
