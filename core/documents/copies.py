"""Where the copies of documents lie, and how links find them."""

from __future__ import annotations

import uuid

from core.documents.models import DocumentCopy
from core.files.links import Blob, Finder
from core.files.storage import DiskStorage
from core.runtime import Runtime


def storage_of(runtime: Runtime) -> DiskStorage:
    """Beside the uploads, whose sweeping takes every file without a row of theirs."""
    return DiskStorage(runtime.settings.files.folder / "documents")


def copy_finder(runtime: Runtime) -> Finder:
    """Finds the copies that links lead to."""
    storage = storage_of(runtime)

    async def find(key: uuid.UUID) -> Blob | None:
        copy = await DocumentCopy.get_or_none(id=key).select_related("document__request")
        if copy is None or copy.position < copy.document.copies_due:
            return None
        name = f"{copy.document.request.number}.pdf"
        return Blob(storage.path(key), "application/pdf", name, copy.sha256)

    return find
