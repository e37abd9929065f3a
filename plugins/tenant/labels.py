"""What the papers call things, and the words of codes."""

from core import Relation
from plugins.tenant.models import PremisesKind, TenantResult
from plugins.tenant.texts import text

LABELS = {
    "owner": text("Landlord"),
    "tenancy": text("The tenancy"),
    "tenant": text("Tenant"),
    "birth_date": text("Date of birth"),
    "home": text("Permanent address"),
    "premises": text("Premises"),
    "kind": text("What is let"),
    "since": text("Since"),
    "until": text("Until"),
    "submitted": text("Registered on"),
    "order": text("Order in force"),
    "report_by": text("To be reported by"),
    "result": text("Result"),
    "question": text("What is asked"),
    "notes": text("Please note"),
}
RELATIONS = {
    Relation.FATHER: text("Father"),
    Relation.MOTHER: text("Mother"),
    Relation.SPOUSE: text("Spouse"),
    Relation.GUARDIAN: text("Guardian"),
}
KINDS = {
    PremisesKind.HOUSE: text("House"),
    PremisesKind.FLAT: text("Flat"),
    PremisesKind.ROOM: text("Room"),
    PremisesKind.SHOP: text("Shop"),
    PremisesKind.OFFICE: text("Office"),
    PremisesKind.HOSTEL: text("Hostel"),
    PremisesKind.PAYING_GUEST: text("Paying guest"),
}
OF_RESULTS = {
    TenantResult.VERIFIED: text("The tenant has been verified."),
    TenantResult.ADVERSE: text("The verification has ended with an adverse result."),
    TenantResult.UNABLE: text("The tenant could not be verified."),
}
ACKNOWLEDGED = (
    text("It says that the tenancy was reported to the police, with the tenant's consent."),
    text("It says nothing about the tenant: the result comes in a letter of its own."),
)
RESULT_NOTES = (
    text("It holds for the day of issue. The police give no reasons for it."),
    text("It is for the landlord alone and is not to be made public."),
)
LETTER = (
    text("The tenant has consented to this verification."),
    text("Please answer the police station named above, with the number of this letter."),
)
