"""The frontend contract's operations that exist so far, each with variables that fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from factories import character_certificate, found_item, lost_report, registration
from graphql import parse
from tipping import tip

from core.execution.document_ids import canonical_text
from core.execution.limits import operations

DOCUMENTS = Path(__file__).with_name("documents")
NUMBER = "MP-21346058-LP-2026-000001-0"
RECEIPT = "H9J5-NM0T-7F45-R4G4-5VP2-4"
UNSOLVED = {"puzzle": "x", "solution": "x"}
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
    "FoundItems": {"first": 100, "after": None, "filter": None},
    "RegisterFoundItem": {"input": found_item()},
    "MarkItemFound": {
        "input": {
            "requestId": "x",
            "itemId": KEY,
            "foundOn": "2026-11-01",
            "expectedVersion": 1,
            "idempotencyKey": KEY,
        }
    },
    "ApplyForCharacterCertificate": {"input": character_certificate()},
    "FileEnquiryReport": {
        "input": {
            "requestId": "x",
            "stationCode": "21346058",
            "finding": "NOTHING_ADVERSE",
            "note": "x",
            "expectedVersion": 1,
            "idempotencyKey": KEY,
        }
    },
    "DecideCharacterCertificate": {
        "input": {
            "requestId": "x",
            "decision": "ISSUE",
            "expectedVersion": 1,
            "idempotencyKey": KEY,
        }
    },
    "AmendCharacterCertificate": {
        "input": {"requestId": "x", "note": "x", "expectedVersion": 1, "idempotencyKey": KEY}
    },
    "CharacterCertificateByNumber": {"number": NUMBER},
    "RegisterTenant": {"input": registration()},
    "AddTenantDocuments": {
        "input": {"requestId": "x", "attachments": ["x"], "idempotencyKey": KEY}
    },
    "RecordFieldVisit": {
        "input": {
            "requestId": "x",
            "outcome": "FOUND",
            "visitedAt": "2026-11-23T10:00:00+05:30",
            "note": "x",
            "expectedVersion": 1,
            "idempotencyKey": KEY,
        }
    },
    "EndTenancy": {"input": {"requestId": "x", "endedOn": "2026-11-23", "idempotencyKey": KEY}},
    "TenanciesAboutMe": {},
    "ObjectToTenancy": {"input": {"requestId": "x", "text": "x", "idempotencyKey": KEY}},
    "ConsentToTenancy": {"input": {"code": "123456", "challengeId": KEY, "consents": True}},
    "AmendTenantVerification": {
        "input": {"requestId": "x", "note": "x", "expectedVersion": 1, "idempotencyKey": KEY}
    },
    "TenantVerificationByNumber": {"number": NUMBER},
    "PaymentProviders": {},
    "PayFee": {
        "input": {
            "requestId": "x",
            "provider": "treasury",
            "challan": {"number": "MP2026004711", "bank": "SBI", "paidOn": "2026-11-01"},
            "idempotencyKey": KEY,
        }
    },
    "NearestStations": {"at": {"latitude": 23.84, "longitude": 78.74}, "first": 100},
    "ResponsibleStation": {"at": {"latitude": 23.84, "longitude": 78.74}},
    "Stations": {"first": 100, "after": None, "filter": {"search": "kotwali"}, "language": "HI"},
    "StationByCode": {"code": "21346058"},
    "Offices": {"districtCode": None},
    "Helplines": {},
    "Districts": {},
    "ReportStationError": {
        "input": {"stationCode": "21346058", "what": "Another phone", "idempotencyKey": KEY}
    },
    "UpdateUnit": {"input": {"code": "21346058", "phone": "112", "expectedVersion": 1}},
    "SavePost": {
        "input": {
            "unitCode": "21346058",
            "title": [{"language": "EN", "text": "Station house officer"}],
            "rank": "Inspector",
        }
    },
    "SaveHelpline": {
        "input": {
            "number": "1091",
            "title": [{"language": "EN", "text": "Women"}],
            "purpose": [{"language": "EN", "text": "Help"}],
            "isEmergency": False,
        }
    },
    "FileById": {"id": "x"},
    "MyNotifications": {"first": 5, "after": None, "unreadOnly": None},
    "MarkNotificationsRead": {"input": {"ids": []}},
    "UpdateNotificationPreferences": {
        "input": {"preferences": [{"channel": "SMS", "enabled": False}]}
    },
    "RequestPapers": {"number": NUMBER},
    "Inbox": {"first": 100, "after": None, "filter": None, "orderBy": "NEWEST_FIRST"},
    "InboxCounts": {},
    "RequestDesk": {"number": NUMBER},
    "AssignRequest": {"input": {"requestId": "x", "officerId": None, "expectedVersion": 1}},
    "TransferRequest": {
        "input": {
            "requestId": "x",
            "stationCode": "21316041",
            "note": "x",
            "expectedVersion": 1,
            "idempotencyKey": KEY,
        }
    },
    "SendBackRequest": {
        "input": {
            "requestId": "x",
            "missing": [{"text": "x"}],
            "note": "x",
            "expectedVersion": 1,
            "idempotencyKey": KEY,
        }
    },
    "LinkRequests": {"input": {"requestId": "x", "otherNumber": NUMBER, "kind": "RELATED"}},
    "GiveConsent": {"input": {"purpose": "IDENTITY", "noticeVersion": "1", "language": "HI"}},
    "WithdrawConsent": {"input": {"purpose": "IDENTITY"}},
    "MyConsents": {},
    "ExportMyData": {},
    "EraseMe": {"input": {"confirmation": "9800000000", "reason": None}},
    "TipChallenge": {},
    "SubmitTip": {"input": tip() | {"proofOfWork": UNSOLVED}},
    "ConfirmReceipt": {"receipt": RECEIPT},
    "TipThreadByReceipt": {"receipt": RECEIPT},
    "AddTipMessage": {"input": {"receipt": RECEIPT, "text": "x", "proofOfWork": UNSOLVED}},
    "EraseTip": {"receipt": RECEIPT},
    "UnlockTips": {"input": {"unitCode": "21346", "passphrase": "x"}},
    "Tips": {"first": 100, "after": None, "filter": None},
    "TipById": {"id": "x"},
    "ReplyToTip": {"input": {"tipId": "x", "text": "x"}},
    "MoveTip": {"input": {"tipId": "x", "status": "TRIAGED"}},
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
