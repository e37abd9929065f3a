"""The frontend contract's operations that exist so far, each with variables that fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from factories import lost_report
from graphql import parse

from core.execution.document_ids import canonical_text
from core.execution.limits import operations

DOCUMENTS = Path(__file__).with_name("documents")
NUMBER = "MP-21346058-LP-2026-000001-0"
KEY = "5f0c1a52-6f0e-4f0e-9f5b-2d7b1a3c4d5e"

VARIABLES: dict[str, dict[str, Any]] = {
    "RequestOtp": {"input": {"channel": "SMS", "address": "+919812345678"}},
    "VerifyOtp": {"input": {"challengeId": KEY, "code": "123456"}},
    "UpdateProfile": {"input": {"fullName": "Meera Rao"}},
    "SignInOfficer": {"input": {"username": "rao", "password": "x" * 12, "totp": "123456"}},
    "SignOut": {},
    "Viewer": {},
    "RevokeSession": {"input": {"sessionId": KEY}},
    "Platform": {"language": "EN", "districtCode": "21346"},
    "MyRequests": {"first": 100, "after": None, "filter": None},
    "RequestByNumber": {"number": NUMBER},
    "PerformAction": {"input": {"requestId": "x", "action": "WITHDRAW", "expectedVersion": 1}},
    "NodeById": {"id": "x"},
    "SubmitLostReport": {"input": lost_report()},
    "LostReportByNumber": {"number": NUMBER},
    "FileById": {"id": "x"},
    "RequestPapers": {"number": NUMBER},
    "VerifyDocument": {"code": "0" * 20},
    "RevokeDocument": {
        "input": {"code": "0" * 20, "reasonCode": "MISUSED", "note": "x", "idempotencyKey": KEY}
    },
}


def contract_operations() -> dict[str, str]:
    """Each operation by name, as a document of its own."""
    found: dict[str, str] = {}
    for file in sorted(DOCUMENTS.glob("*.graphql")):
        document = parse(file.read_text(encoding="utf-8"))
        for operation in operations(document):
            assert operation.name is not None
            found[operation.name.value] = canonical_text(document, operation)
    return found
