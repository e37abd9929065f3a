"""What an officer's request has read is in the audit before it is answered, or is not answered."""

from __future__ import annotations

from graphql import OperationDefinitionNode

from core.audit import service as audit
from core.context import Context
from core.errors import RequestError, Unavailable
from core.execution.document_ids import canonical_text, document_id
from core.execution.documents import Prepared
from core.http.boundary import log_error

LONGEST_NAME = 60


async def record_reads(
    context: Context, prepared: Prepared, operation: OperationDefinitionNode
) -> None:
    """One entry for all that the request has read. Raises Unavailable when it cannot be written."""
    if context.reads:  # most requests read nothing of anybody, and a document's id takes long
        await record_reads_of(context, _told(prepared, operation))


async def record_reads_of(context: Context, operation: str) -> None:
    """As `record_reads`, of what has a name and no document."""
    viewer = await context.viewer() if context.reads else None
    if viewer is None or viewer.officer is None:
        return
    try:
        await audit.record_read(
            at=context.runtime.now(),
            actor=viewer.actor,
            operation=operation,
            read=context.reads,
            units=[posting.unit_id for posting in viewer.postings],
        )
    except RequestError:
        raise
    except Exception as error:
        log_error(error)
        raise Unavailable from None


def _told(prepared: Prepared, operation: OperationDefinitionNode) -> str:
    """The operation by its name, else by its document's id."""
    if operation.name:
        return operation.name.value[:LONGEST_NAME]
    return document_id(canonical_text(prepared.document, operation))
