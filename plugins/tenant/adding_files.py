"""A landlord sends the files that were missing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict

from core import (
    Context,
    InvalidInput,
    Problem,
    ScanState,
    Service,
    ServiceRequest,
    StoredFile,
    attach,
    check_files,
    locked_request,
    once,
)
from plugins.tenant.inputs import AddTenantDocumentsInput
from plugins.tenant.registering import named_files
from plugins.tenant.requests import tenant_request
from plugins.tenant.rules import CODE
from plugins.tenant.starting import advance
from plugins.tenant.texts import text
from plugins.tenant.workflow import AWAITED

ADD = "addTenantDocuments"
NOT_AWAITED = text("No files are awaited for this request now.")
TWICE = text("This is the same file as another one that you have sent.")
TOO_MANY = text("Of this kind there are at most {most} files.")


async def add_files(context: Context, given: AddTenantDocumentsInput) -> ServiceRequest:
    """Attach files to a request that has not begun, which may begin by that. Raises NotFound,
    InvalidInput.
    """
    viewer = await context.viewer()
    found = await tenant_request(context, given.request_id)

    async def perform() -> ServiceRequest:
        service = context.registry.service(CODE)
        named = named_files(given.attachments)
        files = await check_files(viewer, service, named, ("attachments",), are_all=False)
        request = await locked_request(found.id)
        if request.status not in AWAITED:
            raise InvalidInput([Problem(("requestId",), "DOCUMENTS_NOT_AWAITED", NOT_AWAITED)])
        await check_further(service, request, files)
        await attach(request, files)
        await advance(context.runtime, service, request)
        return request

    key, sent = given.idempotency_key, asdict(given)
    return await once(context.runtime, viewer, ADD, key, sent, perform)


async def check_further(
    service: Service, request: ServiceRequest, files: Sequence[StoredFile]
) -> None:
    """Whether files may join those that a request has. Raises InvalidInput."""
    known = StoredFile.filter(request_id=request.id).exclude(scan_state=ScanState.INFECTED)
    there = [*await known]
    counts = Counter(file.purpose for file in (*there, *files))
    digests = {file.sha256 for file in there}
    problems = []
    for position, file in enumerate(files):
        if file.sha256 in digests:
            problems.append(Problem(("attachments", str(position)), "FILE_TWICE", TWICE))
        digests.add(file.sha256)
    for upload in service.uploads:
        if counts[upload.purpose] > upload.max_files:
            message = text(TOO_MANY.message, most=upload.max_files)
            problems.append(Problem(("attachments",), "TOO_MANY", message))
    if problems:
        raise InvalidInput(problems)
