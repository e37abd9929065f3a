"""Tenancies for the authorisation matrix: registered by the owner at Makroniya, or by another
citizen who names the owner as the tenant.
"""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta
from typing import Any

from authorisation_scene import Scene
from conftest import MovableClock
from factories import MAKRONIYA, SAGAR, TT_NAGAR
from processions import Desk, key, send_back, step
from tenancies import (
    REGISTER,
    asked,
    conclusion,
    consented,
    done,
    ending,
    files,
    foreigner,
    person,
    premises,
    read,
    registered,
    registration,
    visit,
    visited,
)

from core.relay import decode_id
from core.service_requests.models import ServiceRequest
from plugins.tenant.models import HomeQuery, Tenancy, TenancyOrder, TenancyParty, TenantResult

Request = dict[str, Any]
HOME_ABROAD = {"text": "4, MG Road, Pune", "tehsil": "Haveli", "stateCode": "MH"}
HOME = HOME_ABROAD | {"stateCode": "MP", "districtCode": SAGAR, "pinCode": "470002"}
ASK = """mutation($input: AskHomeStationInput!) { askHomeStation(input: $input) {
  tenantVerification { id number version } errors { path code message } } }"""
CSV = """full_name,relation,relative_name,gender,birth_date,mobile,nationality,identity_kind,\
identity_number,address,address_state,address_pin,address_station,since,until,reference1_name,\
reference1_mobile,reference2_name,reference2_mobile
Ravi,FATHER,Om,MALE,1995-03-02,,IN,,,Bhopal,,,,2026-11-20,,Sunil,9812300011,Meena,9812300012
"""
_numbers = itertools.count(1)


def _desk(scene: Scene) -> Desk:
    return Desk(scene.app, scene.http, MovableClock())


def _tenant(**changes: Any) -> Request:
    return person(**{"mobile": f"+9198125{next(_numbers):05d}", **changes})


async def waiting(scene: Scene, **changes: Any) -> Request:
    """A registration of the owner that waits for its files."""
    given = registration(tenant=_tenant(**changes))
    return await done(scene.viewers["owner"], REGISTER, given)


async def begun(scene: Scene, who: str = "owner", **changes: Any) -> Request:
    """A registration that has begun."""
    client, tenant = scene.viewers[who], _tenant() | changes.pop("tenant", {})
    request = await registered(client, tenant=tenant, **changes)
    await consented(_desk(scene), request, to=tenant["mobile"])
    return await read(client, request)


async def about_owner(scene: Scene) -> Request:
    """One of another citizen, who names the owner as the tenant."""
    return await begun(scene, "citizen", tenant={"mobile": scene.citizens["owner"].mobile})


async def register(scene: Scene) -> Request:
    return registration(tenant=_tenant(), attachments=await files(scene.viewers["owner"], "PHOTO"))


async def register_list(_: Scene) -> Request:
    return {
        "premises": premises(),
        "csv": CSV,
        "dryRun": False,
        "declaration": True,
        "idempotencyKey": key(),
    }


async def add(scene: Scene) -> Request:
    request = await waiting(scene)
    ids = await files(scene.viewers["owner"], "AGREEMENT")
    return {"requestId": request["id"], "attachments": ids, "idempotencyKey": key()}


async def send_code(scene: Scene) -> Request:
    return {"requestId": (await waiting(scene))["id"], "idempotencyKey": key()}


async def consent(scene: Scene) -> Request:
    tenant = _tenant()
    request = await done(scene.viewers["owner"], REGISTER, registration(tenant=tenant))
    challenge, code = await asked(_desk(scene), request, tenant["mobile"])
    return {"challengeId": challenge, "code": code, "consents": True}


async def record_consent(scene: Scene) -> Request:
    return {
        "number": (await waiting(scene, mobile=None))["number"],
        "birthDate": "1995-03-02",
        "identityKind": "PAN",
        "identityNumber": "ABCDE1234F",
        "consents": True,
        "idempotencyKey": key(),
    }


async def visit_it(scene: Scene) -> Request:
    return visit(await begun(scene))


async def conclude(scene: Scene) -> Request:
    return conclusion(await visited(scene.viewers["station"], await begun(scene)))


async def ask_home(scene: Scene) -> Request:
    return step(await begun(scene), question="Known?", idempotencyKey=key())


async def _asked_home(scene: Scene, **home: Any) -> Request:
    request = await begun(scene, tenant={"permanentAddress": home})
    given = step(request, question="Known?", idempotencyKey=key())
    return await done(scene.viewers["station"], ASK, given)


async def answer_home(scene: Scene) -> Request:
    request = await _asked_home(scene, text="7, TT Nagar", stationCode=TT_NAGAR)
    given = {"stationCode": TT_NAGAR, "answer": "Known.", "idempotencyKey": key()}
    return step(request, **given)


async def record_home(scene: Scene) -> Request:
    request = await _asked_home(scene, **HOME_ABROAD)
    given = {"answer": "Known.", "answeredOn": "2026-11-23", "idempotencyKey": key()}
    return step(request, **given)


async def amend(scene: Scene) -> Request:
    request = await begun(scene)
    request |= await send_back(scene.viewers["station"], request)
    return step(request, note="It is so.", idempotencyKey=key())


async def end(scene: Scene) -> Request:
    return ending(await begun(scene))


async def object_to(scene: Scene) -> Request:
    request = await about_owner(scene)
    return {"requestId": request["id"], "text": "Not so.", "idempotencyKey": key()}


async def make_tenancies(scene: Scene) -> dict[str, str]:
    """What calls name: the number and id of a tenancy of which everything is said."""
    await TenancyOrder.create(
        id=uuid.uuid4(),
        number="DM/1",
        section="s.163 BNSS",
        unit_id=SAGAR,
        valid_from=scene.runtime.now().date(),
        valid_until=scene.runtime.now().date() + timedelta(days=60),
        report_within_days=7,
        existing_within_days=15,
    )
    said = {
        "nationality": "Nepal",
        "foreigner": foreigner(),
        "alias": "Ravi",
        "occupation": "Nurse",
        "employer": "Hospital",
        "email": "ravi@example.in",
        "permanentAddress": HOME | {"stationCode": MAKRONIYA},
        "previousAddress": HOME,
    }
    more = {
        "premises": premises(pinCode="470002", latitude=23.85, longitude=78.78),
        "tenancy": {"from": "2026-11-20", "until": "2027-11-19", "rentAgreementDate": "2026-11-19"},
        "coResidents": [
            {
                "fullName": "Asha",
                "relation": "Wife",
                "age": 30,
                "identityKind": "PAN",
                "identityNumber": "ABCDE1234F",
            }
        ],
        "references": [
            {"fullName": "Sunil", "mobile": "9812300011", "text": "Brother"},
            {"fullName": "Meena", "mobile": "9812300012", "text": "Friend"},
        ],
        "agent": {"fullName": "Broker", "mobile": "9812300013", "text": "Shop 4"},
        "attachments": await files(
            scene.viewers["owner"], "PHOTO", "IDENTITY", "AGREEMENT", "PASSPORT", "VISA"
        ),
    }
    request = await begun(scene, tenant=said, **more)
    await _work(scene, request)
    mine = await about_owner(scene)
    for each in (request, mine):
        await _finish(scene, each)
    return {"tenancy": request["number"], "tenancyId": request["id"]}


async def _work(scene: Scene, request: Request) -> None:
    (photo,) = await files(scene.viewers["station"], "VISIT_PHOTO")
    (paper,) = await files(scene.viewers["station"], "HOME_ANSWER")
    place = {"latitude": 23.85, "longitude": 78.78, "photoFileId": photo}
    await visited(scene.viewers["station"], request, **place)
    officer, row = scene.accounts["station"].row, await ServiceRequest.get(number=request["number"])
    await HomeQuery.create(
        id=uuid.uuid4(),
        request=row,
        station_id=TT_NAGAR,
        question="Known?",
        asked_at=scene.runtime.now(),
        asked_by=officer,
        answer="Known.",
        answered_on=scene.runtime.now().date(),
        answered_by=officer,
        files=[_key(paper)],
    )


def _key(global_id: str) -> str:
    decoded = decode_id(global_id)
    assert decoded is not None
    return decoded[1]


async def _finish(scene: Scene, request: Request) -> None:
    """What only later steps give, to its row."""
    order, now = await TenancyOrder.get(), scene.runtime.now()
    await Tenancy.filter(request__number=request["number"]).update(
        order_id=order.id,
        report_by=now.date(),
        renews=request["number"],
        result=TenantResult.UNABLE,
        result_note="Nobody was there.",
        objection="I live next door.",
        objected_at=now,
        ended_on=now.date(),
        ended_by=TenancyParty.OWNER,
        leaving_confirmed_at=now,
    )


QUERIES = {
    "node:TenantVerification": "node(id: $tenancyId) { id }",
    "tenanciesAboutMe": "tenanciesAboutMe { id }",
    "tenancyOrder": "tenancyOrder(stationCode: $station) { number }",
    "premisesHistory": 'premisesHistory(stationCode: $station, text: "Shanti Vihar") { id }',
}

MUTATIONS = {
    "registerTenant": register,
    "registerTenants": register_list,
    "addTenantDocuments": add,
    "sendConsentCode": send_code,
    "consentToTenancy": consent,
    "recordTenantConsent": record_consent,
    "recordFieldVisit": visit_it,
    "concludeTenantVerification": conclude,
    "askHomeStation": ask_home,
    "answerHomeStationQuery": answer_home,
    "recordHomeStateAnswer": record_home,
    "amendTenantVerification": amend,
    "endTenancy": end,
    "objectToTenancy": object_to,
}
