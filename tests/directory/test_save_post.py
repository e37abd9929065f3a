"""savePost: administrators make and change posts within their jurisdiction, and who held one before
is kept.
"""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from clients import GraphQLClient
from directory_entries import (
    POSTS,
    SAVE_POST,
    SIGNED_IN,
    all_refused,
    duty_officer,
    faults,
    no_entries,
    rows,
    sagar_head,
    saved_post,
    strangers_to_sagar,
)
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from core.identity.models import OfficerRole
from core.runtime import Runtime
from core.units.models import Unit
from plugins.directory.models import Holder, Post

ANAND = {"name": "Anand Rao", "since": "2025-06-01", "until": None}


@pytest.fixture(autouse=True)
async def directory(app: Starlette) -> None:
    """Without the demo's posts and helplines."""
    await no_entries()


@pytest.fixture
async def head(as_officer: SIGNED_IN) -> GraphQLClient:
    return await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)


def titled(english: str, hindi: str | None = None) -> list[dict[str, str]]:
    other = [{"language": "HI", "text": hindi}] if hindi else []
    return [{"language": "EN", "text": english}, *other]


async def test_a_post_is_made_and_audited_without_its_values(head: GraphQLClient) -> None:
    post = await saved_post(head, sagar_head())
    assert post == {
        "id": post["id"],
        "title": "Superintendent of Police",
        "hindi": "पुलिस अधीक्षक",
        "rank": "Superintendent of Police",
        "phone": "+917582222222",
        "email": "sp.sagar@police.example",
        "isExample": False,
        "updatedOn": "2026-11-23",
        "unit": {"code": SAGAR},
        "holder": ANAND,
        "history": [ANAND],
    }
    entry = await AuditEntry.get(action="directory.save_post")
    row = await Post.get()
    assert (entry.chain, entry.subject) == (SAGAR, f"post:{row.id}")
    assert json.loads(entry.details) == {
        "fields": ["email", "holder", "is_example", "phone", "rank", "titles", "unit_id"]
    }


async def test_new_posts_stand_behind_the_others(head: GraphQLClient) -> None:
    for title in ("First", "Second", "Third"):
        await saved_post(head, duty_officer(title=titled(title)))
    posts = (await head.run(POSTS, unitCode=MAKRONIYA))["posts"]
    assert [post["title"] for post in posts] == ["First", "Second", "Third"]


async def test_what_is_null_stays_and_an_empty_text_clears(head: GraphQLClient) -> None:
    post = await saved_post(head, sagar_head())
    given = {key: sagar_head()[key] for key in ("unitCode", "title", "rank")} | {"id": post["id"]}
    assert await saved_post(head, given) == post
    nulls = dict.fromkeys(("phone", "email", "holderName", "holderSince"))
    assert await saved_post(head, given | nulls) == post
    empty = await saved_post(head, given | {"phone": "", "email": " "})
    assert empty == post | {"phone": None, "email": None}
    english = await saved_post(head, given | {"title": titled("Head of the district")})
    assert (english["title"], english["hindi"]) == ("Head of the district",) * 2


async def test_what_changes_nothing_is_not_written(head: GraphQLClient) -> None:
    post = await saved_post(head, sagar_head())
    before = await rows()
    assert await saved_post(head, sagar_head(id=post["id"])) == post
    after = await rows()
    changed = {table for table in before if before[table] != after[table]}
    assert changed <= {"core_revision", "core_audit_entry"}  # the lock, and the read of the history
    assert await AuditEntry.filter(action="directory.save_post").count() == 1


async def test_another_holder_ends_the_former_one(head: GraphQLClient) -> None:
    post = await saved_post(head, sagar_head())
    of = {"id": post["id"]}
    moved = await saved_post(head, sagar_head(**of, holderName="Beena", holderSince="2026-11-01"))
    beena = {"name": "Beena", "since": "2026-11-01", "until": None}
    assert moved["holder"] == beena
    assert moved["history"] == [beena, ANAND | {"until": "2026-11-01"}]
    vacant = await saved_post(head, sagar_head(**of, holderName=" ", holderSince=None))
    assert vacant["holder"] is None
    assert vacant["history"][0] == beena | {"until": "2026-11-23"}
    again = await saved_post(head, sagar_head(**of, holderSince=None))
    assert again["holder"] == {"name": "Anand Rao", "since": None, "until": None}
    assert [holder["name"] for holder in again["history"]] == ["Anand Rao", "Beena", "Anand Rao"]
    assert await Holder.filter(is_present=True).count() == 1
    assert await Holder.all().count() == 3


async def test_the_day_of_the_same_holder_is_corrected(head: GraphQLClient) -> None:
    post = await saved_post(head, sagar_head())
    of = {"id": post["id"]}
    earlier = await saved_post(head, sagar_head(**of, holderSince="2025-05-01"))
    assert earlier["history"] == [ANAND | {"since": "2025-05-01"}]
    unnamed = await saved_post(head, sagar_head(**of, holderName=None, holderSince="2025-04-01"))
    assert unnamed["history"] == [ANAND | {"since": "2025-04-01"}]


async def test_all_that_is_wrong_is_said_at_once(head: GraphQLClient) -> None:
    wrong = {
        "unitCode": "21346999",
        "title": [{"language": "HI", "text": "x" * 121}],
        "rank": " ",
        "phone": "07582",
        "email": "nobody@",
        "holderName": "x" * 201,
        "holderSince": "2026-11-24",
    }
    assert await faults(head, SAVE_POST, wrong) == [
        ("unitCode", "UNIT_UNKNOWN"),
        ("title.0.text", "TOO_LONG"),
        ("title", "ENGLISH_REQUIRED"),
        ("rank", "REQUIRED"),
        ("phone", "PHONE_INVALID"),
        ("email", "EMAIL_INVALID"),
        ("holderSince", "HOLDER_SINCE_INVALID"),
        ("holderName", "TOO_LONG"),
    ]
    nobody = duty_officer(holderSince="2026-11-01")
    assert await faults(head, SAVE_POST, nobody) == [("holderName", "HOLDER_REQUIRED")]
    assert await faults(head, SAVE_POST, duty_officer(rank="x" * 61)) == [("rank", "TOO_LONG")]
    assert await faults(head, SAVE_POST, duty_officer(title=[])) == [("title", "ENGLISH_REQUIRED")]
    await Unit.filter(code=MAKRONIYA).update(is_active=False)
    assert await faults(head, SAVE_POST, duty_officer()) == [("unitCode", "UNIT_UNKNOWN")]


async def test_a_holder_does_not_begin_before_the_former_one(head: GraphQLClient) -> None:
    post = await saved_post(head, sagar_head())
    early = sagar_head(id=post["id"], holderName="Beena", holderSince="2025-05-31")
    assert await faults(head, SAVE_POST, early) == [("holderSince", "HOLDER_SINCE_INVALID")]


async def test_a_unit_has_one_post_of_a_title_and_a_hundred_at_most(head: GraphQLClient) -> None:
    first = await saved_post(head, duty_officer())
    twice = duty_officer(title=titled("DUTY officer"))
    assert await faults(head, SAVE_POST, twice) == [("title", "POST_TITLE_TAKEN")]
    await saved_post(head, duty_officer(SAGAR))
    moved = duty_officer(SAGAR, id=first["id"])
    assert await faults(head, SAVE_POST, moved) == [("title", "POST_TITLE_TAKEN")]
    row = await Post.get(unit_id=MAKRONIYA)
    for number in range(99):
        await row.clone(pk=f"00000000-0000-4000-8000-{number:012}").save(force_create=True)
    full = duty_officer(title=titled("One more"))
    assert await faults(head, SAVE_POST, full) == [("unitCode", "TOO_MANY")]


async def test_a_post_moves_within_the_jurisdiction_alone(
    head: GraphQLClient, as_officer: SIGNED_IN
) -> None:
    post = await saved_post(head, duty_officer())
    moved = await saved_post(head, duty_officer(SAGAR, id=post["id"]))
    assert moved == post | {"unit": {"code": SAGAR}}
    entry = await AuditEntry.filter(action="directory.save_post").order_by("-id").first()
    assert entry is not None
    assert json.loads(entry.details) == {"fields": ["unit_id"], "from_unit": MAKRONIYA}
    away = duty_officer(BHOPAL, id=post["id"])
    await all_refused([(head, "FORBIDDEN")], SAVE_POST, away)
    bhopal = await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD)
    await all_refused([(bhopal, "FORBIDDEN")], SAVE_POST, away)
    everywhere = await as_officer(STATE, OfficerRole.STATE_ADMINISTRATOR)
    assert (await saved_post(everywhere, away))["unit"] == {"code": BHOPAL}


async def test_nobody_but_the_units_administrators_may_make_or_change_a_post(
    runtime: Runtime,
    head: GraphQLClient,
    as_nobody: GraphQLClient,
    as_citizen: SIGNED_IN,
    as_officer: SIGNED_IN,
) -> None:
    post = await saved_post(head, sagar_head())
    others = await strangers_to_sagar(runtime, as_nobody, as_citizen, as_officer)
    await all_refused(others, SAVE_POST, sagar_head(title=titled("Another")))
    await all_refused(others, SAVE_POST, sagar_head(id=post["id"], phone="112"))


async def test_a_post_that_is_not_there_is_not_found(head: GraphQLClient) -> None:
    post = await saved_post(head, sagar_head())
    for key in ("", "1", "x", "UG9zdDox", post["id"] + "=", "VW5pdDoyMTM0Ng", "x" * 5000, "%"):
        await all_refused([(head, "NOT_FOUND")], SAVE_POST, sagar_head(id=key))
    await Post.all().delete()
    await all_refused([(head, "NOT_FOUND")], SAVE_POST, sagar_head(id=post["id"]))


async def test_of_two_at_the_same_moment_one_post_is_made(
    head: GraphQLClient, as_officer: SIGNED_IN
) -> None:
    other = await as_officer(STATE, OfficerRole.STATE_ADMINISTRATOR)
    clients: tuple[Any, ...] = (head, other, head, other)
    answers = await asyncio.gather(*(c.run(SAVE_POST, input=duty_officer()) for c in clients))
    codes = [e["code"] for a in answers for e in a["savePost"]["errors"]]
    assert codes == ["POST_TITLE_TAKEN"] * 3
    post = next(a["savePost"]["post"] for a in answers if a["savePost"]["post"])
    named = [duty_officer(id=post["id"], holderName=f"Officer {n}") for n in range(4)]
    await asyncio.gather(*(c.run(SAVE_POST, input=i) for c, i in zip(clients, named, strict=True)))
    assert await Holder.filter(is_present=True).count() == 1
    assert await Holder.all().count() == 4


async def test_a_saved_example_is_none_any_more(head: GraphQLClient) -> None:
    post = await saved_post(head, sagar_head())
    await Post.all().update(is_example=True)
    assert (await saved_post(head, sagar_head(id=post["id"])))["isExample"] is False


async def test_names_are_cleaned_and_hold_no_aadhaar_number(head: GraphQLClient) -> None:
    post = await saved_post(head, sagar_head(holderName="\u202eAnand\x00 2345 6789 0124"))
    assert post["holder"]["name"] == "Anand XXXX XXXX 0124"
