"""posts: of each unit the posts and who holds them, for everybody; who held them before is for the
unit's administrators.
"""

from __future__ import annotations

from typing import Any

import pytest
from clients import GraphQLClient
from directory_entries import (
    POSTS,
    SIGNED_IN,
    duty_officer,
    no_entries,
    sagar_head,
    saved_post,
)
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE
from own_statements import own_statements
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from core.demo.seed import seed_plugins
from core.identity.models import OfficerRole
from core.units.models import Unit
from plugins.directory.models import Post

NODE = "query($id: ID!) { node(id: $id) { id ... on Post { title rank holder { name } } } }"


async def of(client: GraphQLClient, unit_code: str = SAGAR) -> list[dict[str, Any]]:
    posts: list[dict[str, Any]] = (await client.run(POSTS, unitCode=unit_code))["posts"]
    return posts


@pytest.fixture(autouse=True)
async def directory(app: Starlette) -> None:
    """Without the demo's posts and helplines."""
    await no_entries()


@pytest.fixture
async def head(as_officer: SIGNED_IN) -> GraphQLClient:
    return await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)


async def test_anyone_reads_the_posts_of_a_unit_and_who_holds_them(
    as_nobody: GraphQLClient, head: GraphQLClient
) -> None:
    saved = await saved_post(head, sagar_head())
    await saved_post(head, duty_officer(SAGAR))
    as_nobody.language = "hi"
    first, second = await of(as_nobody)
    assert first == {
        "id": saved["id"],
        "title": "पुलिस अधीक्षक",
        "rank": "Superintendent of Police",
        "phone": "+917582222222",
        "email": "sp.sagar@police.example",
        "isExample": False,
        "updatedOn": "2026-11-23",
        "unit": {"code": SAGAR},
        "holder": {"name": "Anand Rao", "since": "2025-06-01", "until": None},
        "history": [],
    }
    assert (second["title"], second["phone"], second["holder"]) == ("Duty Officer", None, None)
    assert await of(as_nobody, MAKRONIYA) == []
    assert await of(as_nobody, "२१३४६") == [first, second]


async def test_of_a_unit_that_is_not_there_or_closed_nothing_is_found(
    as_nobody: GraphQLClient, head: GraphQLClient
) -> None:
    await saved_post(head, duty_officer())
    await Unit.filter(code=MAKRONIYA).update(is_active=False)
    for code in (MAKRONIYA, "21346999", "", "%", "x\0", "1" * 5000, "1 OR 1=1"):
        error = await as_nobody.refused(POSTS, unitCode=code)
        assert error["extensions"] == {"code": "NOT_FOUND"}, code


async def test_former_holders_are_shown_to_administrators_of_the_unit_alone(
    as_nobody: GraphQLClient, as_citizen: SIGNED_IN, as_officer: SIGNED_IN, head: GraphQLClient
) -> None:
    saved = await saved_post(head, sagar_head())
    await saved_post(
        head, sagar_head(id=saved["id"], holderName="Beena Shah", holderSince="2026-10-01")
    )
    history = [
        {"name": "Beena Shah", "since": "2026-10-01", "until": None},
        {"name": "Anand Rao", "since": "2025-06-01", "until": "2026-10-01"},
    ]
    others = (
        as_nobody,
        await as_citizen(),
        await as_officer(MAKRONIYA),
        await as_officer(SAGAR, OfficerRole.STATION_HEAD),
        await as_officer(BHOPAL, OfficerRole.DISTRICT_HEAD),
        await as_officer(None),
    )
    reads = await AuditEntry.filter(action="read").count()
    for client in others:
        [post] = await of(client)
        assert (post["holder"], post["history"]) == (history[0], [])
    assert await AuditEntry.filter(action="read").count() == reads
    for client in (head, await as_officer(STATE, OfficerRole.STATE_ADMINISTRATOR)):
        assert [post["history"] for post in await of(client)] == [history]
    noted = await AuditEntry.filter(action="read").order_by("-id").first()
    row = await Post.get()
    assert noted is not None
    assert f"post:{row.id}" in noted.details
    assert "Anand" not in noted.details


async def test_a_post_is_found_by_its_id(as_nobody: GraphQLClient, head: GraphQLClient) -> None:
    saved = await saved_post(head, sagar_head())
    as_nobody.language = "en"
    node = (await as_nobody.run(NODE, id=saved["id"]))["node"]
    assert (node["id"], node["title"]) == (saved["id"], "Superintendent of Police")
    await Unit.filter(code=SAGAR).update(is_active=False)
    error = await as_nobody.refused(NODE, id=saved["id"])
    assert error["extensions"] == {"code": "NOT_FOUND"}
    for key in ("UG9zdDp4", "UG9zdDo", saved["id"][:-1], "Post:1"):
        assert (await as_nobody.refused(NODE, id=key))["extensions"] == {"code": "NOT_FOUND"}


async def test_twenty_posts_cost_no_more_statements_than_one(
    as_nobody: GraphQLClient, head: GraphQLClient
) -> None:
    async def counted() -> int:
        with own_statements() as sent:
            await of(as_nobody)
        return len(sent)

    await saved_post(head, sagar_head())
    one = await counted()
    for number in range(19):
        title = [{"language": "EN", "text": f"Desk {number}"}]
        await saved_post(head, sagar_head(title=title, holderName=f"Officer {number}"))
    assert len(await of(as_nobody)) == 20
    assert await counted() == one == 4


async def test_the_demo_has_posts_that_say_that_they_are_examples(
    as_nobody: GraphQLClient, app: Starlette
) -> None:
    await seed_plugins(app.state.platform)
    for code in (STATE, SAGAR, BHOPAL, MAKRONIYA):
        posts = await of(as_nobody, code)
        assert len(posts) >= 2
        assert {post["isExample"] for post in posts} == {True}
        held = [post["holder"]["name"] for post in posts if post["holder"]]
        assert all(name.startswith("Example Officer ") for name in held)
    count = await Post.all().count()
    await seed_plugins(app.state.platform)
    assert await Post.all().count() == count == 25
