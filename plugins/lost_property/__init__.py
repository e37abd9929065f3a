"""Lost property: a citizen reports lost things and holds a numbered acknowledgement at once."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import typer
from strawberry.tools import merge_types

from core import CONTRACT, Due, Kept, RequestMoved, Runtime, Service, hookimpl
from plugins.lost_property import commands, privacy
from plugins.lost_property.acknowledgement import ACKNOWLEDGEMENT
from plugins.lost_property.found_schema import FoundMutation, FoundQuery
from plugins.lost_property.found_scope import FOUND_ITEM
from plugins.lost_property.found_types import find_node
from plugins.lost_property.loaders import LOADERS
from plugins.lost_property.marking_found import ITEM_FOUND
from plugins.lost_property.matching import EFFECT, EVENTS, match, rematch
from plugins.lost_property.rules import ERROR_CODES
from plugins.lost_property.schema import Mutation
from plugins.lost_property.settings import LostPropertySettings
from plugins.lost_property.texts import text
from plugins.lost_property.types import ITEM_TYPES, LostReport
from plugins.lost_property.uploads import UPLOADS
from plugins.lost_property.workflow import LOOKED_FOR, WORKFLOW


def due(settings: LostPropertySettings) -> Due | None:
    """Nothing is due where reports are acknowledged at once."""
    if settings.acknowledged == "at_once":
        return None
    return Due(
        settings.days,
        text(
            "An officer of the station acknowledges the report within {days} working day(s).",
            days=settings.days,
        ),
    )


@hookimpl
def register_services() -> Sequence[Service]:
    return [
        Service(
            code="lost_property",
            title=text("Lost property report"),
            summary=text(
                "Report a lost phone, document, number plate or other thing, and get a numbered "
                "acknowledgement. This is not an FIR: for theft, go to the complaint or dial 112."
            ),
            contract=CONTRACT,
            number_prefix="LP",
            query=FoundQuery,
            mutation=merge_types("Mutation", (Mutation, FoundMutation)),
            request_type=LostReport,
            types=tuple(ITEM_TYPES.values()),
            workflow=WORKFLOW,
            due=due,
            uploads=UPLOADS,
            documents=(ACKNOWLEDGEMENT,),
            events=(*EVENTS, ITEM_FOUND),
            effects={EFFECT: match},
            settings=LostPropertySettings,
            loaders=LOADERS,
            nodes={FOUND_ITEM: find_node},
            error_codes=ERROR_CODES,
        )
    ]


@hookimpl
async def request_moved(runtime: Runtime, event: RequestMoved) -> None:
    if event.service == "lost_property" and event.to_status not in LOOKED_FOR:
        await rematch(runtime, uuid.UUID(event.request_id))


@hookimpl
def register_commands(cli: typer.Typer) -> None:
    cli.add_typer(commands.app, name="lost-property")


@hookimpl
async def export_citizen(runtime: Runtime, citizen_id: uuid.UUID) -> Mapping[str, Any]:
    return await privacy.export(runtime, citizen_id)


@hookimpl
async def erase_citizen(runtime: Runtime, citizen_id: uuid.UUID) -> Sequence[Kept]:
    return await privacy.erase(runtime, citizen_id)
