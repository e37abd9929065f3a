"""GET and POST /tip: all that a tipster does, without any frontend, script or cookie. Whatever says
something travels in bodies, never in an address.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute

from core import Context, HtmlPages, Language, Runtime, Text, UnnamedRoute, content_policy
from plugins.tips.attachment_store import MOST_ATTACHMENTS
from plugins.tips.forms import MOST_TEXT, Form, read_form
from plugins.tips.looking_up import gate_of
from plugins.tips.page_faults import ALL, NO_FAULTS, Faults
from plugins.tips.page_texts import LABELS
from plugins.tips.settings import TipsSettings
from plugins.tips.unnamed import unnamed_context

PATH = "/tip"
AROUND_FILES = 2 * MOST_TEXT
FOREIGN = ("cross-site", "same-site")
"""Forms that another site's page sends through a browser do nothing. `Origin` does not tell:
without a referrer browsers send `null`, from our own page as well.
"""
FORGET = {"Clear-Site-Data": '"cache"'}


@dataclass(frozen=True)
class Visit:
    """One request of the page: who is asking is not known."""

    page: TipPage
    request: Request
    context: Context
    language: Language
    form: Form

    def say(self, message: Text) -> str:
        return self.context.runtime.texts(message, self.language)

    def show(self, name: str, faults: Faults = NO_FAULTS, **values: Any) -> Response:
        """The answer: a template by its name, with what is wrong."""
        return self.page.shown(self, name, faults, values)


Step = Callable[[Visit], Awaitable[Response]]


class TipPage:
    """The page; `steps` by the value that their button sends as `do`."""

    def __init__(self, runtime: Runtime, steps: Mapping[str, Step]) -> None:
        self._steps = steps
        self._settings = TipsSettings.of(runtime)
        self._pages = HtmlPages(runtime, "plugins.tips")
        self._style = (files("plugins.tips") / "templates" / "tip.css").read_text(encoding="utf-8")
        self._headers = self._own_headers()

    @property
    def routes(self) -> list[BaseRoute]:
        body_bytes = MOST_ATTACHMENTS * self._settings.attachment_bytes + AROUND_FILES
        methods = ["GET", "POST"]
        return [UnnamedRoute(PATH, self._answer, methods=methods, body_bytes=body_bytes)]

    async def _answer(self, request: Request) -> Response:
        language = self._pages.language(request)
        context = unnamed_context(request, language)
        if request.method != "POST" or request.headers.get("sec-fetch-site") in FOREIGN:
            return await _start(Visit(self, request, context, language, Form()))
        with gate_of(context).held.of_one(context.client) as take:
            form = await read_form(request, self._settings.attachment_bytes, take)
            step = self._steps.get(form.one("do"), _start)
            return await step(Visit(self, request, context, language, form))

    def shown(self, visit: Visit, name: str, faults: Faults, values: Mapping[str, Any]) -> Response:
        """The page of a template `tip_<name>.html`."""
        told = [
            (fault.place, visit.say(fault.message))
            for fault in sorted(faults.found, key=lambda fault: ALL.index(fault.place))
        ]
        content = self._pages.template(f"tip_{name}.html").render(
            language=visit.language.value,
            state=self._pages.state(visit.language),
            labels=self._pages.labels(LABELS, visit.language),
            others=self._pages.others(visit.language, {}),
            style=self._style,
            exit=self._settings.exit_address,
            onion=self._settings.onion_address,
            told=told,
            faults={place: [message for at, message in told if at == place] for place in ALL},
            **values,
        )
        forget = FORGET if name == "end" else {}
        return HTMLResponse(content, faults.status, self._headers | forget)

    def _own_headers(self) -> dict[str, str]:
        digest = b64encode(hashlib.sha256(self._style.encode()).digest()).decode("ascii")
        policy = content_policy(
            style_src=f"'sha256-{digest}'",
            img_src="data:",
            form_action="'self'",
            base_uri="'none'",
        )
        onion = self._settings.onion_address
        located = {"Onion-Location": f"http://{onion}{PATH}"} if onion else {}
        return {"Content-Security-Policy": policy, **located}


async def _start(visit: Visit) -> Response:
    return visit.show("start")
