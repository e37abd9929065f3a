"""updateProfile: what citizens tell about themselves, in any script, checked field by field."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from clients import GraphQLClient
from conftest import MovableClock
from factories import make_citizen, session_token

from core.audit.models import AuditEntry
from core.identity.models import Citizen
from core.runtime import Runtime

UPDATE = """mutation UpdateProfile($input: UpdateProfileInput!) { updateProfile(input: $input) {
  citizen { fullName relation relativeName gender birthDate email language isProfileComplete
    presentAddress { text tehsil districtCode pinCode } permanentAddress { text } }
  errors { path code message } } }"""

Clients = Callable[..., Awaitable[GraphQLClient]]

NAMES = ["सुनीता विश्वकर्मा", "عمران قریشی", "ரவி குமார்", "Siân O'Neill-Rao", "அ", "ক্ষ" * 60, "王小明"]


async def update(client: GraphQLClient, **change: Any) -> Any:
    return (await client.run(UPDATE, input=change))["updateProfile"]


async def problems(client: GraphQLClient, **change: Any) -> list[tuple[str, str]]:
    """What is wrong with a change that must be refused, and leave everything as it was."""
    before = await Citizen.all().order_by("id").values()
    payload = await update(client, **change)
    assert payload["citizen"] is None
    assert await Citizen.all().order_by("id").values() == before
    return [(".".join(error["path"]), error["code"]) for error in payload["errors"]]


async def test_everything_told_is_kept(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    done = await update(
        citizen,
        fullName="  आशा   वर्मा ",
        relation="MOTHER",
        relativeName="Kamla Verma",
        gender="FEMALE",
        birthDate="1990-02-28",
        email="Asha@Example.IN",
        language="HI",
        presentAddress={"text": "4, Gopalganj", "districtCode": "21346", "pinCode": "470 002"},
        permanentAddress={"text": "Khurai"},
    )
    assert done["errors"] == []
    assert done["citizen"] == {
        "fullName": "आशा वर्मा",
        "relation": "MOTHER",
        "relativeName": "Kamla Verma",
        "gender": "FEMALE",
        "birthDate": "1990-02-28",
        "email": "asha@example.in",
        "language": "HI",
        "isProfileComplete": True,
        "presentAddress": {
            "text": "4, Gopalganj",
            "tehsil": None,
            "districtCode": "21346",
            "pinCode": "470002",
        },
        "permanentAddress": {"text": "Khurai"},
    }


async def test_null_leaves_as_it_is(as_citizen: Clients) -> None:
    citizen = await as_citizen(full_name="Asha Verma")
    done = await update(citizen, fullName=None, gender="FEMALE")
    assert (done["citizen"]["fullName"], done["citizen"]["gender"]) == ("Asha Verma", "FEMALE")


async def test_names_of_every_script_are_kept_as_written(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    for name in NAMES:
        assert (await update(citizen, fullName=name))["citizen"]["fullName"] == name


async def test_names_are_cleaned_of_what_cannot_be_seen(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    names = {"fullName": "Asha\u202e\x07\n \u200bVerma\ufeff", "relativeName": "e\u0301"}
    done = await update(citizen, **names)
    assert done["citizen"]["fullName"] == "Asha Verma"
    assert done["citizen"]["relativeName"] == "é"


async def test_aadhaar_numbers_are_masked_wherever_they_are_written(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    address = {"text": "House 9, 2345-6789-0124"}
    changed = await update(citizen, fullName="Asha 2345 6789 0124", presentAddress=address)
    assert changed["citizen"]["fullName"] == "Asha XXXX XXXX 0124"
    assert changed["citizen"]["presentAddress"]["text"] == "House 9, XXXX XXXX 0124"


async def test_names_have_one_to_200_characters(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    assert (await update(citizen, fullName="अ" * 200))["errors"] == []
    assert await problems(citizen, fullName="अ" * 201) == [("fullName", "TOO_LONG")]
    assert await problems(citizen, fullName=" \u200b ", relativeName="") == [
        ("fullName", "REQUIRED"),
        ("relativeName", "REQUIRED"),
    ]


async def test_addresses_are_checked_part_by_part(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    wrong = {"text": "x" * 501, "tehsil": "y" * 101, "pinCode": "012345"}
    assert await problems(citizen, presentAddress=wrong) == [
        ("presentAddress.text", "TOO_LONG"),
        ("presentAddress.tehsil", "TOO_LONG"),
        ("presentAddress.pinCode", "PIN_CODE_INVALID"),
    ]
    assert await problems(citizen, permanentAddress={"text": ""}) == [
        ("permanentAddress.text", "REQUIRED")
    ]


async def test_pin_codes_have_six_digits_and_begin_with_no_zero(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    for pin in ("47000", "4700021", "0470002", "47000a", "-47000", "४७०००", "470.02", "047000"):
        wrong = await problems(citizen, presentAddress={"text": "x", "pinCode": pin})
        assert wrong == [("presentAddress.pinCode", "PIN_CODE_INVALID")], pin
    for pin in ("470002", "470 002", "४७०००२"):
        done = await update(citizen, presentAddress={"text": "x", "pinCode": pin})
        assert done["citizen"]["presentAddress"]["pinCode"] == "470002"


async def test_impossible_birth_dates_are_told(as_citizen: Clients, clock: MovableClock) -> None:
    citizen = await as_citizen()
    for day in ("1850-01-01", "1895-12-31", "2026-11-24", "2199-01-01"):
        assert await problems(citizen, birthDate=day) == [("birthDate", "BIRTH_DATE_INVALID")], day
    clock.move(hours=12, minutes=30)  # in India the 24th has begun, in UTC it has not
    assert (await update(citizen, birthDate="2026-11-24"))["errors"] == []


async def test_what_is_no_date_is_a_bad_request_that_does_not_repeat_it(
    as_citizen: Clients,
) -> None:
    citizen = await as_citizen()
    wrong = ["1990-02-30", "2023-02-29", "1990-13-01", "0000-01-01", "10000-01-01", "28.2.1990"]
    for day in [*wrong, 631152000, "631152000", "1990-02-28T00:00:00Z", "१९९०-०२-२८", ""]:
        error = await citizen.refused(UPDATE, input={"birthDate": day})
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        assert "$input.birthDate" in error["message"]
        assert not day or str(day) not in error["message"]
    assert await Citizen.all().values_list("birth_date", flat=True) == [None]


async def test_wrong_email_is_told_beside_everything_else(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    assert await problems(citizen, email="asha", birthDate="1850-01-01", fullName="") == [
        ("fullName", "REQUIRED"),
        ("birthDate", "BIRTH_DATE_INVALID"),
        ("email", "EMAIL_INVALID"),
    ]


async def test_two_citizens_may_name_the_same_email(as_citizen: Clients) -> None:
    for _ in range(2):
        citizen = await as_citizen()
        assert (await update(citizen, email="family@example.in"))["errors"] == []


async def test_markup_and_code_are_kept_as_text(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    for text in ("<script>alert(1)</script>", "{{7*7}}", "${jndi:ldap://x}", "=cmd()", "'; --"):
        assert (await update(citizen, fullName=text))["citizen"]["fullName"] == text


@pytest.mark.parametrize(
    "settings",
    [{"required_profile": ("full_name", "birth_date", "present_address")}],
    indirect=True,
)
async def test_profile_is_complete_when_all_is_told_that_the_state_requires(
    as_nobody: GraphQLClient, runtime: Runtime
) -> None:
    citizen = await make_citizen(runtime, full_name=None, present_address=None)
    as_nobody.token = await session_token(runtime, citizen=citizen)
    steps: list[dict[str, Any]] = [
        {"fullName": "Asha"},
        {"birthDate": "1990-01-01"},
        {"presentAddress": {"text": "Sagar"}},
    ]
    told = [(await update(as_nobody, **step))["citizen"]["isProfileComplete"] for step in steps]
    assert told == [False, False, True]


async def test_nobody_and_officers_have_no_profile_to_change(
    as_nobody: GraphQLClient, as_officer: Clients
) -> None:
    change = {"fullName": "Somebody Else"}
    nobody = await as_nobody.refused(UPDATE, input=change)
    assert nobody["extensions"] == {"code": "UNAUTHENTICATED"}
    officer = await as_officer()
    assert (await officer.refused(UPDATE, input=change))["extensions"] == {"code": "FORBIDDEN"}
    assert await Citizen.all().count() == 0
    assert not await AuditEntry.filter(action="profile.update").exists()


async def test_change_is_in_the_audit_by_its_fields_alone(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    await update(citizen, fullName="Sunita Vishwakarma", email="sunita@example.in")
    (entry,) = await AuditEntry.filter(action="profile.update")
    assert entry.details == '{"fields": ["email", "full_name"]}'
    assert entry.actor == entry.subject == f"citizen:{(await Citizen.get()).id}"


async def test_change_of_nothing_is_no_change(as_citizen: Clients) -> None:
    citizen = await as_citizen()
    assert (await update(citizen))["errors"] == []
    assert not await AuditEntry.filter(action="profile.update").exists()
