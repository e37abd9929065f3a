"""Tenant verifications, as landlords, tenants and officers send them."""

from __future__ import annotations

import re
from typing import Any

from clients import GraphQLClient
from factories import MAKRONIYA, TENANT, person, premises, registration  # noqa: F401  (told on)
from good_files import photo
from processions import Desk, key, step
from uploads import TusClient

from core.notifications.models import DemoMessage

ERRORS = "errors { path code message }"
STATE_OF_IT = """id number version dueAt status { code phase } station { code } missingUploads
  consent { status at } order { number section validUntil } reportBy reportedLate result"""
REGISTER = f"""mutation Register($input: RegisterTenantInput!) {{ registerTenant(input: $input) {{
  tenantVerification {{ {STATE_OF_IT} acknowledgement {{ code isReady downloadUrl }} }}
  {ERRORS} }} }}"""
ADD = f"""mutation Add($input: AddTenantDocumentsInput!) {{ addTenantDocuments(input: $input) {{
  tenantVerification {{ {STATE_OF_IT} }} {ERRORS} }} }}"""
SEND_CODE = f"""mutation SendCode($input: SendConsentCodeInput!) {{
  sendConsentCode(input: $input) {{ tenantVerification {{ {STATE_OF_IT} }} {ERRORS} }} }}"""
CONSENT = f"""mutation Consent($input: ConsentToTenancyInput!) {{ consentToTenancy(input: $input) {{
  tenantVerification {{ number }} {ERRORS} }} }}"""
RECORD_CONSENT = f"""mutation Record($input: RecordTenantConsentInput!) {{
  recordTenantConsent(input: $input) {{ tenantVerification {{ number }} {ERRORS} }} }}"""
VISIT = f"""mutation Visit($input: RecordFieldVisitInput!) {{ recordFieldVisit(input: $input) {{
  tenantVerification {{ {STATE_OF_IT} }} {ERRORS} }} }}"""
CONCLUDE = f"""mutation Conclude($input: ConcludeTenantVerificationInput!) {{
  concludeTenantVerification(input: $input) {{ tenantVerification {{ {STATE_OF_IT} }} {ERRORS} }}
  }}"""
AMEND = f"""mutation Amend($input: AmendTenantVerificationInput!) {{
  amendTenantVerification(input: $input) {{ tenantVerification {{ {STATE_OF_IT} }} {ERRORS} }} }}"""
END = f"""mutation End($input: EndTenancyInput!) {{ endTenancy(input: $input) {{
  tenantVerification {{ id number status {{ code }} }} {ERRORS} }} }}"""
OBJECT = f"""mutation Object($input: ObjectToTenancyInput!) {{ objectToTenancy(input: $input) {{
  tenantVerification {{ number objection {{ text at }} }} {ERRORS} }} }}"""
ABOUT_ME = """{ tenanciesAboutMe { id number ownerName premises { text } status { code }
  tenant { fullName } objection { text } ended { on by confirmedAt } } }"""
READ = f"""query Read($number: String!) {{ serviceRequest(number: $number) {{ __typename
  ... on TenantVerification {{ {STATE_OF_IT}
  premises {{ kind text station {{ code name }} }} tenancy {{ from until }} renewsNumber
  tenant {{ fullName relation relativeName nationality mobile identityNumber
    permanentAddress {{ text stateCode stationCode }} foreigner {{ visaValidUntil }} }}
  coResidents {{ fullName relation age }} references {{ fullName mobile }} agent {{ fullName }}
  visits {{ outcome visitedAt note photo {{ id }} }} resultNote objection {{ text }}
  ended {{ on by }} attachments {{ purpose scanState }}
  documents {{ kind code isReady downloadUrl }}
  availableActions {{ code mutation }} }} }} }}"""
REQUIRED = ("PHOTO", "IDENTITY", "AGREEMENT")

Given = dict[str, Any]


def foreigner(**changes: Any) -> Given:
    """Passport and visa of a student from Nepal's neighbour."""
    return {
        "passportNumber": "A1234567",
        "passportIssuedAt": "Dhaka",
        "passportValidUntil": "2030-01-01",
        "visaNumber": "VI998877",
        "visaKind": "Student",
        "visaValidUntil": "2027-06-30",
        "purposeOfStay": "Studies",
    } | changes


async def files(client: GraphQLClient, *purposes: str) -> list[str]:
    """The ids of uploaded pictures, one for each purpose, always the same; the required ones
    without any.
    """
    tus = TusClient(client)
    return [
        await tus.upload(photo(60 + len(purpose), 75), service="tenant", purpose=purpose)
        for purpose in purposes or REQUIRED
    ]


async def send(client: GraphQLClient, query: str, given: Given) -> Given:
    """The payload of a mutation."""
    (payload,) = (await client.run(query, input=given)).values()
    return dict(payload)


async def done(client: GraphQLClient, query: str, given: Given) -> Given:
    """The request after a mutation that must succeed."""
    payload = await send(client, query, given)
    assert payload["errors"] == [], payload["errors"]
    return dict(payload["tenantVerification"])


async def faults(client: GraphQLClient, query: str, given: Given) -> list[tuple[str, str]]:
    """Where and what is wrong with an input that must be refused."""
    payload = await send(client, query, given)
    assert payload["tenantVerification"] is None
    return [(".".join(each["path"]), each["code"]) for each in payload["errors"]]


async def registered(owner: GraphQLClient, **changes: Any) -> Given:
    """A new registration with all its files."""
    if "attachments" not in changes:
        changes["attachments"] = await files(owner)
    return await done(owner, REGISTER, registration(**changes))


async def deliver(desk: Desk) -> None:
    """Do all that is due in the outbox."""
    for worker in ("messages", "codes", "scans", "messages", "codes"):
        await getattr(desk.app.state.effects, worker).deliver_due()


async def asked(desk: Desk, request: Given, to: str = TENANT) -> tuple[str, str]:
    """The challenge and the code of the newest question about a request to a tenant's phone."""
    await deliver(desk)
    # not from /dev/outbox, which shows 200: a clock that stands still leaves it to chance which
    sent = DemoMessage.filter(recipient=to).order_by("-at", "-id")
    texts = list(await sent.values_list("text", flat=True))
    text = next(text for text in texts if request["number"] in text and "/tenancy?c=" in text)
    challenge = re.search(r"/tenancy\?c=([0-9a-f-]{36})", text)
    code = re.search(r"(?<![\w-])\d{6}(?![\w-])", text)
    assert challenge is not None
    assert code is not None
    return challenge[1], code[0]


async def consented(
    desk: Desk, request: Given, *, consents: bool = True, to: str = TENANT
) -> Given:
    """What the tenant's answer leads to; the number and nothing more."""
    challenge, code = await asked(desk, request, to)
    answer = {"challengeId": challenge, "code": code, "consents": consents}
    told = await done(GraphQLClient(desk.http), CONSENT, answer)
    assert told == {"number": request["number"]}
    return told


async def begun(desk: Desk, owner: GraphQLClient, **changes: Any) -> Given:
    """A registration that has begun."""
    request = await registered(owner, **changes)
    await consented(desk, request)
    return await read(owner, request)


def seen(request: Given, **changes: Any) -> Given:
    """What an officer writes down of a tenant who consents at the station."""
    return {
        "number": request["number"],
        "birthDate": "1995-03-02",
        "identityKind": "VOTER_ID",
        "identityNumber": "ABC1234567",
        "consents": True,
        "idempotencyKey": key(),
    } | changes


def visit(request: Given, **changes: Any) -> Given:
    """The input of a visit."""
    seen = {"outcome": "FOUND", "visitedAt": "2026-11-23T11:00:00+05:30", "note": "Lives there."}
    return step(request, **seen, idempotencyKey=key()) | changes


async def visited(officer: GraphQLClient, request: Given, **changes: Any) -> Given:
    return await done(officer, VISIT, visit(request, **changes))


def conclusion(request: Given, result: str = "VERIFIED", **changes: Any) -> Given:
    """The input of a result."""
    given = {"result": result, "note": "Known at the home station.", "idempotencyKey": key()}
    return step(request, **given) | changes


async def concluded(officer: GraphQLClient, request: Given, result: str = "VERIFIED") -> Given:
    return await done(officer, CONCLUDE, conclusion(request, result))


def ending(request: Given, day: str = "2026-11-23") -> Given:
    return {"requestId": request["id"], "endedOn": day, "idempotencyKey": key()}


async def read(client: GraphQLClient, request: Given) -> Given:
    """All of a request, as somebody sees it."""
    return dict((await client.run(READ, number=request["number"]))["serviceRequest"])


async def about(tenant: GraphQLClient) -> list[Given]:
    """What a tenant reads about themselves."""
    return list((await tenant.run(ABOUT_ME))["tenanciesAboutMe"])
