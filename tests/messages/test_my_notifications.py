"""What a citizen was told, in the portal: the list, how far each message has come, what is read."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from conftest import KINDS
from contract import contract_operations
from factories import make_citizen, make_request, session_token
from messages import IN_ENGLISH, IN_HINDI, MOVED, Post, tell
from own_statements import own_statements
from starlette.applications import Starlette

from core.identity.models import Citizen, OfficerRole
from core.notifications.models import Notification
from core.relay import encode_id
from core.texts import Language

OPERATIONS = contract_operations()
MINE, MARK = OPERATIONS["MyNotifications"], OPERATIONS["MarkNotificationsRead"]
OF_OTHERS = """query Other($number: String!) { serviceRequest(number: $number) {
  citizen { %s } } }"""


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def post(app: Starlette, clock: Any) -> Post:
    return Post(app, clock)


@pytest.fixture
async def citizen(post: Post) -> Citizen:
    return await make_citizen(post.runtime)


@pytest.fixture
async def client(http: Any, post: Post, citizen: Citizen) -> GraphQLClient:
    return GraphQLClient(http, await session_token(post.runtime, citizen=citizen))


async def listed(client: GraphQLClient, **variables: Any) -> Any:
    return (await client.run(MINE, **({"first": 10} | variables)))["viewer"]


def nodes(viewer: Any) -> list[Any]:
    return [edge["node"] for edge in viewer["notifications"]["edges"]]


async def test_the_list_shows_what_was_told_of_which_request_and_how(
    app: Starlette, post: Post, citizen: Citizen, client: GraphQLClient
) -> None:
    request = await make_request(app.state.platform, citizen)
    await post.deliver()
    post.clock.move(minutes=1)
    await tell(post.runtime, citizen.id, "request_moved", MOVED, request_id=request.id)
    await post.deliver()
    viewer = await listed(client)
    newest, first = nodes(viewer)
    assert viewer["unreadNotifications"] == 2
    assert first["title"] == f"Your request {request.number}"
    assert {name: newest[name] for name in newest if name != "id"} == {
        "title": f"Your request {MOVED['number']}",
        "body": IN_ENGLISH,
        "createdAt": "2026-11-23T12:01:00+05:30",
        "readAt": None,
        "request": {"number": request.number},
        "deliveries": [
            {"channel": "IN_APP", "status": "SENT", "attempts": 1},
            {"channel": "SMS", "status": "SENT", "attempts": 1},
        ],
    }


async def test_what_was_told_stays_in_its_language(post: Post, http: Any) -> None:
    citizen = await make_citizen(post.runtime, language=Language.HI)
    client = GraphQLClient(http, await session_token(post.runtime, citizen=citizen))
    await post.tell(citizen)
    await Citizen.filter(id=citizen.id).update(language=Language.EN)
    assert [node["body"] for node in nodes(await listed(client))] == [IN_HINDI]


async def test_pages_hold_each_notification_once_newest_first(
    post: Post, citizen: Citizen, client: GraphQLClient
) -> None:
    for number in range(5):
        post.clock.move(seconds=number % 2)
        await post.tell(citizen, values=MOVED | {"number": number})
    titles, after = [], None
    while True:
        page = (await listed(client, first=2, after=after))["notifications"]
        titles += [edge["node"]["title"] for edge in page["edges"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert titles == [f"Your request {number}" for number in (4, 3, 2, 1, 0)]


async def test_a_page_is_read_by_as_many_statements_as_one_notification(
    post: Post, citizen: Citizen, client: GraphQLClient
) -> None:
    statements = []
    for _ in range(2):
        for _ in range(4):
            await post.tell(citizen)
        with own_statements() as sent:
            await listed(client)
        read = [line for line in sent if line.startswith("SELECT")]
        statements.append([line.partition(" FROM ")[2].split()[0] for line in read])
    assert statements[0] == statements[1]


async def test_read_notifications_leave_the_unread_ones(
    post: Post, citizen: Citizen, client: GraphQLClient
) -> None:
    for _ in range(3):
        await post.tell(citizen)
    ids = [node["id"] for node in nodes(await listed(client))]
    done = await client.run(MARK, input={"ids": ids[:2]})
    assert done["markNotificationsRead"] == {"unreadNotifications": 1, "errors": []}
    read_at = post.runtime.now()
    post.clock.move(minutes=1)
    again = await client.run(MARK, input={"ids": ids[:2]})
    assert again["markNotificationsRead"] == {"unreadNotifications": 1, "errors": []}
    unread = await listed(client, unreadOnly=True)
    assert [node["id"] for node in nodes(unread)] == ids[2:]
    moments = await Notification.all().order_by("-id").values_list("read_at", flat=True)
    assert moments == [read_at, read_at, None]


@pytest.mark.parametrize("foreign", ["another citizen's", "unknown", "of another kind", "none"])
async def test_marking_what_is_not_ones_own_marks_nothing(
    post: Post, citizen: Citizen, client: GraphQLClient, http: Any, foreign: str
) -> None:
    other = await make_citizen(post.runtime)
    of_other = GraphQLClient(http, await session_token(post.runtime, citizen=other))
    for each in (citizen, other):
        await post.tell(each)
    [theirs], [mine] = nodes(await listed(of_other)), nodes(await listed(client))
    strange = {
        "another citizen's": theirs["id"],
        "unknown": "Tm90aWZpY2F0aW9uOjVmMGMxYTUyLTZmMGUtNGYwZS05ZjViLTJkN2IxYTNjNGQ1ZQ",
        "of another kind": "Q2l0aXplbjo1ZjBjMWE1Mi02ZjBlLTRmMGUtOWY1Yi0yZDdiMWEzYzRkNWU",
        "none": "x",
    }[foreign]
    before = await Notification.all().order_by("id").values()
    error = await client.refused(MARK, input={"ids": [mine["id"], strange]})
    assert error["extensions"] == {"code": "NOT_FOUND"}
    assert await Notification.all().order_by("id").values() == before


async def test_more_than_a_hundred_at_once_are_refused(
    post: Post, citizen: Citizen, client: GraphQLClient
) -> None:
    await post.tell(citizen)
    [node] = nodes(await listed(client))
    refused = await client.run(MARK, input={"ids": [node["id"]] * 101})
    assert refused["markNotificationsRead"] == {
        "unreadNotifications": None,
        "errors": [{"path": ["ids"], "code": "TOO_MANY", "message": "At most 100 at once."}],
    }
    assert await Notification.filter(read_at=None).count() == 1


@pytest.mark.parametrize(
    "field",
    [
        "unreadNotifications",
        "notifications(first: 5) { edges { node { title } } }",
        "notificationPreferences { channel }",
    ],
)
async def test_nobody_else_reads_what_a_citizen_was_told(
    app: Starlette,
    post: Post,
    citizen: Citizen,
    as_officer: Callable[..., Awaitable[GraphQLClient]],
    field: str,
) -> None:
    request = await make_request(app.state.platform, citizen)
    officer = await as_officer("21346058", OfficerRole.STATION_HEAD)
    error = await officer.refused(OF_OTHERS % field, number=request.number)
    assert error["extensions"] == {"code": "FORBIDDEN"}


async def test_officers_and_strangers_mark_nothing(
    as_officer: Callable[..., Awaitable[GraphQLClient]], as_nobody: GraphQLClient
) -> None:
    officer = await as_officer()
    for client, code in ((officer, "FORBIDDEN"), (as_nobody, "UNAUTHENTICATED")):
        error = await client.refused(MARK, input={"ids": []})
        assert error["extensions"] == {"code": code}


async def test_one_is_found_by_its_id_by_whom_it_was_meant_for_alone(
    post: Post,
    citizen: Citizen,
    client: GraphQLClient,
    as_citizen: Callable[..., Awaitable[GraphQLClient]],
    as_officer: Callable[..., Awaitable[GraphQLClient]],
    as_nobody: GraphQLClient,
) -> None:
    await post.tell(citizen)
    (known,) = nodes(await listed(client))
    by_id = "query NodeById($id: ID!) { node(id: $id) { id ... on Notification { title } } }"
    found = await client.run(by_id, id=known["id"])
    assert found["node"] == {"id": known["id"], "title": known["title"]}
    for other in (await as_citizen(), await as_officer(), as_nobody):
        error = await other.refused(by_id, id=known["id"])
        assert error["extensions"] == {"code": "NOT_FOUND"}
    error = await client.refused(by_id, id=encode_id("Notification", "x"))
    assert error["extensions"] == {"code": "NOT_FOUND"}
