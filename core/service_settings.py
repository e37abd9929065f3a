"""What thana.toml says of each service: its own settings, and its workflow in force."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TypeVar

from pydantic import ValidationError

from core.contract import Service
from core.errors import StartupError
from core.service_requests.overriding import WorkflowSettings, overridden, override_faults
from core.setting_faults import faults_of
from core.setting_sections import Section
from core.settings import Settings

Table = TypeVar("Table", bound=Section)

WORKFLOW, REQUIRED_UPLOADS = "workflow", "required_uploads"
"""The keys of `[services.<code>]` that are core's."""
CORES = (WORKFLOW, REQUIRED_UPLOADS)


class Uploads(Section):
    """`[services.<code>] required_uploads`: the purposes without which no request is taken."""

    required_uploads: frozenset[str]


def read_own_settings(services: Sequence[Service], settings: Settings) -> dict[str, Section]:
    """The checked settings of each service by its code. Raises StartupError, also where a table
    names no service.
    """
    codes = [service.code for service in services]
    if unknown := sorted(set(settings.services) - set(codes)):
        raise StartupError(
            f"setting services.{unknown[0]}: no enabled service has this code;"
            f" enabled: {', '.join(codes) or 'none'}"
        )
    return {
        each.code: _checked(each.settings, _own(settings, each), f"services.{each.code}")
        for each in services
    }


def in_force(service: Service, settings: Settings) -> Service:
    """The service with the workflow and the required uploads as the state has changed them. Raises
    StartupError with a line for each change that does not fit.
    """
    return _with_own_workflow(_with_own_uploads(service, settings), settings)


def _with_own_uploads(service: Service, settings: Settings) -> Service:
    wanted = settings.services.get(service.code, {}).get(REQUIRED_UPLOADS)
    if wanted is None:
        return service
    place = f"services.{service.code}"
    required = _checked(Uploads, {REQUIRED_UPLOADS: wanted}, place).required_uploads
    known = [upload.purpose for upload in service.uploads if upload.can_be_required]
    if unknown := sorted(required - {*known}):
        raise StartupError(
            f"setting {place}.{REQUIRED_UPLOADS}: the service cannot require {unknown[0]};"
            f" known: {', '.join(sorted(known)) or 'none'}"
        )
    uploads = (replace(each, required=each.purpose in required) for each in service.uploads)
    return replace(service, uploads=tuple(uploads))


def _with_own_workflow(service: Service, settings: Settings) -> Service:
    table, place = settings.services.get(service.code, {}).get(WORKFLOW), _place(service)
    if table is None:
        return service
    if service.workflow is None:
        raise StartupError(f"setting {place}: the service has no workflow; leave the table out")
    own = _checked(WorkflowSettings, table, place)
    if faults := override_faults(service.workflow, own):
        raise StartupError(*(f"setting {place}{fault}" for fault in faults))
    return replace(service, workflow=overridden(service.workflow, own))


def _place(service: Service) -> str:
    return f"services.{service.code}.{WORKFLOW}"


def _own(settings: Settings, service: Service) -> dict[str, Any]:
    table = settings.services.get(service.code, {})
    return {key: value for key, value in table.items() if key not in CORES}


def _checked(model: type[Table], table: Any, place: str) -> Table:
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise StartupError(*faults_of(error, model, place)) from None
