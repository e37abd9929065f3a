"""A file as GraphQL shows it."""

from __future__ import annotations

import strawberry

from core.files import links
from core.files.models import FileState, ScanState, StoredFile
from core.policy import Info, object_type, resolver
from core.relay import Node, encode_id


@object_type("A file that somebody has uploaded.", name="File")
class FileType(Node):
    row: strawberry.Private[StoredFile]

    @resolver("The opaque global id: the last part of the upload's address.")
    def id(self) -> strawberry.ID:
        return encode_id("File", self.row.id)

    @resolver("The name that its owner gave it, cleaned.")
    def name(self) -> str:
        return self.row.name

    @resolver("What it was uploaded for: a purpose of the service's uploads.")
    def purpose(self) -> str:
        return self.row.purpose

    @resolver("Its type, judged by its content; null until all of it has arrived.")
    def content_type(self) -> str | None:
        return self.row.content_type

    @resolver("Its size in bytes as it is kept; null until all of it has arrived.")
    def byte_size(self) -> int | None:
        size: int | None = self.row.byte_size
        return size

    @resolver("SHA-256 of it as it is kept, hexadecimal; null until all of it has arrived.")
    def sha256(self) -> str | None:
        return self.row.sha256

    @resolver("What the scan for malicious software has found.")
    def scan_state(self) -> ScanState:
        return self.row.scan_state

    @resolver("Where it can be fetched for some minutes; null while it cannot be.")
    def download_url(self, info: Info) -> str | None:
        is_fit = self.row.scan_state in (ScanState.CLEAN, ScanState.SKIPPED)
        if self.row.state is not FileState.STORED or not is_fit:
            return None
        info.context.note_read("file", self.row.id)
        return links.download_url(info.context.runtime, "file", self.row.id, self.row.name)
