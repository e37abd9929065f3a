"""The papers of a tenant verification: the acknowledgement and the result for the landlord, and for
officers a letter to the tenant's home state.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from core import (
    Citizen,
    DocumentTemplate,
    Reason,
    Relation,
    Runtime,
    ServiceRequest,
    Terms,
)
from plugins.tenant.content import content_of
from plugins.tenant.labels import (
    ACKNOWLEDGED,
    KINDS,
    LABELS,
    LETTER,
    OF_RESULTS,
    RELATIONS,
    RESULT_NOTES,
)
from plugins.tenant.models import HomeQuery, PremisesKind, Tenancy
from plugins.tenant.texts import text
from plugins.tenant.workflow import RESULTS

HOME_STATE_LETTER = "HOME_STATE_LETTER"
WITHDRAWN = Reason("WITHDRAWN", text("The registration was withdrawn"))
REASONS = (
    Reason("ISSUED_IN_ERROR", text("It was issued in error")),
    Reason("FALSE_DECLARATION", text("What was declared was not true")),
    Reason("MISUSED", text("It was misused")),
)


async def acknowledgement(runtime: Runtime, request: ServiceRequest) -> Mapping[str, Any]:
    """The values of `acknowledgement.html`."""
    row = await Tenancy.get(request_id=request.id).select_related("order")
    order = row.order
    return {
        **await _facts(runtime, request, row),
        "order": f"{order.number} · {order.section}" if order else None,
        "report_by": _day(row.report_by),
        "submitted_at": request.submitted_at,
        "notes": ACKNOWLEDGED,
    }


async def result(runtime: Runtime, request: ServiceRequest) -> Mapping[str, Any]:
    """The values of `result.html`: the result and nothing about why."""
    row = await Tenancy.get(request_id=request.id)
    found = OF_RESULTS[row.result] if row.result else None
    return {**await _facts(runtime, request, row), "result": found, "notes": RESULT_NOTES}


async def letter(runtime: Runtime, request: ServiceRequest) -> Mapping[str, Any]:
    """The values of `home_state_letter.html`."""
    row = await Tenancy.get(request_id=request.id)
    query = await HomeQuery.get_or_none(request_id=request.id)
    facts = await _facts(runtime, request, row)
    return {**facts, "question": query.question if query else "", "notes": LETTER}


async def _facts(runtime: Runtime, request: ServiceRequest, row: Tenancy) -> dict[str, Any]:
    """What all of them say; less after an erasure."""
    content, owner = content_of(runtime, row), await Citizen.get(id=request.citizen_id)
    facts: dict[str, Any] = {"labels": LABELS, "owner": owner.full_name, "tenant": {}}
    if not content:
        return facts
    tenant, premises, tenancy = content["tenant"], content["premises"], content["tenancy"]
    home = tenant["permanent_address"]
    pin = premises["pin_code"]
    return {
        **facts,
        "tenant": {
            "name": tenant["full_name"],
            "relation": RELATIONS[Relation(tenant["relation"])],
            "relative": tenant["relative_name"],
            "birth_date": _day(date.fromisoformat(tenant["birth_date"])),
            "home": ", ".join(
                str(home[name])
                for name in ("text", "tehsil", "pin_code", "state_code")
                if home[name]
            ),
        },
        "premises": ", ".join(filter(None, (premises["text"], pin))),
        "kind": KINDS[PremisesKind(premises["kind"])],
        "since": _day(date.fromisoformat(tenancy["since"])),
        "until": _day(date.fromisoformat(tenancy["until"])) if tenancy["until"] else None,
    }


def _day(day: date | None) -> str | None:
    return day.strftime("%d.%m.%Y") if day else None


async def _of_tenant(runtime: Runtime, request: ServiceRequest) -> Terms:
    content = content_of(runtime, await Tenancy.get(request_id=request.id))
    return Terms(content["tenant"]["full_name"] if content else None)


HOME_LETTER = DocumentTemplate(
    kind=HOME_STATE_LETTER,
    title=text("Letter to the police of the tenant's home state"),
    template="home_state_letter.html",
    content=letter,
    issued_in=frozenset(),
    revoked_in={"WITHDRAWN": WITHDRAWN},
    reasons=REASONS,
    terms=_of_tenant,
    for_officers=True,
)
DOCUMENTS = (
    DocumentTemplate(
        kind="ACKNOWLEDGEMENT",
        title=text("Acknowledgement of the registration of a tenant"),
        template="acknowledgement.html",
        content=acknowledgement,
        issued_in=frozenset({"SUBMITTED"}),
        revoked_in={"WITHDRAWN": WITHDRAWN},
        reasons=REASONS,
    ),
    DocumentTemplate(
        kind="RESULT_LETTER",
        title=text("Result of the verification of a tenant"),
        template="result.html",
        content=result,
        issued_in=frozenset(RESULTS),
        revoked_in={},
        reasons=REASONS,
    ),
    HOME_LETTER,
)
