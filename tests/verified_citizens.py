"""Citizens who are being verified, on the ground where others try to reach what they have: each at
one station, and another district's station is asked.
"""

from __future__ import annotations

import uuid
from dataclasses import replace
from typing import TYPE_CHECKING

from clients import GraphQLClient
from factories import make_citizen, session_token
from good_files import photo
from targets import Target
from uploads import TusClient
from verifications import Request, address, applied, decided, reported

from core.identity.models import Citizen, Session
from core.relay import encode_id

if TYPE_CHECKING:
    from jurisdictions import Ground

NOTE = """mutation($input: AddInternalNoteInput!) { addInternalNote(input: $input) {
  errors { code } } }"""
FILES = """query($number: String!) { serviceRequest(number: $number) {
  attachments { id downloadUrl } } }"""


async def verified_citizen(
    ground: Ground, name: str, station: str, asked: str, *, is_issued: bool
) -> tuple[GraphQLClient, Target]:
    """A citizen, signed in, with a request about which a station has been asked; the asked one has
    answered where the certificate is issued, else not.
    """
    citizen = await make_citizen(ground.runtime, full_name=name)
    client = GraphQLClient(ground.http, await session_token(ground.runtime, citizen=citizen))
    file = await TusClient(client).upload(
        photo(32, 24, gps=False), service="verification", purpose="SUPPORTING", name=f"{name}.jpg"
    )
    before = address(asked, until="2020-06-30", isCurrent=False)
    addresses = [address(station, **{"from": "2020-07-01"}), before]
    request = await applied(client, addresses=addresses, attachments=[file])
    head = ground.head(station)
    key = str(uuid.uuid4())
    note = {"requestId": request["id"], "text": "Known.", "idempotencyKey": key}
    await head.client.run(NOTE, input=note)
    target = await _target(ground, citizen, client, request, station)
    target = replace(target, asked=(asked,), file=file, note_key=key)
    if not is_issued:
        return client, target
    for code in (station, asked):
        request = await reported(ground.head(code).client, request, code)
    district = ground.people[f"DISTRICT_HEAD {station[:5]}"]
    request = await decided(district.client, request)
    code, version = request["certificate"]["code"], request["version"]
    return client, replace(target, code=code, version=version)


async def _target(
    ground: Ground, citizen: Citizen, client: GraphQLClient, request: Request, station: str
) -> Target:
    """What of a lost report is not there has names that nothing has."""
    nothing = str(uuid.UUID(int=ground.random.getrandbits(128), version=4))
    seen = await client.run(FILES, number=request["number"])
    (attached,) = seen["serviceRequest"]["attachments"]
    return Target(
        station=station,
        number=request["number"],
        id=request["id"],
        item=nothing,
        file=attached["id"],
        download=attached["downloadUrl"],
        code="0" * 20,
        note_key=nothing,
        citizen=encode_id("Citizen", citizen.id),
        name=citizen.full_name or "",
        mobile=citizen.mobile or "",
        session=str((await Session.get(citizen_id=citizen.id)).id),
        notification=str(citizen.id),
        officer=ground.head(station).officer or "",
        found_station=station,
        found=encode_id("FoundItem", nothing),
        found_number="MP-21346058-FI-2026-999999-1",
        match=encode_id("ItemMatch", nothing),
        sibling="",
        is_linked=False,
        is_closed=False,
        is_report=False,
    )
