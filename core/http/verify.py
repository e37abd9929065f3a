"""The public page that says whether a document is genuine: one request, no JavaScript, in the
languages of the state.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from core.clock import in_india
from core.documents import checking
from core.documents.findings import ADVICE, Finding, Outcome
from core.documents.keys import trusted_keys
from core.documents.making import unit_kind
from core.documents.offline import TrustFile, write_trust
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
}
TITLES = {
    Outcome.GENUINE: text("Genuine and valid"),
    Outcome.EXPIRED: text("Genuine, but expired"),
    Outcome.REVOKED: text("Not valid any more"),
    Outcome.REVOKED_KEY: text("Ask for a new copy"),
    Outcome.UNKNOWN: text("No document has this code"),
    Outcome.MALFORMED: text("This is no code of a document"),
}
NOT_GENUINE = text("Not genuine, or not ours")


class VerifyPages:
    """GET /verify, /verify/<code> and /verify/keys.json."""

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

    async def _keys(self, request: Request) -> Response:
        """What checks without a network need."""
        trust = TrustFile(self._runtime.settings.public_url, await trusted_keys())
        return Response(write_trust(trust), media_type="application/json")

    async def _page(self, request: Request, asked: str, query: dict[str, str]) -> Response:
        language = self._pages.language(request)
        finding = await checking.check_text(self._runtime, self._registry, asked) if asked else None
        page = self._template.render(
            language=language.value,
            state=self._pages.state(language),
            style=self._style,
            labels=self._pages.labels(LABELS, language),
            asked=asked if len(asked) <= LONGEST_SHOWN else "",
            result=await self._result(finding, language) if finding else None,
            others=self._pages.others(language, query),
        )
        return HTMLResponse(page, headers={"Content-Security-Policy": self._policy})

    async def _result(self, finding: Finding, language: Language) -> dict[str, Any]:
        shown = self._runtime.texts
        return {
            "mood": finding.outcome.value.lower(),
            "title": shown(TITLES.get(finding.outcome, NOT_GENUINE), language),
            "message": shown(finding.message, language),
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
            "issued_by": f"{self._runtime.texts(unit_kind(request.unit), language)}:"
            f" {request.unit.name(language)}",
            "holder": checking.initials(document.holder),
        }
        return [
            (self._runtime.texts(FACTS[name], language), self._shown(value, language))
            for name, value in values.items()
            if value
        ]

    def _shown(self, value: Text | str, language: Language) -> str:
        return self._runtime.texts(value, language) if isinstance(value, Text) else value
