"""Tenant verification: a landlord registers a tenant, who consents; it begins by itself."""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

import typer

from core import (
    CONTRACT,
    Event,
    Kept,
    RequestMoved,
    Runtime,
    Service,
    hookimpl,
    service_in_force,
)
from plugins.tenant import commands, privacy, starting, waiting
from plugins.tenant.loaders import LOADERS
from plugins.tenant.papers import DOCUMENTS
from plugins.tenant.registering import due_of
from plugins.tenant.rules import CODE, ERROR_CODES
from plugins.tenant.schema import Mutation, Query
from plugins.tenant.settings import TenantSettings
from plugins.tenant.texts import text
from plugins.tenant.types import TenantVerification
from plugins.tenant.uploads import UPLOADS
from plugins.tenant.workflow import WORKFLOW

OF_A_TENANCY = frozenset({"number", "service", "station"})
EVENTS = (
    Event(waiting.ASKED, frozenset({"code", "until", "number", "owner", "station", "link"})),
    Event(waiting.REMINDER, frozenset({"number", "day"})),
    Event(starting.STARTED, OF_A_TENANCY),
    Event(f"{CODE}.ended", OF_A_TENANCY),
    Event(f"{CODE}.objected", frozenset({"number", "station"}), by_sms=False),
)


async def _lapse(runtime: Runtime, _: uuid.UUID, payload: Mapping[str, Any]) -> None:
    service = service_in_force(SERVICE, runtime.settings)
    await waiting.lapse(runtime, service, uuid.UUID(payload["request_id"]))


SERVICE = Service(
    code=CODE,
    title=text("Tenant verification"),
    summary=text(
        "Register your tenant with the police. The tenant is asked, and the station begins once all"
        " papers are there; you need not go anywhere."
    ),
    contract=CONTRACT,
    number_prefix="TV",
    query=Query,
    mutation=Mutation,
    request_type=TenantVerification,
    workflow=WORKFLOW,
    due=due_of,
    uploads=UPLOADS,
    documents=DOCUMENTS,
    events=EVENTS,
    effects={"ask": waiting.ask, "remind": waiting.remind, "lapse": _lapse},
    settings=TenantSettings,
    loaders=LOADERS,
    error_codes=ERROR_CODES,
)


@hookimpl
def register_services() -> Sequence[Service]:
    return [SERVICE]


@hookimpl
async def file_scanned(runtime: Runtime, service: Service, request_id: uuid.UUID) -> None:
    if service.code == CODE:
        await starting.file_scanned(runtime, service, request_id)


@hookimpl
async def request_moved(runtime: Runtime, event: RequestMoved) -> None:
    if event.service == CODE and event.to_status == "DROPPED":
        await waiting.forget_entered(runtime, uuid.UUID(event.request_id))


@hookimpl
def register_commands(cli: typer.Typer) -> None:
    cli.add_typer(commands.app, name="tenant")


@hookimpl
async def export_citizen(runtime: Runtime, citizen_id: uuid.UUID) -> Mapping[str, Any]:
    return await privacy.export(runtime, citizen_id)


@hookimpl
async def erase_citizen(runtime: Runtime, citizen_id: uuid.UUID) -> Sequence[Kept]:
    return await privacy.erase(runtime, citizen_id)
