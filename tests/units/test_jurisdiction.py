"""At or under the unit of a posting: at any depth, in one indexed query."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date

import pytest
from clients import GraphQLClient
from factories import BHOPAL, MAKRONIYA, SAGAR, STATE, TT_NAGAR, lost_report
from lost_reports import SUBMIT
from starlette.applications import Starlette

from core.db import fetch, transactional
from core.identity.models import OfficerRole
from core.service_requests.models import ServiceRequest
from core.units.jurisdiction import district_of, is_under, rebuild_ancestry, units_under
from core.units.models import Unit, UnitKind

READ = "query Read($number: String!) { serviceRequest(number: $number) { number } }"
DEEP = 12


async def make_chain() -> list[str]:
    """A line of units, each below the one before, all of them below Sagar."""
    codes = [f"DEEP{level}" for level in range(DEEP)]
    for code, parent in zip(codes, [SAGAR, *codes], strict=False):
        await Unit.create(
            code=code,
            kind=UnitKind.OUTPOST,
            parent_id=parent,
            names={"en": code},
            source_name=code,
            source="test",
            updated_on=date(2026, 11, 1),
        )
    await transactional(rebuild_ancestry)()
    return codes


@pytest.mark.parametrize(
    ("unit", "above", "expected"),
    [
        (MAKRONIYA, MAKRONIYA, True),
        (MAKRONIYA, SAGAR, True),
        (MAKRONIYA, STATE, True),
        (MAKRONIYA, TT_NAGAR, False),
        (MAKRONIYA, BHOPAL, False),
        (SAGAR, MAKRONIYA, False),
        (STATE, SAGAR, False),
    ],
)
async def test_unit_lies_at_or_under_itself_and_all_above_it(
    app: Starlette, unit: str, above: str, expected: bool
) -> None:
    assert await is_under(unit, [above]) is expected
    assert await Unit.filter(code=unit, code__in=units_under([above])).exists() is expected


async def test_units_are_found_at_any_depth(app: Starlette) -> None:
    codes = await make_chain()
    assert await is_under(codes[-1], [SAGAR])
    assert not await is_under(codes[-1], [BHOPAL])
    below = await Unit.filter(code__in=units_under([codes[3]])).order_by("code")
    assert {unit.code for unit in below} == set(codes[3:])
    district = await district_of(codes[-1])
    assert district is not None
    assert district.code == SAGAR


async def test_nobody_is_under_no_unit_at_all(app: Starlette) -> None:
    assert not await is_under(MAKRONIYA, [])
    assert await Unit.filter(code__in=units_under([])).count() == 0


@pytest.mark.parametrize(
    ("unit_code", "role", "sees"),
    [
        (MAKRONIYA, OfficerRole.BEAT_OFFICER, True),
        (SAGAR, OfficerRole.DISTRICT_HEAD, True),
        (STATE, OfficerRole.STATE_ADMINISTRATOR, True),
        (TT_NAGAR, OfficerRole.STATION_HEAD, False),
        (BHOPAL, OfficerRole.DISTRICT_HEAD, False),
        (None, OfficerRole.STATION_HEAD, False),
    ],
)
async def test_officer_reads_the_requests_at_or_under_the_posting(
    as_citizen: Callable[..., Awaitable[GraphQLClient]],
    as_officer: Callable[..., Awaitable[GraphQLClient]],
    unit_code: str | None,
    role: OfficerRole,
    sees: bool,
) -> None:
    citizen = await as_citizen()
    submitted = await citizen.run(SUBMIT, input=lost_report())
    number = submitted["submitLostReport"]["lostReport"]["number"]
    answer = (await (await as_officer(unit_code, role)).send(READ, number=number)).json()
    assert answer["data"] == {"serviceRequest": {"number": number} if sees else None}
    codes = [error["extensions"]["code"] for error in answer.get("errors", [])]
    assert codes == ([] if sees else ["NOT_FOUND"])


async def test_requests_under_a_unit_are_found_by_indexes_alone(app: Starlette, kind: str) -> None:
    scoped = ServiceRequest.filter(unit_id__in=units_under([SAGAR])).sql(params_inline=True)
    if kind == "sqlite":
        plan = await fetch(f"EXPLAIN QUERY PLAN {scoped}", SAGAR)
        steps = [row["detail"] for row in plan if " core_" in row["detail"]]
        assert len(steps) == 2
        assert all(step.startswith("SEARCH") and "INDEX" in step for step in steps), steps
        return

    @transactional
    async def explain() -> str:
        await fetch("SET LOCAL enable_seqscan = off")  # tables this small are read as a whole
        return "\n".join(row["QUERY PLAN"] for row in await fetch(f"EXPLAIN {scoped}", SAGAR))

    plan_text = await explain()
    assert "Seq Scan" not in plan_text, plan_text
