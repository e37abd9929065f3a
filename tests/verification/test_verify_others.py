"""Employees, domestic helps and servants are verified by the same stations and officers."""

from __future__ import annotations

from typing import Any

import pytest
from acknowledgements import fetch, make_due, text_of
from processions import Desk, Person, key, stored
from strawberry.utils.str_converters import to_camel_case
from verification_people import Officers
from verifications import DECIDE, FILE, address, decision, files, read, report, send, subject

from core.settings import Settings
from plugins.verification.kinds import OF_OTHERS, Kind

TYPES = {
    "verification_employee": "EmployeeVerification",
    "verification_domestic_help": "DomesticHelpVerification",
    "verification_servant": "ServantVerification",
}
EVERY = pytest.mark.parametrize("of", OF_OTHERS, ids=lambda kind: kind.code)


@pytest.fixture
def settings(settings: Settings) -> Settings:
    free = {"fee": "0", "fee_per_further_station": "0"}
    return settings.model_copy(update={"services": {kind.code: free for kind in OF_OTHERS}})


def apply(of: Kind) -> str:
    name = to_camel_case(of.operation)
    return f"""mutation Apply($input: ApplyForVerificationInput!) {{ {name}(input: $input) {{
      verification {{ __typename id number version status {{ code }} purpose purposeText
      organisation }} warnings {{ code }} errors {{ path code }} }} }}"""


async def wanted(citizen: Person, of: Kind, **changes: Any) -> dict[str, Any]:
    return {
        "work": "Cook, mornings",
        "employer": "Asha Verma, 4, Gopalganj",
        "subject": subject(fullName="Ramkali Bai"),
        "addresses": [address()],
        "caseDeclaration": {"hasCases": False},
        "attachments": await files(citizen, service=of.code),
        "subjectConsents": True,
        "declaration": True,
        "idempotencyKey": key(),
    } | changes


@EVERY
async def test_the_same_stations_and_officers_lead_to_a_paper_of_its_own_name(
    desk: Desk, citizen: Person, officers: Officers, of: Kind
) -> None:
    payload = await send(citizen, apply(of), await wanted(citizen, of))
    assert payload["errors"] == []
    request = payload["verification"]
    assert request["__typename"] == TYPES[of.code]
    assert f"-{of.number_prefix}-" in request["number"]
    assert (request["purpose"], request["purposeText"]) == ("PRIVATE_JOB", "Cook, mornings")
    filed = await send(officers.beat, FILE, report(request))
    assert (filed["errors"], filed["characterCertificate"]) == ([], None)
    seen = await read(officers.district, request)
    done = await send(officers.district, DECIDE, decision(seen))
    assert done["errors"] == []
    await make_due(desk.app)
    paper = (await read(citizen, request))["certificate"]
    shown = text_of(await fetch(desk.http, paper["downloadUrl"]))
    assert of.certificate.message in shown
    assert "Ramkali Bai" in shown


@EVERY
async def test_nobody_is_verified_in_secret(citizen: Person, of: Kind) -> None:
    before = await stored()
    given = await wanted(citizen, of, subjectConsents=False)
    payload = await send(citizen, apply(of), given)
    assert payload["errors"] == [{"path": ["subjectConsents"], "code": "CONSENT_OF_SUBJECT"}]
    assert await stored() == before
