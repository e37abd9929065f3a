"""GET /desk/inbox.csv: the officer's inbox as a list for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import datetime
from typing import Any

from starlette.datastructures import QueryParams
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from core.clock import IST, day_in_india
from core.context import Context
from core.desk import exporting
from core.desk.inbox import InboxOrder
from core.desk.wanted import Wanted
from core.errors import BadRequest, Forbidden, RequestError, Unauthenticated
from core.http.answers import error_response
from core.http.client import context_of, is_foreign_origin
from core.http.graphql import ForeignOrigin
from core.http.reads import record_reads_of
from core.plugins import PluginRegistry
from core.runtime import Runtime
from core.service_requests.models import Phase, ServiceRequest
from core.texts import Language, Text, text
from core.viewers import Viewer

NAME = "inbox.csv"
"""What the audit calls the reading."""

COLUMNS = (
    text("Number"), text("Service"), text("Status"), text("Station code"), text("Station"),
    text("Submitted (IST)"), text("Changed (IST)"), text("Due (IST)"), text("Officer"),
)  # fmt: skip
MARK = "\ufeff"
"""Tells spreadsheets that it is UTF-8."""

CALCULATED = tuple("=+-@\t\r\n＝＋－＠")
"""With any of these a spreadsheet takes a text for a formula."""

BOOLEANS = {"true": True, "false": False}
READERS: dict[str, tuple[str, Callable[[str], Any]]] = {
    "service": ("service", str),
    "status": ("status", str),
    "phase": ("phase", Phase),
    "overdue": ("overdue", BOOLEANS.__getitem__),
    "unassigned": ("unassigned", BOOLEANS.__getitem__),
    "assignedToMe": ("assigned_to_me", BOOLEANS.__getitem__),
    "stationCode": ("station_code", str),
    "search": ("search", str),
    "orderBy": ("order", InboxOrder),
}
"""How each parameter is read: those of InboxFilter, and the order."""


class InboxExport:
    """Answers GET /desk/inbox.csv."""

    def __init__(self, runtime: Runtime, registry: PluginRegistry) -> None:
        self._runtime = runtime
        self._registry = registry

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route("/desk/inbox.csv", self._answer, methods=["GET"])]

    async def _answer(self, request: Request) -> Response:
        context = context_of(request, self._runtime, self._registry, {})
        try:
            viewer = await self._viewer(request, context)
            now = self._runtime.now()
            ids = await exporting.found(viewer, now, *asked(request.query_params))
            lines = self._lines(context, viewer, await context.language(), ids)
            begun = await anext(lines)  # what cannot be read or recorded is refused, not cut off
        except RequestError as error:
            return error_response(error, self._runtime.texts, context.known_language)
        headers = {
            "Cache-Control": "private, no-store",
            "Content-Disposition": f'attachment; filename="inbox-{day_in_india(now)}.csv"',
        }
        content = _joined(begun, lines)
        return StreamingResponse(content, headers=headers, media_type="text/csv")

    async def _viewer(self, request: Request, context: Context) -> Viewer:
        if is_foreign_origin(request, self._runtime.settings.allowed_origins):
            raise ForeignOrigin(text("This page may not use the session of another site."))
        viewer = await context.viewer()
        if viewer.officer is None:
            raise Forbidden if viewer.is_signed_in else Unauthenticated
        return viewer

    async def _lines(
        self, context: Context, viewer: Viewer, language: Language, ids: Sequence[Any]
    ) -> AsyncIterator[str]:
        """The header with the first requests, then more of them, each piece once it is in the
        audit.
        """
        begun = MARK + _line(self._runtime.texts(column, language) for column in COLUMNS)
        async for rows in exporting.pieces(self._runtime, viewer, ids):
            for row in rows:
                context.note_read("request", row.id)
            await record_reads_of(context, NAME)
            context.reads.clear()
            yield begun + "".join(_line(self._cells(row, language)) for row in rows)
            begun = ""
        if begun:
            yield begun

    def _cells(self, row: ServiceRequest, language: Language) -> Sequence[str]:
        service, flow = self._registry.service_type(row.service), self._registry.flow(row.service)
        title: Text | str = service.descriptor.title if service.descriptor else row.service
        status: Text | str = flow.status(row.status).label if flow else row.status
        return (
            row.number,
            self._shown(title, language),
            self._shown(status, language),
            row.unit_id,
            row.unit.name(language),
            _moment(row.submitted_at),
            _moment(row.updated_at),
            _moment(row.due_at),
            row.assignee.full_name if row.assignee else "",
        )

    def _shown(self, value: Text | str, language: Language) -> str:
        return self._runtime.texts(value, language) if isinstance(value, Text) else value


def asked(parameters: QueryParams) -> tuple[Wanted, InboxOrder]:
    """What the address asks for; a parameter without a value is not there. Raises BadRequest for
    one that is unknown, given twice, or not to be read: it must not widen the list unnoticed.
    """
    values: dict[str, Any] = {}
    for name, written in parameters.multi_items():
        if name not in READERS or len(parameters.getlist(name)) > 1:
            raise BadRequest(text("`{name}` is unknown here, or given twice.", name=name[:40]))
        field, read = READERS[name]
        try:
            values |= {field: read(written)} if written else {}
        except (KeyError, ValueError):
            raise BadRequest(text("`{name}` cannot have this value.", name=name)) from None
    order = values.pop("order", InboxOrder.DUE_FIRST)
    return Wanted(**values), order


async def _joined(begun: str, lines: AsyncIterator[str]) -> AsyncIterator[str]:
    yield begun
    async for line in lines:
        yield line


def _line(cells: Iterable[str]) -> str:
    """A line of CSV (RFC 4180) in which nothing is a formula."""
    line = io.StringIO()
    csv.writer(line).writerow(
        [f"'{cell}" if cell.startswith(CALCULATED) else cell for cell in cells]
    )
    return line.getvalue()


def _moment(moment: datetime | None) -> str:
    """As spreadsheets read it, in Indian Standard Time."""
    return f"{moment.astimezone(IST):%Y-%m-%d %H:%M}" if moment else ""
