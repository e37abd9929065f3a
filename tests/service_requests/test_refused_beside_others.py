"""A field that is refused ends its own object alone: others that read the same are answered."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from lost_reports import stored

Citizens = Callable[..., Awaitable[GraphQLClient]]

TWICE = """query Twice($number: String!, $id: ID!) {
  serviceRequest(number: $number) { ... on LostReport { items { __typename } } }
  node(id: $id) { ... on LostReport { lostFrom internalNotes { text } } }
}"""


async def test_what_another_field_reads_as_well_is_answered(as_citizen: Citizens) -> None:
    citizen = await as_citizen()
    report = await stored(citizen)
    for _ in range(3):  # before its document is compiled, when it is, and afterwards
        answer = await citizen.send(TWICE, number=report["number"], id=report["id"])
        body = answer.json()
        assert body["data"] == {
            "serviceRequest": {"items": [{"__typename": "LostMobile"}]},
            "node": None,
        }
        (error,) = body["errors"]
        assert error["path"] == ["node", "internalNotes"]
        assert error["extensions"] == {"code": "FORBIDDEN"}
