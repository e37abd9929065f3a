"""What was said of a tenancy, as its landlord, its tenant and officers are shown it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import strawberry

from core import (
    AddressType,
    DocumentKind,
    Gender,
    Info,
    Relation,
    UnitType,
    field,
    object_type,
    resolver,
    unit_type,
)
from plugins.tenant import models
from plugins.tenant.models import PremisesKind, TenancyParty


@object_type("What is let, and where.")
class Premises:
    station_code: strawberry.Private[str]
    kind: PremisesKind = field("What it is.")
    text: str = field("House, floor, street, village or colony.")
    pin_code: str | None = field("Six digits.")
    latitude: float | None = field("Latitude, WGS 84 degrees.")
    longitude: float | None = field("Longitude, WGS 84 degrees.")

    @resolver("The police station of the premises.")
    async def station(self, info: Info) -> UnitType:
        return await unit_type(info.context, self.station_code)


@object_type("Since and until when.")
class Tenancy:
    from_: date = field("The first day.", name="from")
    until: date | None = field("The last day; null for no end.")
    rent_agreement_date: date | None = field("The day of the agreement.")


@object_type("Passport and visa of a tenant who is no citizen of India.")
class Foreigner:
    passport_number: str = field("The number of the passport.")
    passport_issued_at: str = field("The place where it was issued.")
    passport_valid_until: date = field("Its last day.")
    visa_number: str = field("The number of the visa.")
    visa_kind: str = field("What kind of visa it is.")
    visa_valid_until: date = field("Its last day.")
    purpose_of_stay: str = field("What the person is here for.")


@object_type("The tenant.")
class Tenant:
    full_name: str = field("Full name.")
    alias: str | None = field("Another name that the person goes by.")
    relation: Relation = field("Who the relative is.")
    relative_name: str = field("The relative's full name.")
    gender: Gender = field("Gender.")
    birth_date: date = field("Date of birth.")
    occupation: str | None = field("Occupation.")
    employer: str | None = field("Employer, with the address.")
    mobile: str | None = field("The tenant's own mobile number.")
    email: str | None = field("E-mail.")
    identity_kind: DocumentKind | None = field("What proves the identity.")
    identity_number: str | None = field("Its number; of an Aadhaar number the last four digits.")
    nationality: str = field("IN for a citizen of India, else the country.")
    permanent_address: AddressType = field("The permanent address.")
    previous_address: AddressType | None = field("The address before this one.")
    foreigner: Foreigner | None = field("Of a tenant who is no citizen of India.")


@object_type("Somebody who lives there with the tenant.")
class CoResident:
    full_name: str = field("Full name.")
    relation: str = field("Who it is to the tenant.")
    age: int = field("Age in years.")
    identity_kind: DocumentKind | None = field("What proves the identity.")
    identity_number: str | None = field("Its number; of an Aadhaar number the last four digits.")


@object_type("Somebody who knows the tenant, or who brought the tenancy about.", name="Reference")
class Reference:
    full_name: str = field("Full name.")
    mobile: str | None = field("Mobile number.")
    text: str | None = field("The address, or who it is.")


@object_type("What the tenant has objected.")
class TenancyObjection:
    text: str = field("What is wrong, in words.")
    at: datetime = field("When it was said.")


@object_type("The end of a tenancy.")
class TenancyEnd:
    on: date = field("The last day.")
    by: TenancyParty = field("Who has said so.")
    confirmed_at: datetime | None = field("When the tenant has confirmed what the landlord said.")


Said = Mapping[str, Any]
"""What was said, as it is stored; empty after an erasure."""


def premises_type(content: Said) -> Premises | None:
    said = content.get("premises")
    if said is None:
        return None
    return Premises(**{**said, "kind": PremisesKind(said["kind"])})


def tenancy_type(content: Said) -> Tenancy | None:
    said = content.get("tenancy")
    if said is None:
        return None
    return Tenancy(
        from_=date.fromisoformat(said["since"]),
        until=_day(said["until"]),
        rent_agreement_date=_day(said["agreed_on"]),
    )


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def tenant_type(content: Said) -> Tenant | None:
    said = content.get("tenant")
    if said is None:
        return None
    previous, foreigner = said["previous_address"], said["foreigner"]
    typed = {
        "relation": Relation(said["relation"]),
        "gender": Gender(said["gender"]),
        "birth_date": date.fromisoformat(said["birth_date"]),
        "identity_kind": _kind(said["identity_kind"]),
        "permanent_address": AddressType(**said["permanent_address"]),
        "previous_address": AddressType(**previous) if previous else None,
        "foreigner": _foreigner(foreigner) if foreigner else None,
    }
    return Tenant(**{**said, **typed})


def _kind(written: str | None) -> DocumentKind | None:
    return DocumentKind(written) if written else None


def _foreigner(said: Said) -> Foreigner:
    days = {
        name: date.fromisoformat(said[name])
        for name in ("passport_valid_until", "visa_valid_until")
    }
    return Foreigner(**{**said, **days})


def co_residents(content: Said) -> list[CoResident]:
    return [
        CoResident(**{**said, "identity_kind": _kind(said["identity_kind"])})
        for said in content.get("co_residents", ())
    ]


def reference_type(said: Said) -> Reference:
    return Reference(**said)


def objection_type(row: models.Tenancy) -> TenancyObjection | None:
    if row.objection is None or row.objected_at is None:
        return None
    return TenancyObjection(text=row.objection, at=row.objected_at)


def end_type(row: models.Tenancy) -> TenancyEnd | None:
    if row.ended_on is None or row.ended_by is None:
        return None
    return TenancyEnd(on=row.ended_on, by=row.ended_by, confirmed_at=row.leaving_confirmed_at)
