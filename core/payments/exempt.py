"""The provider `exempt`: nothing is paid, and a file proves why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import InvalidInput, Problem
from core.files.models import StoredFile
from core.payments.models import Payment, PaymentStatus
from core.payments.reports import Asked, Report
from core.service_requests.attachments import NamedFile, UploadRule, check_files, keep_file
from core.texts import text

PATH = ("exemptionFileId",)
REQUIRED = text("Upload the proof of the exemption, and name it here.")
NOT_ALLOWED = text("Nobody is exempt from this fee.")


@dataclass(frozen=True)
class _Proofs:
    """The service as far as this one purpose goes: what else it requires has been sent."""

    code: str
    uploads: Sequence[UploadRule]


class Exempt:
    """Where the request's fee has an `exempt_proof`, a file of that purpose settles it."""

    expires = False
    refunds_by_hand = True

    async def check(self, asked: Asked) -> Mapping[str, Any]:
        proof, given = asked.fee.exempt_proof, asked.exemption_file_id
        if proof is None:
            raise InvalidInput([Problem(("provider",), "EXEMPTION_NOT_ALLOWED", NOT_ALLOWED)])
        if given is None:
            raise InvalidInput([Problem(PATH, "REQUIRED", REQUIRED)])
        rules = [rule for rule in asked.service.uploads if rule.purpose == proof]
        proofs = _Proofs(asked.service.code, rules)
        (row,) = await check_files(asked.viewer, proofs, [NamedFile(given, PATH, {proof})], PATH)
        behind = await StoredFile.filter(request_id=asked.request.id).count()
        await keep_file(row, PATH, request_id=asked.request.id, position=behind)
        return {"exemption_file_id": row.id}

    async def place(self, payment: Payment) -> Report:
        return Report(PaymentStatus.EXEMPT)

    async def find(self, payment: Payment) -> Report:
        return Report(PaymentStatus.EXEMPT)

    async def refund(self, payment: Payment) -> bool:
        return False
