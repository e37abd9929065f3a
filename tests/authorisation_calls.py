"""A valid call of every root field, whose arguments name records of the owner. A root field
without one has no cell that could be tried.
"""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable, Mapping
from string import Template
from typing import Any

from authorisation_records import CONSENT, IDENTITY, station_error
from authorisation_scene import Scene
from authorisation_tenancies import MUTATIONS as OF_TENANCIES
from authorisation_tenancies import QUERIES as TENANCIES
from authorisation_tips import MUTATIONS as OF_TIPS
from authorisation_tips import QUERIES as TIPS
from authorisation_verifications import MUTATIONS as OF_VERIFICATIONS
from authorisation_verifications import QUERIES as VERIFICATIONS
from authorisation_verifications import SUBSCRIPTIONS as WATCHED_VERIFICATIONS
from clients import REQUEST_OTP
from factories import MAKRONIYA, OfficerAccount, found_item, lost_report
from found_things import marking, matches_of

from core.identity.models import Officer
from core.units.models import Unit
from plugins.directory.models import Post

QUERIES = {
    "platform": "platform { contractVersion }",
    "viewer": "viewer { id }",
    "serviceRequest": "serviceRequest(number: $number) { id }",
    "file": "file(id: $file) { id }",
    "waitingFiles": "waitingFiles { id }",
    "inbox": "inbox { edges { node { id } } }",
    "inbox:lost_property": 'inbox(filter: {service: "lost_property"}) { edges { node { id } } }',
    "inboxCounts": "inboxCounts { open }",
    "verifyDocument": "verifyDocument(code: $code) { number }",
    "node:LostReport": "node(id: $report) { id }",
    "node:StationErrorReport": "node(id: $errorId) { id }",
    "node:ArchivedRequest": "node(id: $archivedId) { id }",
    "node:Citizen": "node(id: $owner) { id }",
    "node:Officer": "node(id: $officer) { id }",
    "node:Notification": "node(id: $notification) { id }",
    "node:File": "node(id: $file) { id }",
    "node:FoundItem": "node(id: $found) { id }",
    "node:Unit": "node(id: $unit) { id }",
    "node:Post": "node(id: $post) { id }",
    "nearestStations": "nearestStations(at: {latitude: 23.85, longitude: 78.78}, first: 1) {"
    " distanceKm }",
    "responsibleStation": "responsibleStation(at: {latitude: 23.85, longitude: 78.78}) { basis }",
    "districts": "districts { code }",
    "posts": "posts(unitCode: $district) { id }",
    "offices": "offices(districtCode: $district) { unit { code } }",
    "helplines": "helplines { number }",
    "stations": "stations { edges { node { code } } }",
    "station": "station(code: $station) { code }",
    "foundItems": "foundItems { edges { node { id } } }",
    "foundItem": "foundItem(number: $closed) { id }",
    **VERIFICATIONS,
    **TENANCIES,
    **TIPS,
}
"""`name:variant` where the argument decides what is asked for."""

SUBSCRIPTIONS = {
    "serviceRequestUpdated": "serviceRequestUpdated(id: $report) { id }",
    "notificationReceived": "notificationReceived { id }",
    "inboxChanged": "inboxChanged { open }",
} | WATCHED_VERIFICATIONS


def query(name: str, records: Mapping[str, str]) -> str:
    """The selection, with the records' names in it."""
    return Template((QUERIES | SUBSCRIPTIONS)[name]).substitute(records)


Input = dict[str, Any] | None


def _key() -> str:
    return str(uuid.uuid4())


def _english(words: str) -> list[dict[str, str]]:
    return [{"language": "EN", "text": words}]


async def _of_a_report(scene: Scene, **more: Any) -> dict[str, Any]:
    report = await scene.report()
    return {"requestId": report["id"], "expectedVersion": 1, **more}


def _on_a_report(**more: Any) -> Callable[[Scene], Awaitable[Input]]:
    return lambda scene: _of_a_report(scene, **more, idempotencyKey=_key())


async def _request_otp(_: Scene) -> Input:
    return {"channel": "SMS", "address": _address()}


def _address() -> str:
    return f"+9197{uuid.uuid4().int % 10**8:08}"


async def _verify_otp(scene: Scene) -> Input:
    nobody, address = scene.viewers["anonymous"], _address()
    asked = await nobody.run(REQUEST_OTP, input={"channel": "SMS", "address": address})
    return {
        "challengeId": asked["requestOtp"]["challenge"]["id"],
        "code": await nobody.code_for(address),
    }


async def _sign_in_officer(scene: Scene) -> Input:
    account: OfficerAccount = scene.accounts["station"]
    await Officer.filter(id=account.row.id).update(totp_last_step=0)
    code = account.totp.at(scene.runtime.now())
    return {"username": account.row.username, "password": account.password, "totp": code}


async def _revoke_session(scene: Scene) -> Input:
    return {"sessionId": await scene.session_of("owner")}


async def _mark_notifications_read(scene: Scene) -> Input:
    return {"ids": [await scene.notification()]}


async def _assign(scene: Scene) -> Input:
    return await _of_a_report(scene, officerId=scene.officer_id("station"))


async def _send_back(scene: Scene) -> Input:
    missing = [{"text": "A photo"}]
    return await _of_a_report(scene, note="Please", missing=missing, idempotencyKey=_key())


async def _link(scene: Scene) -> Input:
    first, second = await scene.report(), await scene.report()
    return {"requestId": first["id"], "otherNumber": second["number"], "kind": "RELATED"}


async def _note(scene: Scene) -> Input:
    report = await scene.report()
    return {"requestId": report["id"], "text": "Seen", "idempotencyKey": _key()}


async def _pay_fee(scene: Scene) -> Input:
    """No service that is installed takes a fee: tests/payments/ pays one."""
    report = await scene.report()
    challan = {"number": "MP2026004711", "bank": "SBI", "paidOn": "2026-11-01"}
    wanted = {"requestId": report["id"], "provider": "treasury", "idempotencyKey": _key()}
    return wanted | {"challan": challan}


async def _revoke_document(scene: Scene) -> Input:
    code = await scene.paper(await scene.report())
    return {
        "code": code,
        "reasonCode": "ISSUED_IN_ERROR",
        "note": "Wrong",
        "idempotencyKey": _key(),
    }


async def _watch_document(scene: Scene) -> Input:
    return {"code": await scene.paper(await scene.report()), "email": "clerk@bank.example.in"}


async def _withdraw_consent(scene: Scene) -> Input:
    await scene.viewers["owner"].run(CONSENT, input=IDENTITY)
    return {"purpose": "IDENTITY"}


async def _erase_me(scene: Scene) -> Input:
    return {"confirmation": scene.citizens["owner"].mobile}


async def _update_unit(_: Scene) -> Input:
    version = (await Unit.get(code=MAKRONIYA)).version
    return {"code": MAKRONIYA, "address": f"Main road {version}", "expectedVersion": version}


async def _save_post(_: Scene) -> Input:
    many = await Post.filter(unit_id=MAKRONIYA).count()
    return {"unitCode": MAKRONIYA, "title": _english(f"Reader {many}"), "rank": "Constable"}


async def _report_station_error(_: Scene) -> Input:
    return station_error()


async def _submit(scene: Scene) -> Input:
    return lost_report(attachments=[await scene.upload()])


async def _mark_item_found(scene: Scene) -> Input:
    report = await scene.report()
    return marking(report, report["items"][0])


async def _register_found_item(_: Scene) -> Input:
    return found_item(stationCode=MAKRONIYA)


async def _close_found_item(scene: Scene) -> Input:
    found = await scene.found()
    return {"foundItemId": found["id"], "outcome": "RETURNED", "idempotencyKey": _key()}


async def _dismiss(scene: Scene) -> Input:
    report = await scene.report()
    await scene.found()
    (match,) = await matches_of(scene.viewers["owner"], report)
    return {"matchId": match["id"]}


async def _nothing(_: Scene) -> Input:
    return None


def _plain(**values: Any) -> Callable[[Scene], Awaitable[Input]]:
    async def given(_: Scene) -> Input:
        return values

    return given


MUTATIONS: Mapping[str, Callable[[Scene], Awaitable[Input]]] = {
    "requestOtp": _request_otp,
    "verifyOtp": _verify_otp,
    "signInOfficer": _sign_in_officer,
    "signOut": _nothing,
    "revokeSession": _revoke_session,
    "updateProfile": _plain(fullName="Another Name"),
    "markNotificationsRead": _mark_notifications_read,
    "updateNotificationPreferences": _plain(preferences=[{"channel": "SMS", "enabled": False}]),
    "payFee": _pay_fee,
    "performAction:WITHDRAW": _on_a_report(action="WITHDRAW"),
    "performAction:CLAIM": _on_a_report(action="CLAIM"),
    "performAction:CANCEL_AS_FALSE": _on_a_report(
        action="CANCEL_AS_FALSE", note="Never lost", reasonCode="NOT_LOST"
    ),
    "assignRequest": _assign,
    "transferRequest": _on_a_report(stationCode="21346001", note="It was lost there"),
    "sendBackRequest": _send_back,
    "linkRequests": _link,
    "addInternalNote": _note,
    "revokeDocument": _revoke_document,
    "watchDocument": _watch_document,
    "giveConsent": _plain(**IDENTITY),
    "withdrawConsent": _withdraw_consent,
    "exportMyData": _nothing,
    "eraseMe": _erase_me,
    "updateUnit": _update_unit,
    "savePost": _save_post,
    "saveHelpline": _plain(
        number="1930", title=_english("Cyber"), purpose=_english("Fraud"), isEmergency=False
    ),
    "reportStationError": _report_station_error,
    "submitLostReport": _submit,
    "markItemFound": _mark_item_found,
    "registerFoundItem": _register_found_item,
    "closeFoundItem": _close_found_item,
    "dismissMatch": _dismiss,
    **OF_VERIFICATIONS,
    **OF_TENANCIES,
    **OF_TIPS,
}
"""The input of each mutation, or its arguments by name, made anew for each scene; None for one that
takes none.
"""
