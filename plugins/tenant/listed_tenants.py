"""Several tenants of one house by CSV: all rows are registered or none, each as a request of its
own that waits for its files and its tenant's consent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from core import (
    AddressInput,
    Citizen,
    Context,
    DocumentKind,
    Findings,
    Gender,
    ImportRefused,
    InvalidInput,
    Problem,
    Relation,
    RowError,
    answer_once,
    as_of_now,
    limit_rate,
    rows_of,
)
from plugins.tenant.content import Content, check_content
from plugins.tenant.inputs import (
    ReferenceInput,
    RegisterTenantInput,
    RegisterTenantsInput,
    TenancyInput,
    TenantPersonInput,
)
from plugins.tenant.registering import store
from plugins.tenant.rules import CODE, MOST_TENANTS
from plugins.tenant.settings import TenantSettings
from plugins.tenant.texts import text
from plugins.tenant.waiting import DAY

REGISTER = "registerTenants"
COLUMNS = (
    "full_name", "relation", "relative_name", "gender", "birth_date", "mobile", "nationality",
    "identity_kind", "identity_number", "address", "address_state", "address_pin",
    "address_station", "since", "until", "reference1_name", "reference1_mobile",
    "reference2_name", "reference2_mobile",
)  # fmt: skip
AT = {
    ("tenant", "permanentAddress", "text"): "address",
    ("tenant", "permanentAddress", "stateCode"): "address_state",
    ("tenant", "permanentAddress", "pinCode"): "address_pin",
    ("tenant", "permanentAddress", "stationCode"): "address_station",
    ("tenancy", "until"): "until",
    ("references", "0", "fullName"): "reference1_name",
    ("references", "0", "mobile"): "reference1_mobile",
    ("references", "1", "fullName"): "reference2_name",
    ("references", "1", "mobile"): "reference2_mobile",
    ("tenant", "foreigner"): "nationality",
}
"""The column of each place of a registration that is not called as its field."""

NOT_A_DAY = "write a day as YYYY-MM-DD"
COUNT = text("The list must hold 1 to {most} tenants.")
Code = TypeVar("Code", bound=StrEnum)


@dataclass(frozen=True)
class Listed:
    """What has come of a list: the numbers of the new requests, in its order, or what is wrong."""

    numbers: Sequence[str]
    count: int
    errors: Sequence[RowError]


async def register_all(context: Context, given: RegisterTenantsInput) -> Listed:
    """Register all tenants of a list, or check it alone. Raises InvalidInput for what is wrong with
    the whole, RateLimited.
    """
    viewer = await context.viewer()
    citizen = viewer.citizen
    assert citizen is not None  # noqa: S101  (the policy has asked)
    contents, errors = await _checked(context, citizen, given)
    if errors or given.dry_run:
        return Listed((), len(contents), errors)

    async def perform() -> dict[str, Any]:
        await as_of_now(context.runtime, viewer)
        if problems := context.profile_problems(citizen):
            raise InvalidInput(problems)
        most = TenantSettings.of(context.runtime).listed_a_day
        now = context.runtime.now()
        await limit_rate(f"{CODE}-listed:{citizen.id}", most, DAY, now, len(contents))
        rows = [
            await store(context, citizen, content, (), given.language, None) for content in contents
        ]
        return {"numbers": [row.number for row in rows]}

    key, sent, actor = given.idempotency_key, asdict(given), viewer.actor
    answer = await answer_once(context.runtime, actor, REGISTER, key, sent, perform)
    return Listed(answer["numbers"], len(answer["numbers"]), ())


async def _checked(
    context: Context, citizen: Citizen, given: RegisterTenantsInput
) -> tuple[list[Content], list[RowError]]:
    try:
        rows = rows_of(given.csv.lstrip("\ufeff").splitlines(keepends=True), COLUMNS)
    except ImportRefused as refused:
        return [], refused.errors
    if not 1 <= len(rows) <= MOST_TENANTS:
        message = text(COUNT.message, most=MOST_TENANTS)
        raise InvalidInput([Problem(("csv",), "TOO_MANY" if rows else "REQUIRED", message)])
    contents: list[Content] = []
    errors: list[RowError] = []
    seen: set[tuple[str, str]] = set()
    for number, row in rows.items():
        content = await _content(context, citizen, given, number, row, errors)
        if content is not None:
            contents.append(content)
        person = (row["full_name"].casefold(), row["birth_date"])
        if person in seen:
            errors.append(RowError(number, "full_name", "stands in the list twice"))
        seen.add(person)
    return contents, errors


async def _content(
    context: Context,
    citizen: Citizen,
    given: RegisterTenantsInput,
    number: int,
    row: Mapping[str, str],
    errors: list[RowError],
) -> Content | None:
    """What a row says, checked as a registration is."""
    registration = _registration(given, number, row, errors)
    if registration is None:
        return None
    findings = Findings()
    content = await check_content(context.runtime, citizen, registration, findings)
    language = await context.language()
    for problem in findings.problems:
        message = context.runtime.texts(problem.message, language)
        errors.append(RowError(number, _column(problem.path), message))
    return content


def _column(path: tuple[str, ...]) -> str:
    plain = "".join(f"_{c.lower()}" if c.isupper() else c for c in path[-1]) if path else "row"
    return AT.get(path) or plain


def _registration(
    given: RegisterTenantsInput, number: int, row: Mapping[str, str], errors: list[RowError]
) -> RegisterTenantInput | None:
    before = len(errors)
    birth_date = _day(row, "birth_date", number, errors)
    since = _day(row, "since", number, errors)
    until = _day(row, "until", number, errors) if row["until"] else None
    relation = _code(Relation, row, "relation", number, errors)
    gender = _code(Gender, row, "gender", number, errors)
    kind = None
    if row["identity_kind"]:
        kind = _code(DocumentKind, row, "identity_kind", number, errors)
    if len(errors) > before or not (birth_date and since and relation and gender):
        return None
    tenant = TenantPersonInput(
        full_name=row["full_name"],
        relation=relation,
        relative_name=row["relative_name"],
        gender=gender,
        birth_date=birth_date,
        mobile=row["mobile"] or None,
        nationality=row["nationality"],
        identity_kind=kind,
        identity_number=row["identity_number"] or None,
        permanent_address=_address(row),
    )
    return RegisterTenantInput(
        premises=given.premises,
        tenancy=TenancyInput(from_=since, until=until),
        tenant=tenant,
        references=_references(row),
        declaration=given.declaration,
        idempotency_key=given.idempotency_key,
    )


def _address(row: Mapping[str, str]) -> AddressInput:
    return AddressInput(
        text=row["address"],
        state_code=row["address_state"] or None,
        pin_code=row["address_pin"] or None,
        station_code=row["address_station"] or None,
    )


def _references(row: Mapping[str, str]) -> list[ReferenceInput]:
    named = [(row[f"reference{n}_name"], row[f"reference{n}_mobile"]) for n in (1, 2)]
    return [ReferenceInput(full_name=name, mobile=mobile) for name, mobile in named if name]


def _day(row: Mapping[str, str], column: str, number: int, errors: list[RowError]) -> date | None:
    try:
        return date.fromisoformat(row[column])
    except ValueError:
        errors.append(RowError(number, column, NOT_A_DAY))
        return None


def _code(
    codes: type[Code], row: Mapping[str, str], column: str, number: int, errors: list[RowError]
) -> Code | None:
    try:
        return codes(row[column].upper())
    except ValueError:
        errors.append(RowError(number, column, f"write one of {', '.join(codes)}"))
        return None
