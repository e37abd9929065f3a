"""Texts for people: every message of the code is translated, and the right language reaches the
caller.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from importlib.resources import files
from pathlib import Path
from string import Formatter

import httpx
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from clients import REQUEST_OTP, GraphQLClient
from conftest import MovableClock, settings_for
from factories import lost_report, make_citizen, session_token

from core.app import create_app
from core.plugins import installed
from core.runtime import Runtime
from core.texts import Language


@pytest.fixture
def kind() -> str:
    """Texts are no matter of the database."""
    return "sqlite"


PACKAGES = {"core": "core", **{name: point.value for name, point in installed().items()}}
TRANSLATED = [language for language in Language if language is not Language.EN]

NOT_A_MOBILE_NUMBER = {
    "hi": "यह मोबाइल नंबर नहीं है। दस अंकों का नंबर दें, जैसे 98765 43210।",
    "en": "This is not a mobile number. Give its ten digits, such as 98765 43210.",
}
TITLE = {"hi": "खोए सामान की रिपोर्ट", "en": "Lost property report"}
TITLES = "{ platform { services { title } } }"
LANGUAGES = '{ platform { languages } __type(name: "Language") { enumValues { name } } }'
UPDATE_PROFILE = """mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) { errors { path code message } } }"""
SUBMIT = """mutation SubmitLostReport($input: SubmitLostReportInput!) {
  submitLostReport(input: $input) { lostReport { number } errors { message } } }"""


def messages_of(package: str) -> set[str]:
    """The messages in a package's sources, as `make texts` extracts them."""
    found = extract_from_dir(str(files(package)), keywords={"text": None})
    return {str(message) for _, _, message, _, _ in found}


def catalogue_of(name: str, package: str, language: Language) -> Catalog:
    path = Path(str(files(package)), "locale", language.value, "LC_MESSAGES", f"{name}.po")
    with path.open("rb") as file:
        return read_po(file)


def placeholders(message: str) -> list[tuple[str, str | None, str | None]]:
    parts = Formatter().parse(message)
    return sorted((name, spec, how) for _, name, spec, how in parts if name is not None)


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("name", PACKAGES)
def test_every_message_is_translated(name: str, language: Language) -> None:
    catalogue = catalogue_of(name, PACKAGES[name], language)
    ready = {entry.id for entry in catalogue if entry.string and not entry.fuzzy}
    assert messages_of(PACKAGES[name]) - ready == set(), "run `make texts`, then translate these"


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("name", PACKAGES)
def test_no_catalogue_holds_a_message_that_the_code_no_longer_has(
    name: str, language: Language
) -> None:
    catalogue = catalogue_of(name, PACKAGES[name], language)
    held = {entry.id for entry in catalogue if entry.id} | {*catalogue.obsolete}
    assert held - messages_of(PACKAGES[name]) == set(), "run `make texts`"


@pytest.mark.parametrize("language", TRANSLATED)
@pytest.mark.parametrize("name", PACKAGES)
def test_translations_have_the_placeholders_of_their_messages(
    name: str, language: Language
) -> None:
    different = {
        entry.id: entry.string
        for entry in catalogue_of(name, PACKAGES[name], language)
        if placeholders(str(entry.id)) != placeholders(str(entry.string))
    }
    assert {id_: text for id_, text in different.items() if id_} == {}


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("hi", "hi"),
        ("en", "en"),
        ("hi;q=0.5, en-IN;q=0.8", "en"),
        ("fr, hi;q=0.1", "hi"),
        ("fr", "hi"),
        (None, "hi"),
    ],
)
async def test_a_refused_code_answers_in_the_language_that_the_client_accepts(
    as_nobody: GraphQLClient, accepted: str | None, language: str
) -> None:
    as_nobody.language = accepted
    asked = await as_nobody.run(REQUEST_OTP, input={"channel": "SMS", "address": "12345"})
    message = NOT_A_MOBILE_NUMBER[language]
    assert asked["requestOtp"]["errors"] == [
        {"path": ["address"], "code": "MOBILE_INVALID", "message": message}
    ]
    assert await as_nobody.outbox() == []


async def test_a_request_refused_before_it_runs_answers_in_hindi(as_nobody: GraphQLClient) -> None:
    as_nobody.language = "hi"
    refused = await as_nobody.refused("query ($id: ID!) { node(id: $id) { id } }")
    assert refused["message"] == "वेरिएबल $id दिया नहीं गया है, अनजान है, या सही टाइप का नहीं है।"


async def test_the_language_argument_is_honoured(as_nobody: GraphQLClient) -> None:
    both = "{ platform { services { en: title(language: EN) hi: title(language: HI) } } }"
    for accepted in ("hi", "en"):
        as_nobody.language = accepted
        assert (await as_nobody.run(both))["platform"]["services"][1] == TITLE


async def test_a_citizens_own_language_wins_over_the_clients(
    as_citizen: Callable[..., Awaitable[GraphQLClient]],
) -> None:
    citizen = await as_citizen(language=Language.HI)
    citizen.language = "en"
    assert (await citizen.run(TITLES))["platform"]["services"][1] == {"title": TITLE["hi"]}
    address = {"text": "4, Gopalganj, Sagar", "pinCode": "047001"}
    refused = await citizen.run(UPDATE_PROFILE, input={"presentAddress": address})
    assert refused["updateProfile"]["errors"] == [
        {
            "path": ["presentAddress", "pinCode"],
            "code": "PIN_CODE_INVALID",
            "message": "पिन कोड में छह अंक होते हैं और वह 0 से शुरू नहीं होता।",
        }
    ]


async def test_messages_reach_a_hindi_citizen_in_hindi(
    as_nobody: GraphQLClient, clock: MovableClock
) -> None:
    citizen = as_nobody
    citizen.language = "hi"
    await citizen.sign_in("+919812345678")
    clock.move(minutes=1)
    await citizen.run(UPDATE_PROFILE, input={"fullName": "सुनीता विश्वकर्मा"})
    submitted = (await citizen.run(SUBMIT, input=lost_report()))["submitLostReport"]
    number = submitted["lostReport"]["number"]
    newest, first = await citizen.outbox()
    assert first["subject"] == "साइन इन करने का आपका कोड"
    assert first["text"][6:] == (
        " पुलिस की नागरिक सेवाओं में साइन इन करने का आपका कोड है। यह 12:05 बजे तक मान्य है। "
        "इसे किसी को न बताएँ।"
    )
    assert newest["subject"] == f"आपका अनुरोध {number}"
    assert newest["text"] == (
        f"खोए सामान की रिपोर्ट: आपका अनुरोध {number} हमें मिल गया है। थाना: Makroniya। "
        "स्थिति: पावती दी गई।"
    )


@asynccontextmanager
async def served(
    database_url: str, *languages: str
) -> AsyncIterator[tuple[GraphQLClient, Runtime]]:
    """A client of a platform whose state offers these languages, and the platform's runtime."""
    app = create_app(settings_for(database_url, languages=languages))
    async with app.router.lifespan_context(app):
        transport = httpx.ASGITransport(app=app)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as http:
            yield GraphQLClient(http), app.state.platform.runtime


async def test_a_state_that_offers_english_alone_has_no_hindi_in_its_schema(
    database_url: str,
) -> None:
    async with served(database_url, "en") as (client, _):
        client.language = "hi"
        offered = await client.run(LANGUAGES)
        assert offered == {
            "platform": {"languages": ["EN"]},
            "__type": {"enumValues": [{"name": "EN"}]},
        }
        assert (await client.run(TITLES))["platform"]["services"][1] == {"title": TITLE["en"]}
        refused = await client.refused("{ platform { services { title(language: HI) } } }")
        assert refused["extensions"]["code"] == "BAD_REQUEST"


async def test_a_citizen_whose_language_the_state_dropped_is_addressed_in_its_first(
    database_url: str,
) -> None:
    async with served(database_url, "en") as (client, runtime):
        citizen = await make_citizen(runtime, language=Language.HI)
        client.token = await session_token(runtime, citizen=citizen)
        viewer = (await client.run("{ viewer { ... on Citizen { language } } }"))["viewer"]
        assert viewer == {"language": "EN"}
        assert (await client.run(TITLES))["platform"]["services"][1] == {"title": TITLE["en"]}


async def test_the_states_first_language_is_the_default(database_url: str) -> None:
    async with served(database_url, "en", "hi") as (client, _):
        offered = await client.run(LANGUAGES)
        assert offered["platform"]["languages"] == ["EN", "HI"]
        assert (await client.run(TITLES))["platform"]["services"][1] == {"title": TITLE["en"]}
