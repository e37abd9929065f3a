"""Citizens, stations and officers of several districts, and what each citizen has: the ground on
which others try to reach it.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field, replace
from random import Random

import httpx
from acknowledgements import acknowledgement
from clients import GraphQLClient
from factories import BHOPAL, SAGAR, STATE, make_citizen, session_token
from found_things import registered
from good_files import photo
from lost_reports import stored
from starlette.applications import Starlette
from stdnum import luhn
from targets import Target
from uploads import TusClient
from verified_citizens import verified_citizen

from core.identity import officers
from core.identity.models import Citizen, Officer, OfficerRole, Session
from core.notifications.models import Notification
from core.relay import encode_id
from core.runtime import Runtime
from core.texts import Language
from core.units.models import Unit, UnitKind

DISTRICTS = (SAGAR, BHOPAL, "21357")
STATIONS_EACH, CITIZENS, VERIFIED = 2, 12, 8
NOTE = """mutation($input: AddInternalNoteInput!) { addInternalNote(input: $input) {
  errors { code } } }"""
LINK = """mutation($input: LinkRequestsInput!) { linkRequests(input: $input) {
  errors { code } } }"""
CLOSE = """mutation($input: CloseFoundItemInput!) { closeFoundItem(input: $input) {
  errors { code } } }"""
FILES = """query($number: String!) { serviceRequest(number: $number) {
  attachments { id downloadUrl } } }"""
SECRET = "The driver knows more."


@dataclass
class Somebody:
    """A viewer: a citizen, or an officer with posts at units; what is the viewer's own to begin
    from is a report that is linked with nothing.
    """

    name: str
    client: GraphQLClient
    citizen: str | None = None
    officer: str | None = None
    posts: tuple[str, ...] = ()
    own: Target | None = None

    def covers(self, unit: str) -> bool:
        """Whether a post lies at or above a unit: the codes of stations begin with their
        district's. Told from the codes alone, not as the platform tells it.
        """
        return any(post == STATE or unit.startswith(post) for post in self.posts)

    def sees(self, target: Target) -> bool:
        """Whether the report or verification is the viewer's to see."""
        units = (target.station, *target.asked)
        return target.citizen == self.citizen or any(map(self.covers, units))


@dataclass
class Ground:
    """All of it."""

    app: Starlette
    http: httpx.AsyncClient
    random: Random
    people: dict[str, Somebody] = field(default_factory=dict)
    targets: list[Target] = field(default_factory=list)

    @property
    def runtime(self) -> Runtime:
        runtime: Runtime = self.app.state.platform.runtime
        return runtime

    def head(self, station: str) -> Somebody:
        return self.people[f"STATION_HEAD {station}"]


async def make_ground(app: Starlette, http: httpx.AsyncClient, seed: int) -> Ground:
    """Two stations in each of three districts, officers in all roles, and twelve citizens, each
    with a report in two of the districts; and eight who are being verified by stations of two.
    """
    ground = Ground(app, http, Random(seed))
    stations = [code for district in DISTRICTS for code in await _stations(ground, district)]
    ground.people["anonymous"] = Somebody("anonymous", GraphQLClient(http))
    await _post_officers(ground, stations)
    for place in range(CITIZENS):
        await _settle_citizen(ground, stations, place)
    for place in range(VERIFIED):
        await _settle_verified(ground, stations, place)
    await app.state.effects.messages.deliver_due()
    ground.targets = [await _told(each) for each in ground.targets]
    for somebody in ground.people.values():
        seen = [each for each in ground.targets if somebody.sees(each)]
        fitness = {each: (not each.is_report, each.is_linked) for each in seen}
        somebody.own = min(seen, key=lambda each: fitness[each], default=None)
    return ground


async def _stations(ground: Ground, district: str) -> list[str]:
    codes = Unit.filter(kind=UnitKind.STATION, code__startswith=district).order_by("code")
    return sorted(ground.random.sample(await codes.values_list("code", flat=True), STATIONS_EACH))


async def _post_officers(ground: Ground, stations: list[str]) -> None:
    """Heads and beat officers of all stations, heads of the districts, an administrator; one with
    posts in two districts, one whose post has ended, one who never had any.
    """
    head, beat = OfficerRole.STATION_HEAD, OfficerRole.BEAT_OFFICER
    for station in stations:
        await _officer(ground, f"{head} {station}", head, station)
        await _officer(ground, f"{beat} {station}", beat, station)
    for district in DISTRICTS:
        role = OfficerRole.DISTRICT_HEAD
        await _officer(ground, f"{role} {district}", role, district)
    await _officer(ground, "administrator", OfficerRole.STATE_ADMINISTRATOR, STATE)
    await _officer(ground, "of two districts", beat, stations[0], stations[-1])
    await _officer(ground, "of none", beat)
    ended = await _officer(ground, "ended", head, stations[0])
    await officers.end_posting(ground.runtime, ended, head, stations[0])
    ground.people["ended"].posts = ()


async def _officer(ground: Ground, name: str, role: OfficerRole, *posts: str) -> Officer:
    """Nobody here signs in by a password, which would take its time."""
    row = await Officer.create(
        id=uuid.uuid4(),
        username=name,
        full_name=f"Inspector {name}",
        password_hash="-",
        totp_secret="-",
        language=Language.EN,
        created_at=ground.runtime.now(),
    )
    for post in posts:
        await officers.post(ground.runtime, row, role, await Unit.get(code=post))
    client = GraphQLClient(ground.http, await session_token(ground.runtime, officer=row))
    somebody = Somebody(name, client, officer=encode_id("Officer", row.id), posts=posts)
    ground.people[name] = somebody
    return row


async def _settle_citizen(ground: Ground, stations: list[str], place: int) -> None:
    """A citizen with a report in two districts; those of the first half are linked."""
    citizen = await make_citizen(ground.runtime, full_name=f"Kirti Nayak{place:02}q")
    token = await session_token(ground.runtime, citizen=citizen)
    name, client = f"citizen {place}", GraphQLClient(ground.http, token)
    ground.people[name] = Somebody(name, client, citizen=encode_id("Citizen", citizen.id))
    is_linked, first = place < CITIZENS // 2, place % len(stations)
    second = (first + STATIONS_EACH) % len(stations)
    reports = [
        await _report(ground, citizen, client, stations[at], stations[other], is_linked)
        for at, other in ((first, second), (second, first))
    ]
    one, another = reports
    if is_linked:
        given = {"requestId": one.id, "otherNumber": another.number, "kind": "RELATED"}
        await ground.people["administrator"].client.run(LINK, input=given | {"note": SECRET})
    ground.targets += [
        replace(one, sibling=another.number),
        replace(another, sibling=one.number),
    ]


async def _settle_verified(ground: Ground, stations: list[str], place: int) -> None:
    """A citizen whose certificate has been issued, for every other one."""
    name, full_name = f"citizen {CITIZENS + place}", f"Kirti Nayak{CITIZENS + place:02}q"
    station, asked = (stations[(place + more) % len(stations)] for more in (0, STATIONS_EACH))
    client, target = await verified_citizen(
        ground, full_name, station, asked, is_issued=place % 2 == 0
    )
    ground.people[name] = Somebody(name, client, citizen=target.citizen)
    ground.targets.append(target)


async def _report(
    ground: Ground,
    citizen: Citizen,
    client: GraphQLClient,
    station: str,
    found_station: str,
    is_linked: bool,
) -> Target:
    """A report with a file, a note, a document, and a match in another district."""
    phone = {"mobile": {"imei1": _imei(ground.random), "brand": "Lava", "model": "Agni 2"}}
    file = await TusClient(client).upload(photo(32, 24, gps=False), name=f"{citizen.full_name}.jpg")
    items = [phone, {"other": {"kind": "BAG", "description": "A bag"}}]
    report = await stored(client, items=items, stationCode=station, attachments=[file])
    head, finder = ground.head(station), ground.head(found_station)
    note = {"requestId": report["id"], "text": SECRET, "idempotencyKey": str(uuid.uuid4())}
    await head.client.run(NOTE, input=note)
    found = await registered(finder.client, item=phone, stationCode=found_station)
    is_closed = ground.random.random() < 0.5
    if is_closed:
        key, closed = str(uuid.uuid4()), {"foundItemId": found["id"], "outcome": "RETURNED"}
        await finder.client.run(CLOSE, input=closed | {"idempotencyKey": key})
    (attached,) = (await client.run(FILES, number=report["number"]))["serviceRequest"][
        "attachments"
    ]
    return Target(
        station=station,
        number=report["number"],
        id=report["id"],
        item=report["items"][0]["id"],
        file=file,
        download=attached["downloadUrl"],
        code=(await acknowledgement(client, report["number"]))["code"],
        note_key=note["idempotencyKey"],
        citizen=encode_id("Citizen", citizen.id),
        name=citizen.full_name or "",
        mobile=citizen.mobile or "",
        session=str((await Session.get(citizen_id=citizen.id)).id),
        notification=str(citizen.id),
        officer=head.officer or "",
        found_station=found_station,
        found=found["id"],
        found_number=found["number"],
        match=found["matches"][0]["id"],
        sibling="",
        is_linked=is_linked,
        is_closed=is_closed,
    )


async def _told(target: Target) -> Target:
    """With the newest of what its citizen was told."""
    row = await Notification.filter(citizen_id=target.notification).first()
    return replace(target, notification=encode_id("Notification", row.id if row else None))


def _imei(random: Random) -> str:
    digits = f"35{random.randrange(10**12):012}"
    return digits + luhn.calc_check_digit(digits)
