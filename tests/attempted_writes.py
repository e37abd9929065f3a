"""The ways in which somebody tries to change what is another's: each is one mutation or one request
to a URL, made of a target's names and of what chance has rolled.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from factories import found_item, lost_report
from hidden import Hides, citizen_hidden, found_hidden, match_hidden, report_hidden
from jurisdictions import SECRET, Somebody
from targets import Target

Given = dict[str, Any]


@dataclass(frozen=True)
class Rolled:
    """What chance has decided of an attempt."""

    key: str
    action: str
    version: int
    is_key_stolen: bool


Makes = Callable[[Somebody, Target, Rolled], Given]


@dataclass(frozen=True)
class Write:
    """A mutation and its input, which may need a report of the viewer's own."""

    mutation: str
    given: Makes
    hides: Hides = report_hidden
    needs_own: bool = False

    @property
    def document(self) -> str:
        name = f"{self.mutation[0].upper()}{self.mutation[1:]}Input"
        return (
            f"mutation($input: {name}!) {{ {self.mutation}(input: $input) {{ __typename"
            " errors { path code message choices { code } } } }"
        )


def _step(viewer: Somebody, target: Target, rolled: Rolled) -> Given:
    key = target.note_key if rolled.is_key_stolen else rolled.key
    return {"requestId": target.id, "expectedVersion": rolled.version, "idempotencyKey": key}


def _own(viewer: Somebody) -> Target:
    assert viewer.own is not None
    return viewer.own


def _without(given: Given, *names: str) -> Given:
    return {name: value for name, value in given.items() if name not in names}


ACTIONS = ("ACKNOWLEDGE", "REFUSE", "WITHDRAW", "CANCEL_AS_FALSE", "CLAIM", "RELEASE", "NOTHING")
WRITES: Mapping[str, Write] = {
    "performAction": Write(
        "performAction", lambda v, t, r: _step(v, t, r) | {"action": r.action, "note": "Mine"}
    ),
    "assignRequest": Write(
        "assignRequest",
        lambda v, t, r: _without(_step(v, t, r), "idempotencyKey") | {"officerId": v.officer},
    ),
    "transferRequest": Write(
        "transferRequest",
        lambda v, t, r: _step(v, t, r) | {"stationCode": (v.posts or ("MP",))[0], "note": "Mine"},
    ),
    "sendBackRequest": Write(
        "sendBackRequest",
        lambda v, t, r: _step(v, t, r) | {"missing": [{"text": "All"}], "note": "Mine"},
    ),
    "addInternalNote": Write(
        "addInternalNote",
        lambda v, t, r: _without(_step(v, t, r), "expectedVersion") | {"text": SECRET},
    ),
    "linkRequests": Write(
        "linkRequests",
        lambda v, t, r: {"requestId": t.id, "otherNumber": _own(v).number, "kind": "DUPLICATE"},
        needs_own=True,
    ),
    "linkRequests from an own one": Write(
        "linkRequests",
        lambda v, t, r: {"requestId": _own(v).id, "otherNumber": t.number, "kind": "RELATED"},
        needs_own=True,
    ),
    "assignRequest to another's officer": Write(
        "assignRequest",
        lambda v, t, r: {"requestId": _own(v).id, "officerId": t.officer, "expectedVersion": 1},
        needs_own=True,
    ),
    "fileEnquiryReport": Write(
        "fileEnquiryReport",
        lambda v, t, r: (
            _step(v, t, r)
            | {"stationCode": (v.posts or t.asked or (t.station,))[0]}
            | {"finding": "NOTHING_ADVERSE", "note": "Mine"}
        ),
    ),
    "decideCharacterCertificate": Write(
        "decideCharacterCertificate", lambda v, t, r: _step(v, t, r) | {"decision": "ISSUE"}
    ),
    "amendCharacterCertificate": Write(
        "amendCharacterCertificate", lambda v, t, r: _step(v, t, r) | {"note": "Mine"}
    ),
    "revokeDocument": Write(
        "revokeDocument",
        lambda v, t, r: {
            "code": t.code,
            "reasonCode": "MISUSED",
            "note": "Mine",
            "idempotencyKey": r.key,
        },
    ),
    "markItemFound": Write(
        "markItemFound",
        lambda v, t, r: _step(v, t, r) | {"itemId": t.item, "foundOn": "2026-11-22"},
    ),
    "markItemFound of an own report": Write(
        "markItemFound",
        lambda v, t, r: (
            _step(v, _own(v), r)
            | {
                "itemId": t.item,
                "foundOn": "2026-11-22",
                "expectedVersion": 1,
                "idempotencyKey": r.key,
            }
        ),
        needs_own=True,
    ),
    "closeFoundItem": Write(
        "closeFoundItem",
        lambda v, t, r: {"foundItemId": t.found, "outcome": "DISPOSED", "idempotencyKey": r.key},
        found_hidden,
    ),
    "dismissMatch": Write("dismissMatch", lambda v, t, r: {"matchId": t.match}, match_hidden),
    "markNotificationsRead": Write(
        "markNotificationsRead",
        lambda v, t, r: {"ids": [t.notification]},
        citizen_hidden,
    ),
    "revokeSession": Write(
        "revokeSession", lambda v, t, r: {"sessionId": t.session}, citizen_hidden
    ),
    "submitLostReport": Write(
        "submitLostReport",
        lambda v, t, r: lost_report(attachments=[t.file], idempotencyKey=r.key),
        citizen_hidden,
    ),
    "registerFoundItem": Write(
        "registerFoundItem",
        lambda v, t, r: found_item(
            stationCode=_own(v).station, photoFileId=t.file, idempotencyKey=r.key
        ),
        needs_own=True,
    ),
}
