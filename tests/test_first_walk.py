"""The first walk through the whole house: a citizen signs in, reports a lost phone, and the right
officer sees it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from clients import GraphQLClient
from factories import MAKRONIYA, TT_NAGAR, lost_report

UPDATE_PROFILE = """mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) { citizen { id fullName language isProfileComplete } errors { path
  code message } } }"""
SUBMIT = """mutation SubmitLostReport($input: SubmitLostReportInput!) {
  submitLostReport(input: $input) {
    lostReport { id number submittedAt status { code label } station { code name }
      items { __typename ... on LostItem { id } ... on LostMobile { imei1 brand model } ... on
      LostDocument { kind number } } }
    errors { path code message } } }"""
READ = """query LostReportByNumber($number: String!) {
  serviceRequest(number: $number) { id number version status { code } station { code }
    ... on LostReport { items { __typename } citizen { fullName mobile } place { text district {
    code name } } } } }"""

ITEMS = [
    {
        "mobile": {
            "imei1": "490154203237518",
            "brand": "Lava",
            "model": "Agni 2",
            "mobileNumbers": ["98765 43210"],
        }
    },
    {
        "document": {
            "kind": "DRIVING_LICENCE",
            "number": "MP15 20190012345",
            "nameOn": "सुनीता विश्वकर्मा",
        }
    },
]


async def test_a_citizen_reports_a_lost_phone_and_the_stations_officer_reads_it(
    as_nobody: GraphQLClient, as_officer: Callable[..., Awaitable[GraphQLClient]]
) -> None:
    citizen = as_nobody
    await citizen.sign_in("+919812345678")
    profile = {"fullName": "सुनीता विश्वकर्मा", "language": "HI"}
    changed = (await citizen.run(UPDATE_PROFILE, input=profile))["updateProfile"]
    assert changed["citizen"]["isProfileComplete"] is True

    report = lost_report(items=ITEMS)
    first = (await citizen.run(SUBMIT, input=report))["submitLostReport"]
    assert first["errors"] == []
    assert first["lostReport"]["number"].startswith("MP-21346058-LP-2026-000001-")
    assert first["lostReport"]["status"] == {"code": "ACKNOWLEDGED", "label": "पावती दी गई"}
    assert [item["__typename"] for item in first["lostReport"]["items"]] == [
        "LostMobile",
        "LostDocument",
    ]

    again = (await citizen.run(SUBMIT, input=report))["submitLostReport"]
    assert again == first

    officer = await as_officer(MAKRONIYA)
    number = first["lostReport"]["number"]
    seen = (await officer.run(READ, number=number))["serviceRequest"]
    assert seen["citizen"] == {"fullName": "सुनीता विश्वकर्मा", "mobile": "+919812345678"}

    stranger = await as_officer(TT_NAGAR)
    hidden = await stranger.send(READ, number=number)
    missing = await stranger.send(READ, number="MP-21346058-LP-2026-000002-6")
    assert hidden.json()["errors"][0]["extensions"] == {"code": "NOT_FOUND"}
    assert hidden.content == missing.content
