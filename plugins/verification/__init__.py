"""Verification: character certificates, and the verification of employees, domestic helps and
servants. Stations enquire side by side, another officer decides.
"""

import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from core import CONTRACT, Kept, Runtime, Service, hookimpl
from plugins.verification import privacy
from plugins.verification.certificate import certificate_of
from plugins.verification.deadlines import shortest_due
from plugins.verification.fees import fee_of
from plugins.verification.kinds import CHARACTER, KINDS, Kind
from plugins.verification.loaders import LOADERS
from plugins.verification.rules import ERROR_CODES
from plugins.verification.schema import Mutation
from plugins.verification.schema_of_others import mutation_of
from plugins.verification.settings import VerificationSettings
from plugins.verification.uploads import UPLOADS
from plugins.verification.workflow import WORKFLOW


def _service(kind: Kind) -> Service:
    return Service(
        code=kind.code,
        title=kind.title,
        summary=kind.summary,
        contract=CONTRACT,
        number_prefix=kind.number_prefix,
        mutation=Mutation if kind is CHARACTER else mutation_of(kind),
        request_type=kind.request_type,
        workflow=WORKFLOW,
        fee=lambda settings: fee_of(settings, kind.purpose),
        due=shortest_due,
        uploads=UPLOADS,
        documents=(certificate_of(kind.certificate),),
        settings=VerificationSettings,
        loaders=LOADERS if kind is CHARACTER else {},
        error_codes=ERROR_CODES,
    )


SERVICES = tuple(_service(kind) for kind in KINDS)


@hookimpl
def register_services() -> Sequence[Service]:
    return SERVICES


@hookimpl
async def export_citizen(runtime: Runtime, citizen_id: uuid.UUID) -> Mapping[str, Any]:
    return await privacy.export(runtime, citizen_id)


@hookimpl
async def erase_citizen(runtime: Runtime, citizen_id: uuid.UUID) -> Sequence[Kept]:
    return await privacy.erase(runtime, citizen_id)
