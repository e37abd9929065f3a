"""Phones of offices: any usual spelling is kept in one form; what is no such number is refused."""

from __future__ import annotations

import pytest
from clients import GraphQLClient
from directory_entries import SIGNED_IN, UPDATE_UNIT, faults, version_of
from factories import MAKRONIYA, SAGAR

from core.identity.models import OfficerRole


@pytest.fixture
async def head(as_officer: SIGNED_IN) -> GraphQLClient:
    return await as_officer(SAGAR, OfficerRole.DISTRICT_HEAD)


TOO_LONG = ["07582222222" + " " * 80 + "999", "07582222222" + "\u200b" * 80 + "1234"]
"""What would be a number if only its beginning were read."""


@pytest.mark.parametrize("spelling", TOO_LONG)
async def test_a_long_spelling_is_not_cut(head: GraphQLClient, spelling: str) -> None:
    version = await version_of(MAKRONIYA)
    given = {"code": MAKRONIYA, "expectedVersion": version, "phone": spelling}
    payload = (await head.run(UPDATE_UNIT, input=given))["updateUnit"]
    assert [error["code"] for error in payload["errors"]] == ["PHONE_INVALID"]
    assert await version_of(MAKRONIYA) == version


@pytest.mark.parametrize(
    ("spelling", "stored"),
    [
        ("07582-222222", "+917582222222"),
        ("(07582) 222222", "+917582222222"),
        ("+91 7582 222 222", "+917582222222"),
        ("00917582222222", "+917582222222"),
        ("917582222222", "+917582222222"),
        ("०७५८२-२२२२२२", "+917582222222"),
        ("tel:+917582222222", "+917582222222"),
        ("0755-2443500", "+917552443500"),
        ("98930 12345", "+919893012345"),
        ("1800-233-1234", "18002331234"),
        ("112", "112"),
        ("1930", "1930"),
    ],
)
async def test_phones_are_kept_in_one_form(head: GraphQLClient, spelling: str, stored: str) -> None:
    given = {"code": MAKRONIYA, "expectedVersion": await version_of(MAKRONIYA), "phone": spelling}
    payload = (await head.run(UPDATE_UNIT, input=given))["updateUnit"]
    assert (payload["unit"]["phone"], payload["errors"]) == (stored, [])


async def test_what_is_no_phone_of_an_office_is_refused(head: GraphQLClient) -> None:
    for wrong in (
        "0", "12", "2222222", "07582-22222", "07582-2222222", "07582-222222 ext 5",
        "07582-222222, 07582-222223", "O7582-222222", "=1+1", "+1 202 555 0100", "<b>112</b>",
        "1" * 5000, "911", "12.5", "1-1-2", "x\0", "++917582222222", "7" * 11,
    ):  # fmt: skip
        given = {"code": MAKRONIYA, "expectedVersion": 1, "phone": wrong}
        assert await faults(head, UPDATE_UNIT, given) == [("phone", "PHONE_INVALID")], wrong
