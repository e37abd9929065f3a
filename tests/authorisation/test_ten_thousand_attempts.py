"""Ten thousand generated attempts at what belongs to others: not one reads or changes anything, and
each is answered as the same attempt at what does not exist. `make soak` makes all of them.
"""

from __future__ import annotations

import json
import os
import uuid
from dataclasses import replace

import httpx
from attempted_reads import READS
from attempted_writes import WRITES, Rolled
from attempting import Attempts, ask, send
from everything_stored import everything
from good_files import photo
from jurisdictions import Ground, Somebody, make_ground
from starlette.applications import Starlette
from targets import Target
from uploads import TusClient, on_disk

from core.audit.models import AuditEntry
from core.relay import decode_id

SEED = 20261123
ATTEMPTS = {"sqlite": 2_500, "postgres": 1_000}
READS_OF_OWN = {"core_audit_chain", "core_audit_entry"}
"""What officers have read of their own is in the audit."""

IF = {
    "closed found thing": "is_closed",
    "linked with an own request": "is_linked",
    "things of a node": "is_report",
    "found thing": "is_report",
}
OF_VERIFICATIONS = (
    "sendBackRequest",
    "fileEnquiryReport",
    "decideCharacterCertificate",
    "amendCharacterCertificate",
)
OF_FILES = {"submitLostReport": "PHOTO", "registerFoundItem": "FOUND_PHOTO"}
"""What names a file that waits, and for which purpose."""


async def test_attempts_across_jurisdictions_read_and_change_nothing(
    app: Starlette, http: httpx.AsyncClient, kind: str
) -> None:
    ground = await make_ground(app, http, SEED)
    wanted = int(os.environ.get("ATTEMPTS", ATTEMPTS[kind]))
    attempts, before = Attempts(ground), (await everything(), on_disk(ground.runtime))
    while attempts.made < wanted * 0.35:
        await attempts.write()
    while attempts.made < wanted * 0.4:
        await attempts.fetch()
    assert attempts.told_apart == []
    assert (await everything(), on_disk(ground.runtime)) == before
    read_until_now = await AuditEntry.all().count()
    while attempts.made < wanted:
        await attempts.read()
    assert attempts.told_apart == []
    assert attempts.made >= wanted
    after = await everything()
    assert {table for table in after if after[table] != before[0][table]} <= READS_OF_OWN
    assert await strange_reads(ground, read_until_now) == []


async def strange_reads(ground: Ground, behind: int) -> list[tuple[str, str]]:
    """Which officer has read which request without a post over it, by the audit's later entries,
    all of which must be of reads.
    """
    officers = {_key(each.officer): each for each in ground.people.values() if each.officer}
    targets = {_key(each.id): each for each in ground.targets}
    found = []
    for entry in await AuditEntry.all().order_by("id").offset(behind):
        assert entry.action == "read"
        viewer = officers[entry.actor.removeprefix("officer:")]
        for read in json.loads(entry.details)["read"]:
            kind, _, key = read.partition(":")
            if kind == "request" and not viewer.sees(targets[key]):
                found.append((viewer.name, targets[key].number))
    return found


def _key(global_id: str) -> str:
    decoded = decode_id(global_id)
    assert decoded is not None
    return decoded[1]


def reader(ground: Ground, name: str, target: Target) -> Somebody:
    """Who may read it: its officers, its citizen, or who is both posts' superior."""
    citizen = next(each for each in ground.people.values() if each.citizen == target.citizen)
    by_name = {
        "found thing": ground.head(target.found_station),
        "closed found thing": ground.head(target.found_station),
        "citizen": citizen,
        "own requests by number": citizen,
        "linked with an own request": ground.people["administrator"],
    }
    return by_name.get(name, ground.head(target.station))


def writer(ground: Ground, name: str, target: Target) -> Somebody:
    """Who may change it."""
    citizen = next(each for each in ground.people.values() if each.citizen == target.citizen)
    by_name = {
        "closeFoundItem": ground.head(target.found_station),
        "transferRequest": ground.people[f"DISTRICT_HEAD {target.station[:5]}"],
        "fileEnquiryReport": ground.head((target.asked or (target.station,))[0]),
        "decideCharacterCertificate": ground.people[f"DISTRICT_HEAD {target.station[:5]}"],
        "amendCharacterCertificate": citizen,
        "linkRequests": ground.people["administrator"],
        "linkRequests from an own one": ground.people["administrator"],
    }
    is_citizens = name in ("markNotificationsRead", "revokeSession", "submitLostReport")
    return citizen if is_citizens else by_name.get(name, ground.head(target.station))


async def test_same_attempts_reach_what_is_the_viewers_to_see(
    app: Starlette, http: httpx.AsyncClient, kind: str
) -> None:
    ground = await make_ground(app, http, SEED)
    for name in READS:
        targets = [each for each in ground.targets if name not in IF or getattr(each, IF[name])]
        for target in targets[: None if kind == "sqlite" else 3]:
            viewer = reader(ground, name, target)
            seen = await ask(viewer, name, [target], target)
            ghost = target.ghost(ground.random, viewer.own)
            assert b'"errors"' not in seen[-1], (viewer.name, name, seen)
            assert seen != await ask(viewer, name, [ghost], target), (viewer.name, name, target)


async def test_same_attempts_change_what_is_the_viewers_to_change(
    app: Starlette, http: httpx.AsyncClient
) -> None:
    ground, done = await make_ground(app, http, SEED), {}
    targets = ground.targets[::2] + ground.targets[1::2]
    for name in WRITES:
        target = targets.pop(next(n for n, each in enumerate(targets) if is_fit(name, each)))
        viewer = writer(ground, name, target)
        viewer.own = targets[-1] if name.startswith("linkRequests") else target
        if name in OF_FILES:
            file = await TusClient(viewer.client).upload(photo(32, 24), purpose=OF_FILES[name])
            target = replace(target, file=file)
        before = await everything()
        rolled = Rolled(str(uuid.uuid4()), "CLAIM", target.version, is_key_stolen=False)
        answer = await send(viewer, name, target, rolled)
        done[name] = "done" if await everything() != before else answer[-1]
    refused = {name: each for name, each in done.items() if each != "done"}
    # another step must come before these
    assert [*refused] == ["decideCharacterCertificate", "amendCharacterCertificate"]
    assert all(b"ACTION_NOT_AVAILABLE" in answer for answer in refused.values())


def is_fit(name: str, target: Target) -> bool:
    """Whether a mutation can be done about it by whoever may."""
    if name in OF_VERIFICATIONS:
        return not target.is_report and target.version == 1
    return target.is_report and not (name == "closeFoundItem" and target.is_closed)
