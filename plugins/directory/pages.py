"""GET /stations: the page on which anyone finds a police station and whom to call. Everything works
without JavaScript but the map and the sorting by distance, which happen in the browser alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from core import (
    COUNTED_UP_TO,
    BadRequest,
    HtmlPages,
    Language,
    Runtime,
    StationDirectory,
    Unit,
    UnitKind,
    columns_of,
    content_policy,
)
from plugins.directory.geojson import GeoJson
from plugins.directory.models import Helpline
from plugins.directory.page_assets import Assets
from plugins.directory.page_texts import KINDS, LABELS, SPOKEN
from plugins.directory.places_schema import PROVIDER
from plugins.directory.posts import helplines
from plugins.directory.representations import Representation
from plugins.directory.responsible import Places
from plugins.directory.search import LONGEST_SEARCH
from plugins.directory.station_entries import Name, entry_of, in_language
from plugins.directory.station_files import StationFiles
from plugins.directory.stations import StationPage, Wanted, page, understood
from plugins.directory.texts import text

PAGE_SIZE = 20
HEADERS = {
    "Cache-Control": "no-cache",
    "Vary": "Accept-Encoding, Accept-Language",
    "Permissions-Policy": "geolocation=(self)",
    "Content-Security-Policy": content_policy(
        script_src="'self'",
        style_src="'self'",
        img_src="'self' data:",
        connect_src="'self'",
        form_action="'self'",
        base_uri="'none'",
    ),
}


class StationsPage:
    """The page, and the scripts and styles that it loads."""

    def __init__(self, runtime: Runtime, geojson: GeoJson) -> None:
        self._runtime = runtime
        self._geojson = geojson
        self._assets = Assets()
        self._pages = HtmlPages(runtime, "plugins.directory")
        self._template = self._pages.template("stations.html")

    @property
    def routes(self) -> list[BaseRoute]:
        return [Route("/stations", self._send, methods=["GET"]), *self._assets.routes]

    async def _send(self, request: Request) -> Response:
        language = self._pages.language(request)
        files = await self._geojson.stations.get()
        asked = _asked(request, files)
        try:
            wanted = understood(asked.get("q"), asked.get("district"), None)
        except BadRequest as refusal:
            told = self._runtime.texts(refusal.text or LABELS["none"], language)
            return await self._answer(request, language, files, {}, {"refusal": told}, 400)
        found = await _found(request, wanted)
        shown = await self._results(found, files, language, asked)
        return await self._answer(request, language, files, asked, shown, 200)

    async def _answer(
        self,
        request: Request,
        language: Language,
        files: StationFiles,
        asked: Mapping[str, str],
        results: Mapping[str, Any],
        status: int,
    ) -> Response:
        content = self._template.render(
            {"refusal": None, "stations": [], "count": "", "next": None} | dict(results),
            language=language.value,
            state=self._pages.state(language),
            labels=self._pages.labels({**LABELS, **SPOKEN}, language),
            others=self._pages.others(language, asked),
            query=asked.get("q", ""),
            district=asked.get("district", ""),
            longest=LONGEST_SEARCH,
            start=urlencode({**asked, "lang": language.value}),
            is_continued="after" in request.query_params,
            helplines=[_helpline(row, language) for row in await _helplines()],
            districts=_choices(files, language, is_special=False),
            special=_choices(files, language, is_special=True),
            assets=self._assets.addresses,
            data=self._data(language),
            is_openstreetmap=files.is_openstreetmap,
        )
        sent = Representation.of(content.encode(), "text/html; charset=utf-8")
        return sent.answer(request, HEADERS, status)

    async def _results(
        self, found: StationPage, files: StationFiles, language: Language, asked: Mapping[str, str]
    ) -> dict[str, Any]:
        rows, following = found.rows[:PAGE_SIZE], None
        if len(found.rows) > PAGE_SIZE:
            cursor = found.cursors[PAGE_SIZE - 1]
            following = urlencode({**asked, "lang": language.value, "after": cursor})
        return {
            "stations": [
                entry_of(
                    row,
                    files.districts.get(files.district_of.get(row.code, "")),
                    self._runtime.texts(KINDS.get(row.kind, KINDS[UnitKind.SPECIAL]), language),
                    language,
                )
                for row in rows
            ],
            "count": self._runtime.texts(_counted(await found.count()), language),
            "next": following,
        }

    def _data(self, language: Language) -> dict[str, Any]:
        """What the scripts need to know."""
        kinds = {kind.value: label for kind, label in KINDS.items()}
        return {
            "language": language.value,
            "labels": self._pages.labels(SPOKEN, language),
            "kinds": self._pages.labels(kinds, language),
            "assets": self._assets.addresses,
        }


def _asked(request: Request, files: StationFiles) -> dict[str, str]:
    """What is searched for: only what can be, so that links repeat nothing else."""
    query, district = (request.query_params.get(name, "") for name in ("q", "district"))
    known = {"district": district} if district in files.districts else {}
    return ({"q": query} if query.strip() else {}) | known


async def _found(request: Request, wanted: Wanted) -> StationPage:
    """The stations behind the cursor, or the first where it is none of this search."""
    platform = request.app.state.platform
    places: Places = platform.registry.port(StationDirectory, platform.runtime, PROVIDER)
    after = request.query_params.get("after") or None
    try:
        return await page(places.names, wanted, PAGE_SIZE, after, columns_of(Unit))
    except BadRequest:
        return await page(places.names, wanted, PAGE_SIZE, None, columns_of(Unit))


def _counted(count: int) -> Any:
    if count == 1:
        return text("1 station")
    if count > COUNTED_UP_TO:
        return text("More than {most} stations", most=f"{COUNTED_UP_TO:,}")
    return text("{count} stations", count=count)


async def _helplines() -> list[Helpline]:
    """Those for emergencies first."""
    return sorted(await helplines(), key=lambda row: not row.is_emergency)


def _helpline(row: Helpline, language: Language) -> dict[str, Any]:
    return {
        "number": row.number,
        "title": in_language(row.titles, language),
        "purpose": row.purposes.get(language.value, ""),
        "is_emergency": row.is_emergency,
    }


def _choices(
    files: StationFiles, language: Language, *, is_special: bool
) -> list[tuple[str, Name]]:
    """The districts to choose from, or the special units, by name."""
    names = [
        (unit.code, in_language(unit.names, language))
        for unit in files.districts.values()
        if (unit.kind is not UnitKind.DISTRICT) is is_special
    ]
    return sorted(names, key=lambda choice: (choice[1].text, choice[0]))
