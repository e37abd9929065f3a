"""Inputs of landlords and tenants, as the frontend contract has them."""

from __future__ import annotations

from datetime import date

import strawberry

from core import AddressInput, DocumentKind, Gender, Language, Relation, field, input_type
from plugins.tenant.models import PremisesKind

KEY = "A UUID made by the client."


@input_type("What is let, and where.")
class PremisesInput:
    kind: PremisesKind = field("What it is.")
    text: str = field("House, floor, street, village or colony.")
    station_code: str = field("The police station of the premises.")
    pin_code: str | None = field("Six digits.", default=None)
    latitude: float | None = field("Latitude, WGS 84 degrees; with the longitude.", default=None)
    longitude: float | None = field("Longitude, WGS 84 degrees; with the latitude.", default=None)


@input_type("Since and until when.")
class TenancyInput:
    from_: date = field("The first day.", name="from")
    until: date | None = field("The last day; null for no end.", default=None)
    rent_agreement_date: date | None = field("The day of the agreement.", default=None)


@input_type("What is asked of a tenant who is no citizen of India.")
class ForeignerInput:
    passport_number: str = field("The number of the passport.")
    passport_issued_at: str = field("The place where it was issued.")
    passport_valid_until: date = field("Its last day.")
    visa_number: str = field("The number of the visa.")
    visa_kind: str = field("What kind of visa it is.")
    visa_valid_until: date = field("Its last day.")
    purpose_of_stay: str = field("What the person is here for.")


@input_type("The tenant.")
class TenantPersonInput:
    full_name: str = field("Full name, in Devanagari or Latin letters.")
    alias: str | None = field("Another name that the person goes by.", default=None)
    relation: Relation = field("Who the relative is.")
    relative_name: str = field("The relative's full name.")
    gender: Gender = field("Gender.")
    birth_date: date = field("Date of birth.")
    occupation: str | None = field("Occupation.", default=None)
    employer: str | None = field("Employer, with the address.", default=None)
    mobile: str | None = field(
        "The tenant's own mobile number, to which the question for consent goes. A tenant without"
        " one consents at the station.",
        default=None,
    )
    email: str | None = field("E-mail.", default=None)
    identity_kind: DocumentKind | None = field("What proves the identity.", default=None)
    identity_number: str | None = field(
        "Its number; of an Aadhaar number the last four digits are kept.", default=None
    )
    nationality: str = field("IN for a citizen of India, else the country.")
    permanent_address: AddressInput = field("The permanent address.")
    previous_address: AddressInput | None = field("The address before this one.", default=None)
    foreigner: ForeignerInput | None = field(
        "For a tenant who is no citizen of India; null for one who is.", default=None
    )


@input_type("Somebody who lives there with the tenant.")
class CoResidentInput:
    full_name: str = field("Full name.")
    relation: str = field("Who it is to the tenant.")
    age: int = field("Age in years.")
    identity_kind: DocumentKind | None = field("What proves the identity.", default=None)
    identity_number: str | None = field(
        "Its number; of an Aadhaar number the last four digits are kept.", default=None
    )


@input_type("Somebody who knows the tenant, or who brought the tenancy about.")
class ReferenceInput:
    full_name: str = field("Full name.")
    mobile: str = field("Mobile number.")
    text: str | None = field("The address, or who it is.", default=None)


@input_type("Register a tenant. It begins once all files are there and the tenant consents.")
class RegisterTenantInput:
    premises: PremisesInput = field("What is let.")
    tenancy: TenancyInput = field("Since and until when.")
    tenant: TenantPersonInput = field("The tenant.")
    co_residents: list[CoResidentInput] | None = field("Who lives there too.", default=None)
    references: list[ReferenceInput] = field("People who know the tenant.")
    agent: ReferenceInput | None = field("Who brought it about.", default=None)
    attachments: list[strawberry.ID] | None = field("Files uploaded before.", default=None)
    renews_number: str | None = field(
        "The number of the caller's own registration that this one goes on from.", default=None
    )
    declaration: bool = field("That all this is true; false information is punishable.")
    language: Language | None = field(
        "The language of the request; the citizen's own when null.", default=None
    )
    idempotency_key: strawberry.ID = field(KEY)


@input_type("Send files that were missing.")
class AddTenantDocumentsInput:
    request_id: strawberry.ID = field("The request.")
    attachments: list[strawberry.ID] = field("Files uploaded before.")
    idempotency_key: strawberry.ID = field(KEY)


@input_type("Have the question for consent sent to the tenant once more.")
class SendConsentCodeInput:
    request_id: strawberry.ID = field("The request.")
    idempotency_key: strawberry.ID = field(KEY)


@input_type("What the tenant answers, with the code that was sent to the tenant's own phone.")
class ConsentToTenancyInput:
    code: str = field("The six digits.")
    challenge_id: strawberry.ID = field("What the message's link holds.")
    consents: bool = field("Whether the tenant consents; false erases what was entered, at once.")


@input_type("Null leaves as it is.")
class AmendTenantVerificationInput:
    request_id: strawberry.ID = field("The request.")
    premises: PremisesInput | None = field("The premises; their station stays.", default=None)
    tenancy: TenancyInput | None = field("Since and until when.", default=None)
    tenant: TenantPersonInput | None = field("The tenant, who stays the same.", default=None)
    co_residents: list[CoResidentInput] | None = field("All co-residents anew.", default=None)
    references: list[ReferenceInput] | None = field("All references anew.", default=None)
    attachments: list[strawberry.ID] | None = field("Further files.", default=None)
    note: str | None = field("What was changed, in words.", default=None)
    expected_version: int = field("The version that the caller has read.")
    idempotency_key: strawberry.ID = field(KEY)


@input_type("Say that a tenancy has ended: the landlord, or the tenant, who confirms it so.")
class EndTenancyInput:
    request_id: strawberry.ID = field("The request.")
    ended_on: date = field("The last day.")
    idempotency_key: strawberry.ID = field(KEY)


@input_type("Say, as the tenant, what is wrong with what was said.")
class ObjectToTenancyInput:
    request_id: strawberry.ID = field("The request.")
    text: str = field("What is wrong, in words.")
    idempotency_key: strawberry.ID = field(KEY)


@input_type("Register all tenants of one house. Their files are sent afterwards.")
class RegisterTenantsInput:
    premises: PremisesInput = field("What is let.")
    csv: str = field("CSV with a header; which columns, says plugins/tenant/README.md.")
    dry_run: bool = field("Whether it is only checked.")
    declaration: bool = field("That all this is true; false information is punishable.")
    language: Language | None = field(
        "The language of the requests; the citizen's own when null.", default=None
    )
    idempotency_key: strawberry.ID = field(KEY)
