"""The inbox's search: what is no number is not taken for one, though its last character fits."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import httpx
from clients import GraphQLClient
from factories import MAKRONIYA, make_citizen, session_token
from lost_reports import stored
from stdnum.iso7064 import mod_37_36

from core.runtime import Runtime

SEARCH = """query($search: String!) { inbox(filter: {search: $search}) {
  edges { node { number } } } }"""
MOBILE, NAME = "9812300078", "Kirti Nayakp"


async def test_citizen_is_found_by_a_mobile_number_and_a_name_that_a_check_fits(
    http: httpx.AsyncClient,
    runtime: Runtime,
    as_officer: Callable[..., Awaitable[GraphQLClient]],
) -> None:
    assert mod_37_36.is_valid(MOBILE)
    assert mod_37_36.is_valid(NAME.upper().replace(" ", ""))
    citizen = await make_citizen(runtime, mobile=f"+91{MOBILE}", full_name=NAME)
    client = GraphQLClient(http, await session_token(runtime, citizen=citizen))
    number = (await stored(client))["number"]
    officer = await as_officer(MAKRONIYA)
    for search in (MOBILE, NAME, number, number.lower()):
        found = (await officer.run(SEARCH, search=search))["inbox"]["edges"]
        assert found == [{"node": {"number": number}}], search
