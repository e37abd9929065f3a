"""The public page that says whether a document is genuine: one request, no JavaScript, in the
languages of the state.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from dataclasses import dataclass
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from core.clock import in_india
from core.documents import checking, watching
from core.documents.codes import shown
from core.documents.findings import ADVICE, Finding, Outcome
from core.documents.keys import trusted_keys
from core.documents.making import unit_kind
from core.documents.offline import TrustFile, write_trust
from core.errors import InvalidInput, RateLimited
from core.http.answers import DEFAULT_TEXTS
from core.http.client import client_address
from core.http.html_pages import HtmlPages, content_policy
from core.plugins import PluginRegistry
from core.runtime import Runtime
from core.texts import Language, Text, text

LONGEST, LONGEST_SHOWN = 1000, 100
FACTS = {
    "title": text("Document"),
    "number": text("Number"),
    "issued_at": text("Issued"),
    "valid_until": text("Valid until"),
    "issued_by": text("Issued by"),
    "holder": text("Holder's initials"),
}
LABELS = {
    "heading": text("Is this document genuine?"),
    "code": text("The code on the document, or what the QR code says"),
    "check": text("Check"),
    "another": text("Check another document"),
    "how": text(
        "The code has 20 letters and digits and stands at the foot of each page. Nothing about "
        "you is kept when you check."
    ),
    "on_its_way": text("The PDF is being made and will be there in a minute."),
    "advice": ADVICE,
    "watch": text("Be told if it is revoked"),
    "watch_how": text(
        "Leave an e-mail address, and we write to it once if this document is revoked while it is "
        "valid. Nothing is sent now. The address is deleted after that letter, or when the "
        "validity ends, and nobody is shown it."
    ),
    "email": text("E-mail address"),
    "tell_me": text("Tell me"),
}
WATCHED = text("The address is noted: we write to it if this document is revoked.")
TITLES = {
    Outcome.GENUINE: text("Genuine and valid"),
    Outcome.EXPIRED: text("Genuine, but expired"),
    Outcome.REVOKED: text("Not valid any more"),
    Outcome.REVOKED_KEY: text("Ask for a new copy"),
    Outcome.UNKNOWN: text("No document has this code"),
    Outcome.MALFORMED: text("This is no code of a document"),
}
NOT_GENUINE = text("Not genuine, or not ours")


@dataclass(frozen=True)
class Told:
    """What the form for an address is answered with, and the address where it was not noted."""

    message: Text
    status: int = 200
    email: str = ""


class VerifyPages:
    """GET /verify, /verify/<code> and /verify/keys.json; POST /verify/<code>/watch."""

    def __init__(self, runtime: Runtime, registry: PluginRegistry) -> None:
        self._runtime = runtime
        self._registry = registry
        self._pages = HtmlPages(runtime, "core.http")
        self._template = self._pages.template("verify.html")
        self._style = (files("core.http") / "templates" / "verify.css").read_text(encoding="utf-8")
        digest = b64encode(hashlib.sha256(self._style.encode()).digest()).decode("ascii")
        self._policy = content_policy(style_src=f"'sha256-{digest}'", form_action="'self'")

    @property
    def routes(self) -> list[Route]:
        return [
            Route("/verify", self._form),
            Route("/verify/keys.json", self._keys),
            Route("/verify/{code}", self._code),
            Route("/verify/{code}/watch", self._watch, methods=["POST"]),
        ]

    async def _form(self, request: Request) -> Response:
        asked = request.query_params.get("q", "")[:LONGEST].strip()
        return await self._page(request, asked, {"q": asked} if asked else {})

    async def _code(self, request: Request) -> Response:
        """What a QR code leads to: the address as it was signed, without what we added to it."""
        code, signed = request.path_params["code"], request.query_params.get("s")
        address = f"{self._runtime.settings.public_url}/verify/{code}"
        asked = code if signed is None else f"{address}?s={signed}"
        return await self._page(request, asked, {} if signed is None else {"s": signed})

    async def _watch(self, request: Request) -> Response:
        """The form of the page that /verify/<code> shows; it was counted as a check there."""
        code, given = request.path_params["code"], await _form_of(request)
        finding = await checking.check_code(self._runtime, self._registry, code, counts=False)
        email = given.get("email", "")[:LONGEST]
        wish = watching.Wish(code, email, self._pages.language(request))
        client = client_address(request, self._runtime.settings.trusted_proxies)
        try:
            await watching.watch(self._runtime, wish, client)
            told = Told(WATCHED)
        except InvalidInput as error:
            told = Told(error.problems[0].message, 422, email)
        except RateLimited as error:
            told = Told(DEFAULT_TEXTS[error.code], error.status, email)
        return await self._shown_page(request, code, {}, finding, told)

    async def _keys(self, request: Request) -> Response:
        """What checks without a network need."""
        trust = TrustFile(self._runtime.settings.public_url, await trusted_keys())
        return Response(write_trust(trust), media_type="application/json")

    async def _page(self, request: Request, asked: str, query: dict[str, str]) -> Response:
        finding = await checking.check_text(self._runtime, self._registry, asked) if asked else None
        return await self._shown_page(request, asked, query, finding)

    async def _shown_page(
        self,
        request: Request,
        asked: str,
        query: dict[str, str],
        finding: Finding | None,
        told: Told | None = None,
    ) -> Response:
        language = self._pages.language(request)
        page = self._template.render(
            language=language.value,
            state=self._pages.state(language),
            style=self._style,
            labels=self._pages.labels(LABELS, language),
            asked=asked if len(asked) <= LONGEST_SHOWN else "",
            result=await self._result(finding, language) if finding else None,
            watch=self._watch_form(finding, told, language),
            page=f"/verify/{quote(asked, safe='')}" if told else "",
            others=self._pages.others(language, query),
        )
        headers = {"Content-Security-Policy": self._policy}
        return HTMLResponse(page, told.status if told else 200, headers)

    def _watch_form(
        self, finding: Finding | None, told: Told | None, language: Language
    ) -> dict[str, Any] | None:
        """The form for an address where the document is good and letters can be sent, or what it
        was answered with.
        """
        is_open = finding is not None and finding.is_genuine and watching.is_offered(self._runtime)
        if told is None and not is_open:
            return None
        code = finding.document.code if finding and finding.document else ""
        return {
            "action": f"/verify/{shown(code)}/watch?lang={language.value}" if is_open else None,
            "told": self._runtime.texts(told.message, language) if told else None,
            "is_noted": told is not None and told.status == 200,
            "email": told.email if told else "",
        }

    async def _result(self, finding: Finding, language: Language) -> dict[str, Any]:
        said = self._runtime.texts
        return {
            "mood": finding.outcome.value.lower(),
            "title": said(TITLES.get(finding.outcome, NOT_GENUINE), language),
            "message": said(finding.message, language),
            "facts": self._facts(finding, language),
            "is_on_its_way": finding.document is not None
            and not await finding.document.copies.all().exists(),
        }

    def _facts(self, finding: Finding, language: Language) -> list[tuple[str, str]]:
        """What anyone may know of the document."""
        document = finding.document
        if document is None:
            return []
        request = document.request
        template = self._registry.document_template(request.service, document.kind)
        values: dict[str, Text | str | None] = {
            "title": template.title if template else document.kind,
            "number": request.number,
            "issued_at": in_india(document.issued_at),
            "valid_until": in_india(document.valid_until),
            "issued_by": f"{self._runtime.texts(unit_kind(document.issuer), language)}:"
            f" {document.issuer.name(language)}",
            "holder": checking.initials(document.holder),
        }
        return [
            (self._runtime.texts(FACTS[name], language), self._shown(value, language))
            for name, value in values.items()
            if value
        ]

    def _shown(self, value: Text | str, language: Language) -> str:
        return self._runtime.texts(value, language) if isinstance(value, Text) else value


async def _form_of(request: Request) -> dict[str, str]:
    """What a form of ours sends, a value for each name."""
    body = (await request.body()).decode("utf-8", "replace")
    try:
        return {name: values[0] for name, values in parse_qs(body, max_num_fields=10).items()}
    except ValueError:
        return {}
