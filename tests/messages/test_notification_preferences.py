"""A citizen chooses the channels; the list in the portal and codes stay."""

from __future__ import annotations

from typing import Any

import pytest
from clients import GraphQLClient
from conftest import KINDS
from contract import contract_operations
from factories import make_citizen, session_token
from messages import IN_ENGLISH, Post
from starlette.applications import Starlette

from core.identity.models import Citizen
from core.notifications.models import ChannelPreference, DemoMessage

UPDATE = contract_operations()["UpdateNotificationPreferences"]
MINE = "{ viewer { ... on Citizen { notificationPreferences { channel enabled } } } }"
MOBILE, EMAIL = "+919812345678", "asha@example.in"


@pytest.fixture(params=KINDS)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def post(app: Starlette, clock: Any) -> Post:
    return Post(app, clock)


@pytest.fixture
async def citizen(post: Post) -> Citizen:
    return await make_citizen(post.runtime, mobile=MOBILE, verified_email="old@x.in", email=EMAIL)


@pytest.fixture
async def client(http: Any, post: Post, citizen: Citizen) -> GraphQLClient:
    return GraphQLClient(http, await session_token(post.runtime, citizen=citizen))


def wishes(**channels: bool) -> dict[str, Any]:
    return {"preferences": [{"channel": name, "enabled": channels[name]} for name in channels]}


async def sent(post: Post, citizen: Citizen) -> list[tuple[str, str]]:
    """To whom and by which channel the next message goes."""
    await DemoMessage.all().delete()
    await post.tell(citizen)
    rows = await DemoMessage.filter(text=IN_ENGLISH).order_by("channel")
    return [(row.channel, row.recipient) for row in rows]


async def test_each_channel_is_used_until_it_is_switched_off_and_again_when_on(
    post: Post, citizen: Citizen, client: GraphQLClient
) -> None:
    assert await sent(post, citizen) == [("EMAIL", EMAIL), ("SMS", MOBILE)]
    done = await client.run(UPDATE, input=wishes(SMS=False))
    assert done["updateNotificationPreferences"] == wishes(IN_APP=True, SMS=False, EMAIL=True) | {
        "errors": []
    }
    assert await sent(post, citizen) == [("EMAIL", EMAIL)]
    await client.run(UPDATE, input=wishes(EMAIL=False, SMS=False, IN_APP=True))
    assert await sent(post, citizen) == []
    await client.run(UPDATE, input=wishes(SMS=True))
    assert await sent(post, citizen) == [("SMS", MOBILE)]
    mine = (await client.run(MINE))["viewer"]["notificationPreferences"]
    assert mine == wishes(IN_APP=True, SMS=True, EMAIL=False)["preferences"]


async def test_codes_come_whatever_is_switched_off(
    post: Post, citizen: Citizen, client: GraphQLClient
) -> None:
    await client.run(UPDATE, input=wishes(SMS=False, EMAIL=False))
    await client.sign_in(MOBILE)


async def test_the_list_in_the_portal_cannot_be_switched_off(client: GraphQLClient) -> None:
    refused = await client.run(UPDATE, input=wishes(SMS=False, IN_APP=False))
    assert refused["updateNotificationPreferences"] == {
        "preferences": None,
        "errors": [
            {
                "path": ["preferences", "1", "channel"],
                "code": "CHANNEL_REQUIRED",
                "message": "What you are told is always listed in the portal. Switch off other"
                " channels only.",
            }
        ],
    }
    assert await ChannelPreference.all().count() == 0


async def test_a_channel_named_twice_is_refused(client: GraphQLClient) -> None:
    twice = {"preferences": [*wishes(SMS=False)["preferences"], *wishes(SMS=True)["preferences"]]}
    refused = await client.run(UPDATE, input=twice)
    [error] = refused["updateNotificationPreferences"]["errors"]
    assert (error["path"], error["code"]) == (["preferences", "1", "channel"], "CHANNEL_TWICE")
    assert await ChannelPreference.all().count() == 0
