"""Tips for the authorisation matrix: somebody's at Makroniya. The heads of the stations and of the
district are officers for tips as well, each of the own unit. Everybody else sends the key along
that the head of Makroniya was given.
"""

from __future__ import annotations

from typing import Any

from authorisation_scene import SISTER, Scene
from clients import GraphQLClient
from factories import MAKRONIYA, SAGAR, TT_NAGAR
from good_files import photo
from tipping import PASSPHRASE, Tipster, kept_picture, tip

from core.identity import officers
from core.identity.models import OfficerRole
from core.relay import encode_id
from core.units.models import Unit
from plugins.tips import officer_keys, unit_keys
from plugins.tips.models import Tip, UnitKey

SERVICES = {
    "tips": {
        "categories": {"OTHER": {"unit": MAKRONIYA}},
        "requests_of_a_source": 1000,
        "tries_of_a_source": 1000,
    },
}
READERS = {"station": MAKRONIYA, "sister": SISTER, "stranger": TT_NAGAR, "district": SAGAR}
GIVEN = {"category": "OTHER", "occurredOn": "2026-11-22", "language": "EN"}
POINT = {"text": "Closed mill", "latitude": 23.85, "longitude": 78.78, "districtCode": SAGAR}

Input = dict[str, Any]


async def _make_readers(scene: Scene) -> None:
    """Everybody of `READERS` has the role and the key of the own unit; `ended` had both."""
    for who, unit_code in (READERS | {"ended": MAKRONIYA}).items():
        officer, unit = scene.accounts[who].row, await Unit.get(code=unit_code)
        await officers.post(scene.runtime, officer, OfficerRole.TIPS_OFFICER, unit)
        await officer_keys.enrol(scene.runtime, officer, PASSPHRASE)
        if who != "ended":
            await unit_keys.make(scene.runtime, unit, [officer], None)
    station, ended = scene.accounts["station"].row, scene.accounts["ended"].row
    await unit_keys.hand_over(await Unit.get(code=MAKRONIYA), station, PASSPHRASE, [ended])
    await officers.end_posting(scene.runtime, ended, OfficerRole.TIPS_OFFICER, MAKRONIYA)


async def _sent(scene: Scene) -> str:
    """The receipt of a tip as full as it can be; whoever may has unlocked those of the own unit."""
    if not await UnitKey.exists():
        await _make_readers(scene)
    for who, unit_code in READERS.items():
        if scene.viewers[who].key is None:
            await scene.viewers[who].unlocks(unit_code)
    for who in scene.viewers.keys() - READERS.keys():
        scene.viewers[who].key = scene.viewers["station"].key
    picture = await kept_picture(scene.runtime, photo(64, 48))
    return await _tipster(scene).told(**GIVEN, place=POINT, attachments=[picture])


def _tipster(scene: Scene) -> Tipster:
    return Tipster(GraphQLClient(scene.http))


async def _newest(scene: Scene) -> str:
    """The global id of a tip just sent."""
    known = await Tip.all().values_list("id", flat=True)
    await _sent(scene)
    return encode_id("Tip", (await Tip.exclude(id__in=known).get()).id)


async def make_tips(scene: Scene) -> dict[str, Any]:
    """What calls name."""
    receipt = await _sent(scene)
    return {"receipt": receipt, "tip": encode_id("Tip", (await Tip.get()).id)}


async def submit(scene: Scene) -> Input:
    await _sent(scene)  # from here on there are keys
    return tip(**GIVEN, place=POINT, proofOfWork=await _tipster(scene).proof())


async def show(scene: Scene) -> Input:
    return {"receipt": await _sent(scene)}


async def add(scene: Scene) -> Input:
    proof = await _tipster(scene).proof()
    return {"receipt": await _sent(scene), "text": "The northern gate.", "proofOfWork": proof}


async def unlock(scene: Scene) -> Input:
    await _sent(scene)
    return {"unitCode": MAKRONIYA, "passphrase": PASSPHRASE}


async def reply(scene: Scene) -> Input:
    return {"tipId": await _newest(scene), "text": "Which gate?"}


async def close(scene: Scene) -> Input:
    return {"tipId": await _newest(scene), "status": "CLOSED_USEFUL", "text": "Thank you."}


async def pass_on(scene: Scene) -> Input:
    return {"tipId": await _newest(scene), "unitCode": SAGAR}


async def with_picture(scene: Scene) -> tuple[str, str, str]:
    """The receipt of a tip, its id, and that of its picture."""
    known = await Tip.all().values_list("id", flat=True)
    tipster = _tipster(scene)
    tipster.receipt = await _sent(scene)
    tip_id = encode_id("Tip", (await Tip.exclude(id__in=known).get()).id)
    [message] = (await tipster.reads())["messages"]
    return tipster.receipt, tip_id, message["attachments"][0]["id"]


QUERIES = {
    "tipChallenge": "tipChallenge { puzzle }",
    "tipCategories": "tipCategories { code }",
    "tipThread": "tipThread(receipt: $$receipt) { expiresOn }",
    "tips": "tips(first: 10) { edges { node { id } } }",
    "tip": "tip(id: $tip) { id }",
    "node:Tip": "node(id: $tip) { id }",
}

MUTATIONS = {
    "submitTip": submit,
    "confirmTipReceipt": show,
    "addTipMessage": add,
    "eraseTip": show,
    "unlockTips": unlock,
    "replyToTip": reply,
    "moveTip": close,
    "moveTip:passed": pass_on,
}

PLACES: dict[str, tuple[str | None, str]] = {
    "TipChallenge": (None, "tipChallenge { ... }"),
    "TipCategory": (None, "tipCategories { ... }"),
    "TipThread": (None, "tipThread(receipt: $$receipt) { ... }"),
    "TipConnection": (None, "tips(first: 10) { ... }"),
    "TipEdge": ("TipConnection", "edges { ... }"),
    "Tip": (None, "tip(id: $tip) { ... }"),
    "TipPlace": ("Tip", "place { ... }"),
    "TipStatus": ("Tip", "status { ... }"),
    "TipMessage": ("TipThread", "messages { ... }"),
    "TipAttachment": ("TipMessage", "attachments { ... }"),
}
