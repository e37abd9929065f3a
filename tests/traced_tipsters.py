"""Tipsters who leave as many traces as one can: each request comes from an address of its own, and
carries whatever a browser, a proxy or another service may send along.
"""

from __future__ import annotations

import io
from typing import Any

import httpx
from canaries import Canaries
from clients import GraphQLClient
from factories import SAGAR
from good_files import photo
from PIL import Image
from tipping import ADD, CONFIRM, SUBMIT, THREAD, Tipster, tip

ANSWER_SECONDS = 60
SUBMIT_LITERAL = """mutation SubmitTip {{ submitTip(input: {{ category: "NARCOTICS", text: "{text}",
  place: {{ text: "{text}" }}, isHappeningNow: false,
  proofOfWork: {{ puzzle: "{text}", solution: "1" }} }}) {{ receipt }} }}"""
UNKNOWN_FIELD = (
    "mutation SubmitTip($input: SubmitTipInput!) {{ {text}(input: $input) {{ receipt }} }}"
)
SYNTAX = 'mutation SubmitTip {{ submitTip(input: {{ text: "{text}'


def traced(url: httpx.URL | str, canaries: Canaries, token: str) -> Tipster:
    """A tipster whose client holds the session of a citizen, and canaries in each header."""
    browser, page = canaries.text("agent"), canaries.text("referer")
    headers = {
        "user-agent": f"Mozilla/5.0 {browser}",
        "accept-language": f"hi;q=0.5, {canaries.text('language').replace('.', '-')};q=0.4",
        "referer": f"https://{page}.example/{page}",
        "cookie": f"__Host-session={token}; track={canaries.text('cookie')}",
        "authorization": f"Bearer {canaries.text('authorization')}",
        "x-forwarded-for": canaries.address(),
        "forwarded": f"for={canaries.address()}",
        "x-request-id": canaries.text("request"),
    }
    transport = httpx.AsyncHTTPTransport(local_address=canaries.address())
    http = httpx.AsyncClient(
        base_url=url, headers=headers, transport=transport, timeout=ANSWER_SECONDS
    )
    return Tipster(GraphQLClient(http))


def written(canaries: Canaries, **changes: Any) -> dict[str, Any]:
    """A SubmitTipInput with a canary in each of its texts, but for the proof of work."""
    place = {
        "text": canaries.text("place"),
        "districtCode": SAGAR,
        "latitude": canaries.latitude,
        "longitude": 78.7,
    }
    return tip(
        text=f"What happens here: {canaries.text('text')}",
        place=place,
        excludeOfficers=[canaries.text("officer")],
        language="HI",
        **changes,
    )


def photographed(canaries: Canaries) -> bytes:
    """A photo that says in its EXIF where and by whose phone it was made."""
    exif, kept = Image.Exif(), io.BytesIO()
    exif[0x010F] = canaries.text("maker")
    exif.get_ifd(0x8825).update({29: canaries.text("gps")})
    Image.open(io.BytesIO(photo(64, 48, gps=False))).save(kept, "JPEG", exif=exif)
    return kept.getvalue()


async def uploads(tipster: Tipster, canaries: Canaries, content: bytes) -> httpx.Response:
    """What POST /tips/attachments answers to a file under a name that says much."""
    name = f'attachment; filename="{canaries.text("name")}.jpg"'
    headers = {"content-type": "image/jpeg", "content-disposition": name}
    return await tipster.client.http.post("/tips/attachments", content=content, headers=headers)


async def tells(tipster: Tipster, canaries: Canaries, *, goes_on: bool) -> None:
    """A tip that is taken, and, for one who goes on, all that can be done with its receipt."""
    tokens = []
    if goes_on:
        answer = await uploads(tipster, canaries, photographed(canaries))
        assert answer.status_code == 201, answer.text
        tokens.append(answer.json()["id"])
    canaries.keep(await tipster.told(**written(canaries, attachments=tokens)))
    if goes_on:
        confirmed = await tipster.client.run(CONFIRM, receipt=tipster.receipt)
        assert confirmed["confirmTipReceipt"]["errors"] == []
        assert (await tipster.adds(canaries.text("message")))["errors"] == []
        await _looks_at_the_picture(tipster)


async def _looks_at_the_picture(tipster: Tipster) -> None:
    first, _ = (await tipster.reads())["messages"]
    path = f"/tips/attachments/{first['attachments'][0]['id']}"
    answer = await tipster.client.http.post(path, json={"receipt": tipster.receipt})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "image/jpeg")


def _submit(**variables: Any) -> dict[str, Any]:
    return {"query": SUBMIT, "variables": variables}


def refused_files(canaries: Canaries) -> dict[str, bytes]:
    """Files that are refused, each in a way of its own."""
    author = canaries.text("author").encode()
    return {
        "a PDF": b"%PDF-1.7\n1 0 obj << /Author (" + author + b") >> endobj",
        "a text": author,
        "half a photo": photographed(canaries)[:-200],
    }


def refused_bodies(canaries: Canaries, proof: dict[str, str]) -> dict[str, Any]:
    """Bodies that are refused, each in a way of its own."""
    whole = written(canaries) | {"proofOfWork": proof}
    text = canaries.text("refused")
    receipt = {"receipt": text}
    return {
        "a value of a wrong type": _submit(input=whole | {"isHappeningNow": text}),
        "a wrong variable": _submit(input=text),
        "an unknown field of the input": _submit(input=whole | {text: text}),
        "variables that are a list": {"query": SUBMIT, "variables": [text]},
        "an unknown field": {"query": UNKNOWN_FIELD.format(text=text.replace(".", "_"))},
        "a value in the document": {"query": SUBMIT_LITERAL.format(text=text)},
        "a syntax error": {"query": SYNTAX.format(text=text)},
        "an unknown document": {"documentId": f"sha256:{text}", "variables": {"input": whole}},
        "an input error": _submit(input=whole | {"category": text, "occurredOn": "1066-10-14"}),
        "too many bytes": _submit(input=whole | {"text": text * 20_000}),
        "a false proof": _submit(input=whole | {"proofOfWork": {"puzzle": text, "solution": text}}),
        "an attachment of nobody's": _submit(input=whole | {"attachments": [text]}),
        "a receipt that is none": {"query": THREAD, "variables": receipt},
        "a receipt that is none, confirmed": {"query": CONFIRM, "variables": receipt},
        "a message without a tip": {
            "query": ADD,
            "variables": {"input": receipt | {"text": text, "proofOfWork": proof}},
        },
    }
