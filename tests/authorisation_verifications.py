"""Verifications of the owner for the authorisation matrix: all lie with Makroniya, and where a name
says `asked` the stranger's station is asked to enquire as well.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from authorisation_scene import Scene
from factories import MAKRONIYA, TT_NAGAR
from permits import by_challan, pay
from processions import ACT, OPERATIONS, asked, done, key, step
from verifications import (
    address,
    applied,
    decided,
    files,
    report,
    reported,
    send,
    subject,
    two_addresses,
    wanted,
)

Request = dict[str, Any]
Make = Callable[[Scene], Awaitable[Request]]

FREE = {"fee": "0", "fee_per_further_station": "0", "required_uploads": []}
SERVICES = {
    "verification": FREE,
    "verification_domestic_help": FREE,
    "verification_servant": FREE,
    "verification_employee": {"required_uploads": []},
}
"""What these services are set to: one has a fee, whose challan is in no scroll."""

OTHERS = {
    "employee": "applyForEmployeeVerification",
    "help": "applyForDomesticHelpVerification",
    "servant": "applyForServantVerification",
}
APPLY = """mutation($input: ApplyForVerificationInput!) {{ {name}(input: $input) {{
  verification {{ id number version }} errors {{ code }} }} }}"""
PERSON = subject(
    birthPlace="Sagar",
    occupation="Teacher",
    identificationMarks="A mole",
    identityKind="PAN",
    identityNumber="ABCDE1234F",
)
CASES = {
    "hasCases": True,
    "cases": [
        {
            "firNumber": "12/2020",
            "stationCode": MAKRONIYA,
            "year": 2020,
            "sections": "379 IPC",
            "status": "Acquitted",
            "convicted": False,
        }
    ],
}

QUERIES = {
    "serviceRequest:asked": "serviceRequest(number: $askedNumber) { id }",
    "file:asked": "file(id: $askedFile) { id }",
    "file:enquiry": "file(id: $enquiryFile) { id }",
    "node:CharacterCertificate": "node(id: $local) { id }",
    "node:CharacterCertificate:asked": "node(id: $asked) { id }",
    "node:CharacterCertificate:filed": "node(id: $filed) { id }",
    "node:CharacterCertificate:ended": "node(id: $ended) { id }",
    "node:EmployeeVerification": "node(id: $employee) { id }",
    "node:DomesticHelpVerification": "node(id: $help) { id }",
    "node:ServantVerification": "node(id: $servant) { id }",
}
SUBSCRIPTIONS = {
    "serviceRequestUpdated:asked": "serviceRequestUpdated(id: $asked) { id }",
}


async def make_verifications(scene: Scene) -> dict[str, Request]:
    """One of each kind and each state that matters for who may read it."""
    owner = scene.viewers["owner"]
    papers = [await scene.upload(service="verification", purpose="SUPPORTING") for _ in range(2)]
    full = {"purposeText": "A loan", "subject": PERSON, "caseDeclaration": CASES}
    made = {
        "local": await _local(scene),
        "asked": await _asked(scene, attachments=papers[:1]),
        "filed": await _filed(scene),
        "ended": await _asked(scene),
        "certificate": await _reported(scene, **full, attachments=papers[1:]),
    }
    await done(owner, ACT, "performAction", step(made["ended"], action="WITHDRAW"))
    await decided(scene.viewers["district"], made["certificate"])
    await scene.settle()
    others = {name: await _of_another(scene, name) for name in OTHERS}
    await pay(owner, by_challan(others["employee"]))
    return made | others


async def _local(scene: Scene) -> Request:
    return await applied(scene.viewers["owner"], attachments=[])


async def _asked(scene: Scene, **changes: Any) -> Request:
    given = {"addresses": two_addresses(), "attachments": []} | changes
    return await applied(scene.viewers["owner"], **given)


async def _filed(scene: Scene, **changes: Any) -> Request:
    """The stranger has filed, and Makroniya has not."""
    stranger, request = scene.viewers["stranger"], await _asked(scene, **changes)
    paper = await files(stranger, "ENQUIRY")
    return await reported(stranger, request, TT_NAGAR, attachments=paper)


async def _reported(scene: Scene, **changes: Any) -> Request:
    return await reported(scene.viewers["station"], await _filed(scene, **changes))


async def _of_another(scene: Scene, kind: str) -> Request:
    query, given = APPLY.format(name=OTHERS[kind]), await _wanted_of_another(scene)
    payload = await send(scene.viewers["owner"], query, given | {"attachments": []})
    assert payload["errors"] == []
    return dict(payload["verification"])


async def _wanted_of_another(_: Scene, **changes: Any) -> Request:
    given = {
        "work": "Cook, mornings",
        "employer": "Asha Verma",
        "subject": PERSON,
        "addresses": two_addresses(),
        "caseDeclaration": CASES,
        "subjectConsents": True,
        "declaration": True,
        "idempotencyKey": key(),
    }
    return given | changes


async def _apply(scene: Scene) -> Request:
    return await wanted(
        scene.viewers["owner"], attachments=[await scene.upload(service="verification")]
    )


def _apply_for(service: str) -> Make:
    async def make(scene: Scene) -> Request:
        return await _wanted_of_another(scene, attachments=[await scene.upload(service=service)])

    return make


def _step(make: Callable[..., Awaitable[Request]], **values: Any) -> Make:
    """The input of a step on a request that is made for it."""

    async def given(scene: Scene) -> Request:
        return step(await make(scene), **values, idempotencyKey=key())

    return given


def _file(make: Callable[..., Awaitable[Request]], station: str) -> Make:
    async def given(scene: Scene) -> Request:
        return report(await make(scene), station)

    return given


async def _amend(scene: Scene) -> Request:
    request, query = await _asked(scene), OPERATIONS["SendBackRequest"]
    back = await done(scene.viewers["station"], query, "sendBackRequest", asked(request))
    return step(request | back, addresses=[address()], idempotencyKey=key())


async def _assign(scene: Scene) -> Request:
    return step(await _asked(scene), officerId=scene.officer_id("station"))


def _note(make: Make) -> Make:
    async def given(scene: Scene) -> Request:
        return {"requestId": (await make(scene))["id"], "text": "Seen", "idempotencyKey": key()}

    return given


async def _link(scene: Scene) -> Request:
    request, other = await _asked(scene), await _asked(scene)
    return {"requestId": request["id"], "otherNumber": other["number"], "kind": "RELATED"}


async def _revoke(scene: Scene) -> Request:
    request = await decided(scene.viewers["district"], await _reported(scene))
    code, note = request["certificate"]["code"], {"note": "Wrong", "idempotencyKey": key()}
    return {"code": code, "reasonCode": "ISSUED_IN_ERROR", **note}


MUTATIONS: Mapping[str, Make] = {
    "applyForCharacterCertificate": _apply,
    "applyForEmployeeVerification": _apply_for("verification_employee"),
    "applyForDomesticHelpVerification": _apply_for("verification_domestic_help"),
    "applyForServantVerification": _apply_for("verification_servant"),
    "fileEnquiryReport": _file(_local, MAKRONIYA),
    "fileEnquiryReport:asked": _file(_asked, TT_NAGAR),
    "decideCharacterCertificate": _step(_reported, decision="ISSUE"),
    "amendCharacterCertificate": _amend,
    "performAction:WITHDRAW:asked": _step(_asked, action="WITHDRAW"),
    "performAction:CLAIM:asked": _step(_asked, action="CLAIM"),
    "assignRequest:asked": _assign,
    "transferRequest:asked": _step(_asked, stationCode=TT_NAGAR, note="You know him"),
    "sendBackRequest:asked": _step(_asked, missing=[{"text": "A photo"}], note="Please"),
    "linkRequests:asked": _link,
    "addInternalNote:asked": _note(_asked),
    "addInternalNote:filed": _note(_filed),
    "revokeDocument:asked": _revoke,
}
"""`filed`: the stranger's station has answered."""
