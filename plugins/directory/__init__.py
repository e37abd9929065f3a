"""The directory: which stations there are, which is near, which is responsible, whom to call."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import typer
from starlette.routing import BaseRoute
from strawberry.tools import merge_types

from core import CONTRACT, Due, Kept, Runtime, Service, StationDirectory, hookimpl
from plugins.directory import commands, demo_data, entry_checks, posts, privacy, station_errors
from plugins.directory.editing_schema import EditingMutation
from plugins.directory.geojson import GeoJson
from plugins.directory.pages import StationsPage
from plugins.directory.places_schema import PROVIDER, PlacesQuery
from plugins.directory.post_types import POST, find_post
from plugins.directory.posts_schema import PostsQuery
from plugins.directory.responsible import Places
from plugins.directory.settings import DirectorySettings
from plugins.directory.station_errors_schema import StationErrorReport, StationErrorsMutation
from plugins.directory.stations_schema import StationsQuery
from plugins.directory.texts import text
from plugins.directory.workflow import WORKFLOW


def due(settings: DirectorySettings) -> Due:
    rule = text(
        "The district answers a report of an error within {days} working days.", days=settings.days
    )
    return Due(settings.days, rule)


@hookimpl
def register_services() -> Sequence[Service]:
    return [
        Service(
            code="directory",
            title=text("Police directory"),
            summary=text(
                "Find the police station that is near or responsible, whom to call, and say what "
                "is wrong in the directory."
            ),
            contract=CONTRACT,
            number_prefix="SE",
            query=merge_types(
                "Query",
                (
                    PlacesQuery,
                    PostsQuery,
                    StationsQuery,
                ),
            ),
            mutation=merge_types("Mutation", (EditingMutation, StationErrorsMutation)),
            request_type=StationErrorReport,
            workflow=WORKFLOW,
            requires_sign_in=False,
            due=due,
            settings=DirectorySettings,
            loaders={**posts.LOADERS, **station_errors.LOADERS},
            nodes={POST: find_post},
            error_codes=entry_checks.ERROR_CODES,
        )
    ]


@hookimpl
def register_routes(runtime: Runtime) -> Sequence[BaseRoute]:
    geojson = GeoJson()
    return [*geojson.routes, *StationsPage(runtime, geojson).routes]


@hookimpl
def register_commands(cli: typer.Typer) -> None:
    cli.add_typer(commands.app, name="directory")


@hookimpl
def provide(port: type) -> Mapping[str, Callable[[Runtime], Any]]:
    places = Places()  # once for each platform: what it knows is that of one database
    return {PROVIDER: lambda _: places} if port is StationDirectory else {}


@hookimpl
async def seed_demo(runtime: Runtime) -> None:
    await demo_data.seed_areas(runtime)
    await demo_data.seed_posts(runtime)
    await demo_data.seed_helplines(runtime)


@hookimpl
async def export_citizen(citizen_id: uuid.UUID) -> Mapping[str, Any]:
    return await privacy.export(citizen_id)


@hookimpl
async def erase_citizen(runtime: Runtime, citizen_id: uuid.UUID) -> Sequence[Kept]:
    return await privacy.erase(runtime, citizen_id)
