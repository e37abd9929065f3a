"""Pages of the demo: GraphiQL with assets that we serve, and the messages that would have been
sent.
"""

from __future__ import annotations

from html import escape
from importlib.resources import files
from typing import Any

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from core.clock import IST
from core.http.answers import json_response
from core.notifications.models import DemoMessage
from core.outbox.worker import Worker

ASSETS = files("core.http") / "assets"
SHOWN_MESSAGES = 200

IDE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' "
    "data:;"
    " img-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'"
)
PAGE_POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; frame-ancestors 'none'"


async def graphiql(request: Request) -> Response:
    """The GraphQL IDE."""
    page = (ASSETS / "graphiql.html").read_text(encoding="utf-8")
    return HTMLResponse(page, headers={"Content-Security-Policy": IDE_POLICY})


class DemoOutbox:
    """GET /dev/outbox: newest first, as a page or as JSON. What is due is delivered before the
    answer.
    """

    def __init__(self, *workers: Worker) -> None:
        self._workers = workers

    async def __call__(self, request: Request) -> Response:
        for worker in self._workers:
            await worker.deliver_due()
        messages = await DemoMessage.all().order_by("-at", "-id").limit(SHOWN_MESSAGES)
        if "application/json" in request.headers.get("accept", ""):
            return json_response([_as_json(message) for message in messages])
        rows = "".join(_as_row(message) for message in messages)
        page = (
            (ASSETS / "outbox.html").read_text(encoding="utf-8").replace("<!-- messages -->", rows)
        )
        return HTMLResponse(page, headers={"Content-Security-Policy": PAGE_POLICY})


def _as_json(message: DemoMessage) -> dict[str, Any]:
    return {
        "to": message.recipient,
        "channel": message.channel,
        "subject": message.subject,
        "text": message.text,
        "at": message.at.astimezone(IST).isoformat(),
    }


def _as_row(message: DemoMessage) -> str:
    at = f"{message.at.astimezone(IST):%d.%m.%Y %H:%M:%S}"
    cells = (at, message.channel, message.recipient, message.subject, message.text)
    return "<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>"
