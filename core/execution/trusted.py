"""Trusted documents: each operation of a folder, stored under the hash of its canonical text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse, validate

from core.execution.document_ids import canonical_text, document_id
from core.execution.limits import DocumentLimits, excess, operations, oversize
from core.execution.models import TrustedDocument


class DocumentFault(Exception):
    """What is wrong with the documents of a folder, a line each."""

    def __init__(self, faults: list[str]) -> None:
        self.faults = faults
        super().__init__(f"{len(faults)} faults")


def read_folder(folder: Path, schema: GraphQLSchema, limits: DocumentLimits) -> dict[str, str]:
    """Operation names to canonical texts of all .graphql files below a folder. Raises
    DocumentFault for what would not run.
    """
    texts: dict[str, str] = {}
    faults: list[str] = []
    for file in sorted(folder.rglob("*.graphql")):
        try:
            document = parse(file.read_text(encoding="utf-8"))
        except GraphQLError as error:
            faults.append(f"{file}: {error.message}")
            continue
        errors = [error.message for error in validate(schema, document)]
        errors = errors or _collect(document, limits, texts)
        faults += [f"{file}: {error}" for error in errors]
    if faults or not texts:
        raise DocumentFault(faults or [f"{folder}: no operation in any .graphql file"])
    return texts


def _collect(document: DocumentNode, limits: DocumentLimits, texts: dict[str, str]) -> list[str]:
    faults = []
    for operation in operations(document):
        name = operation.name.value if operation.name else ""
        text = canonical_text(document, operation)
        if not name:
            faults.append("an operation has no name; give it one")
        elif name in texts:
            faults.append(f"another operation is called {name} already; rename one of them")
        elif passed := oversize(text, limits) or excess(parse(text), limits):
            faults.append(f"{name} has too many {passed.what}: at most {passed.most}")
        texts[name] = text
    return faults


async def stored_documents(most: int) -> dict[str, str]:
    """The texts of trusted documents by id, the latest first."""
    rows = await TrustedDocument.all().order_by("-added_at", "id").limit(most)
    return {row.id: row.text for row in rows}


async def add_documents(texts: Mapping[str, str], now: datetime) -> dict[str, str]:
    """Store documents by name; the ids by name. One that is there already stays as it is."""
    ids = {name: document_id(text) for name, text in texts.items()}
    for name, text in texts.items():
        await TrustedDocument.get_or_create(
            id=ids[name], defaults={"name": name, "text": text, "added_at": now}
        )
    return ids
