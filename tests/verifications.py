"""Requests for character certificates, as citizens send them and officers work on them."""

from __future__ import annotations

from typing import Any

from clients import GraphQLClient
from factories import MAKRONIYA, TT_NAGAR, character_certificate
from good_files import photo
from processions import key, step
from uploads import TusClient

ERRORS = "errors { path code message choices { code } }"
STATE_OF_IT = """id number version dueAt dueRule daysLeft status { code phase } station { code }
  fee { amount currency status } enquiries { station { code } status finding note dueAt filedAt }"""
APPLY = f"""mutation Apply($input: ApplyForCharacterCertificateInput!) {{
  applyForCharacterCertificate(input: $input) {{ characterCertificate {{ {STATE_OF_IT} }}
  warnings {{ path code message }} {ERRORS} }} }}"""
FILE = f"""mutation File($input: FileEnquiryReportInput!) {{ fileEnquiryReport(input: $input) {{
  characterCertificate {{ {STATE_OF_IT} }} verification {{ number }} {ERRORS} }} }}"""
DECIDE = f"""mutation Decide($input: DecideCharacterCertificateInput!) {{
  decideCharacterCertificate(input: $input) {{ characterCertificate {{ {STATE_OF_IT}
  certificate {{ code validUntil status }} }} verification {{ number }} {ERRORS} }} }}"""
AMEND = f"""mutation Amend($input: AmendCharacterCertificateInput!) {{
  amendCharacterCertificate(input: $input) {{ characterCertificate {{ {STATE_OF_IT} }}
  {ERRORS} }} }}"""
READ = f"""query Read($number: String!) {{ serviceRequest(number: $number) {{ {{}}
  ... on Verification {{ {STATE_OF_IT} purpose purposeText organisation
  subject {{ fullName relation relativeName gender birthDate identityKind identityNumber }}
  addresses {{ text station {{ code }} from until isCurrent }}
  caseDeclaration {{ hasCases cases {{ firNumber station {{ code }} year convicted }} }}
  certificate {{ code status validUntil checks isReady downloadUrl }}
  availableActions {{ code mutation }} }} }} }}""".replace("{} ", "").replace("{}", "__typename")

Request = dict[str, Any]


def subject(**changes: Any) -> Request:
    """Somebody who was born in 1990."""
    return dict(character_certificate()["subject"]) | changes


def address(station: str = MAKRONIYA, **changes: Any) -> Request:
    """The address of the last ten years."""
    return dict(character_certificate()["addresses"][0]) | {"stationCode": station} | changes


def two_addresses() -> list[Request]:
    """Makroniya now, TT Nagar in another district before."""
    before = address(TT_NAGAR, until="2020-06-30", isCurrent=False, text="12, TT Nagar, Bhopal")
    return [address(**{"from": "2020-07-01"}), before]


async def wanted(citizen: GraphQLClient, **changes: Any) -> Request:
    """An ApplyForCharacterCertificateInput that is taken as it is, with its three files."""
    asked = character_certificate(**changes)
    if "attachments" not in changes:
        asked["attachments"] = await files(citizen)
    return asked


async def files(citizen: GraphQLClient, *purposes: str, service: str = "verification") -> list[str]:
    """The ids of uploaded pictures, one for each purpose; the required ones without any."""
    tus = TusClient(citizen)
    return [
        await tus.upload(photo(60, 75), service=service, purpose=purpose)
        for purpose in purposes or ("PHOTO", "IDENTITY", "ADDRESS_PROOF")
    ]


async def send(client: GraphQLClient, query: str, given: Request) -> Request:
    """The payload of a mutation."""
    (payload,) = (await client.run(query, input=given)).values()
    return dict(payload)


async def done(client: GraphQLClient, query: str, given: Request) -> Request:
    """The request after a mutation that must succeed."""
    payload = await send(client, query, given)
    assert payload["errors"] == [], payload["errors"]
    return dict(payload["characterCertificate"])


async def faults(client: GraphQLClient, query: str, given: Request) -> list[tuple[str, str]]:
    """Where and what is wrong with an input that must be refused."""
    payload = await send(client, query, given)
    assert payload["characterCertificate"] is None
    return [(".".join(each["path"]), each["code"]) for each in payload["errors"]]


async def applied(citizen: GraphQLClient, **changes: Any) -> Request:
    """A new request."""
    return await done(citizen, APPLY, await wanted(citizen, **changes))


def report(request: Request, station: str = MAKRONIYA, **changes: Any) -> Request:
    """The input of a station's report."""
    found = {"stationCode": station, "finding": "NOTHING_ADVERSE", "note": "Known since 2016."}
    return step(request, **found, idempotencyKey=key()) | changes


async def reported(
    officer: GraphQLClient, request: Request, station: str = MAKRONIYA, **changes: Any
) -> Request:
    return await done(officer, FILE, report(request, station, **changes))


def decision(request: Request, decided: str = "ISSUE", **changes: Any) -> Request:
    """The input of a decision."""
    return step(request, decision=decided, idempotencyKey=key()) | changes


async def decided(officer: GraphQLClient, request: Request, **changes: Any) -> Request:
    return await done(officer, DECIDE, decision(request, **changes))


async def read(client: GraphQLClient, request: Request) -> Request:
    """All of a request, as somebody sees it."""
    return dict((await client.run(READ, number=request["number"]))["serviceRequest"])


def enquiries(request: Request) -> dict[str, Any]:
    """How far each station's enquiry is, by code."""
    return {each["station"]["code"]: each["status"] for each in request["enquiries"]}
