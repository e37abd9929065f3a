"""helplines: the numbers to call, with where each was checked."""

from __future__ import annotations

import pytest
from clients import GraphQLClient
from directory_entries import no_entries
from starlette.applications import Starlette

from core.demo.seed import seed_plugins
from plugins.directory.models import Helpline

HELPLINES = "{ helplines { number title purpose isEmergency source updatedOn } }"


@pytest.fixture(autouse=True)
async def directory(app: Starlette) -> None:
    """Without the demo's posts and helplines."""
    await no_entries()


async def test_where_there_are_none_the_list_is_empty(as_nobody: GraphQLClient) -> None:
    assert await as_nobody.run(HELPLINES) == {"helplines": []}


async def test_the_demos_helplines_come_in_their_order_with_where_they_were_checked(
    as_nobody: GraphQLClient, app: Starlette
) -> None:
    await seed_plugins(app.state.platform)
    as_nobody.language = "en"
    lines = (await as_nobody.run(HELPLINES))["helplines"]
    assert [(line["number"], line["title"], line["isEmergency"]) for line in lines] == [
        ("112", "Emergency", True),
        ("108", "Ambulance", True),
        ("101", "Fire", True),
        ("1090", "Women's helpline", False),
        ("1098", "Child helpline", False),
        ("1930", "Cyber fraud", False),
    ]
    assert all("not checked with the operator" in line["source"] for line in lines)
    assert {line["updatedOn"] for line in lines} == {"2026-11-23"}
    await seed_plugins(app.state.platform)
    assert await Helpline.all().count() == 6


async def test_titles_and_purposes_come_in_the_readers_language(
    as_nobody: GraphQLClient, app: Starlette
) -> None:
    await seed_plugins(app.state.platform)
    as_nobody.language = "hi"
    first = (await as_nobody.run(HELPLINES))["helplines"][0]
    assert (first["title"], first["purpose"]) == (
        "आपातकालीन सहायता",
        "पुलिस, अग्निशमन या एंबुलेंस, जब कोई ख़तरे में हो",
    )
    await Helpline.filter(number="112").update(titles={"en": "Emergency"})
    assert (await as_nobody.run(HELPLINES))["helplines"][0]["title"] == "Emergency"
