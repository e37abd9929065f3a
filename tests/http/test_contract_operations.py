"""Every operation that frontends send keeps to the limits at the largest page, in the order that a
citizen would send them.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from clients import GraphQLClient
from conftest import KINDS
from contract import VARIABLES, contract_operations
from factories import lost_report


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    """Here the database matters."""
    return str(request.param)


REFUSED_RIGHTLY = {
    "RequestByNumber": "NOT_FOUND",
    "LostReportByNumber": "NOT_FOUND",
    "NodeById": "NOT_FOUND",
    "PerformAction": "NOT_FOUND",
    "PayFee": "NOT_FOUND",
    "AmendCharacterCertificate": "NOT_FOUND",
    "CharacterCertificateByNumber": "NOT_FOUND",
    "FileEnquiryReport": "FORBIDDEN",
    "DecideCharacterCertificate": "FORBIDDEN",
    "AddTenantDocuments": "NOT_FOUND",
    "AmendTenantVerification": "NOT_FOUND",
    "EndTenancy": "NOT_FOUND",
    "ObjectToTenancy": "NOT_FOUND",
    "RecordFieldVisit": "FORBIDDEN",
    "TenantVerificationByNumber": "NOT_FOUND",
    "MarkItemFound": "NOT_FOUND",
    "RegisterFoundItem": "FORBIDDEN",
    "FileById": "NOT_FOUND",
    "RequestPapers": "NOT_FOUND",
    "Inbox": "FORBIDDEN",
    "InboxCounts": "FORBIDDEN",
    "RequestDesk": "NOT_FOUND",
    "AssignRequest": "FORBIDDEN",
    "TransferRequest": "FORBIDDEN",
    "SendBackRequest": "FORBIDDEN",
    "LinkRequests": "FORBIDDEN",
    "RevokeDocument": "FORBIDDEN",
    "SaveHelpline": "FORBIDDEN",
    "SavePost": "FORBIDDEN",
    "UpdateUnit": "FORBIDDEN",
    "TipThreadByReceipt": "NOT_FOUND",
    "UnlockTips": "FORBIDDEN",
    "Tips": "FORBIDDEN",
    "TipById": "FORBIDDEN",
    "ReplyToTip": "FORBIDDEN",
    "MoveTip": "FORBIDDEN",
}


async def test_every_operation_of_the_contract_runs_at_the_largest_page(
    as_citizen: Callable[..., Awaitable[GraphQLClient]],
) -> None:
    operations = contract_operations()
    assert sorted(operations) == sorted(VARIABLES)
    citizen = await as_citizen()
    signing_out_last = sorted(operations, key=lambda name: (name == "SignOut", name))
    for name in signing_out_last:
        answer = await citizen.send(operations[name], **VARIABLES[name])
        codes = [e["extensions"]["code"] for e in answer.json().get("errors", [])]
        expected = REFUSED_RIGHTLY.get(name)
        assert (answer.status_code, codes) == (200, [expected] if expected else []), (
            name,
            answer.text,
        )


async def test_the_reads_of_the_contract_show_a_stored_report(
    as_citizen: Callable[..., Awaitable[GraphQLClient]],
) -> None:
    operations = contract_operations()
    citizen = await as_citizen()
    stored = await citizen.run(operations["SubmitLostReport"], input=lost_report())
    number = stored["submitLostReport"]["lostReport"]["number"]
    for name in ("RequestByNumber", "LostReportByNumber"):
        assert (await citizen.run(operations[name], number=number))["serviceRequest"] is not None
    page = await citizen.run(operations["MyRequests"], **VARIABLES["MyRequests"])
    assert [e["node"]["number"] for e in page["viewer"]["requests"]["edges"]] == [number]
