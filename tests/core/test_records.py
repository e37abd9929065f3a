"""Records of our own statements: as Tortoise makes them, of the columns that were read alone."""

from __future__ import annotations

from typing import Any

import pytest
from factories import make_citizen, make_officer, make_request
from starlette.applications import Starlette
from tortoise.exceptions import IncompleteInstanceError
from tortoise.models import Model

from core.app import Platform
from core.audit.models import AuditEntry
from core.identity.models import Citizen, Officer, Session
from core.outbox.models import OutboxEntry
from core.records import columns_of, read_records
from core.service_requests.models import RequestEvent, ServiceRequest
from core.units.models import Unit

MODELS: tuple[type[Model], ...] = (
    *(AuditEntry, Citizen, Officer, OutboxEntry, RequestEvent, ServiceRequest, Session, Unit),
)


async def test_records_are_as_tortoise_makes_them(app: Starlette) -> None:
    platform: Platform = app.state.platform
    await make_request(platform, await make_citizen(platform.runtime))
    await make_officer(platform.runtime)
    for model in MODELS:
        columns = columns_of(model)
        sql = f"SELECT {', '.join(columns)} FROM {model._meta.db_table}"
        made = {row.pk: _content(row) for row in await read_records(model, columns, sql)}
        assert made == {row.pk: _content(row) for row in await model.all()}, model


async def test_what_json_holds_is_read_where_a_column_may_be_null(app: Starlette) -> None:
    citizen = await make_citizen(app.state.platform.runtime, present_address={"text": "4, Sagar"})
    sql = "SELECT present_address, permanent_address FROM core_citizen WHERE id = $1"
    columns = {"present_address", "permanent_address"}
    (read,) = await read_records(Citizen, columns, sql, citizen.id)
    assert (read.present_address, read.permanent_address) == ({"text": "4, Sagar"}, None)


async def test_what_was_not_read_is_neither_shown_nor_saved(app: Starlette) -> None:
    (unit,) = await read_records(
        Unit, {"code", "kind"}, "SELECT code, kind FROM core_unit ORDER BY code LIMIT 1"
    )
    with pytest.raises(AttributeError):
        _ = unit.phone
    with pytest.raises(IncompleteInstanceError):
        await unit.save()


def _content(row: Model) -> dict[str, tuple[Any, Any]]:
    """Each attribute with what it is, but for drivers' own classes of ids and time zones."""
    names = row._meta.fields_db_projection
    values = {name: getattr(row, name) for name in names}
    shown = {n: v.isoformat() if hasattr(v, "isoformat") else v for n, v in values.items()}
    return {name: (type(value).__mro__[-2], value) for name, value in shown.items()}
