"""What a certificate calls things, and the words of codes."""

from core import Gender, OfficerRole, Reason, Relation
from plugins.verification.models import CertificatePurpose, EnquiryFinding
from plugins.verification.texts import text

LABELS = {
    "certified": text("This is to certify"),
    "name": text("Name"),
    "birth_date": text("Date of birth"),
    "gender": text("Gender"),
    "marks": text("Identification marks"),
    "purpose": text("Purpose"),
    "organisation": text("Addressed to"),
    "addresses": text("Addresses and stations"),
    "address": text("Address"),
    "period": text("Period"),
    "station": text("Police station"),
    "finding": text("Finding"),
    "covered": text("Period covered"),
    "result": text("Result of the enquiry"),
    "declared": text("Cases declared by the person"),
    "fir": text("FIR"),
    "status": text("Status"),
    "convicted": text("Conviction"),
    "authority": text("Issued by"),
    "conditions": text("Conditions"),
    "photo": text("Photo"),
    "to_date": text("to date"),
}
YES, NO = text("Yes"), text("No")

RELATIONS = {
    Relation.FATHER: text("Father"),
    Relation.MOTHER: text("Mother"),
    Relation.SPOUSE: text("Spouse"),
    Relation.GUARDIAN: text("Guardian"),
}
GENDERS = {
    Gender.FEMALE: text("Female"),
    Gender.MALE: text("Male"),
    Gender.OTHER: text("Other"),
    Gender.NOT_SAID: text("Not said"),
}
PURPOSES = {
    CertificatePurpose.GOVERNMENT_JOB: text("Government job"),
    CertificatePurpose.PRIVATE_JOB: text("Private job"),
    CertificatePurpose.LICENCE: text("Licence"),
    CertificatePurpose.PASSPORT: text("Passport"),
    CertificatePurpose.VISA: text("Visa"),
    CertificatePurpose.EDUCATION: text("Education"),
    CertificatePurpose.TENDER: text("Tender"),
    CertificatePurpose.OTHER: text("Other purpose"),
}
FINDINGS = {
    EnquiryFinding.NOTHING_ADVERSE: text("Nothing adverse"),
    EnquiryFinding.ADVERSE: text("Cases on record"),
    EnquiryFinding.UNABLE: text("Could not be found out"),
}
POSTS = {
    OfficerRole.STATION_HEAD: text("Station House Officer"),
    OfficerRole.DISTRICT_HEAD: text("Superintendent of Police"),
    OfficerRole.STATE_ADMINISTRATOR: text("State administrator"),
}
NOTHING_ADVERSE = text(
    "On the day of issue nothing stands against this person in the records of the police stations"
    " named here."
)
UNKNOWN = text("The stations named here could not find anything out, as marked above.")
PARTLY = text(
    "Nothing adverse was found by the stations that could enquire; what others could not find out"
    " is marked above."
)
ADVERSE = text("Cases are on record, as marked above.")
CONDITIONS = (
    text("It certifies records as of its date, not a character for life."),
    text("It loses its validity at once if an offence is registered against the person."),
    text("Check it before you rely on it: scan the QR code, or enter the code on our website."),
)
REVOCATION_REASONS = (
    Reason("OFFENCE_REGISTERED", text("An offence was registered against the holder")),
    Reason("FALSE_DECLARATION", text("What was declared was not true")),
    Reason("ISSUED_IN_ERROR", text("It was issued in error")),
    Reason("MISUSED", text("It was misused")),
)
