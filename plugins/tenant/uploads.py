"""What may be uploaded with a tenant verification."""

from core import Upload
from plugins.tenant.texts import text

PHOTO, IDENTITY, AGREEMENT = "PHOTO", "IDENTITY", "AGREEMENT"
PASSPORT, VISA, SUPPORTING = "PASSPORT", "VISA", "SUPPORTING"
VISIT_PHOTO, HOME_ANSWER = "VISIT_PHOTO", "HOME_ANSWER"
PICTURES = ("image/jpeg", "image/png")
SCANS = (*PICTURES, "application/pdf")
MOST_BYTES = 10_000_000
OF_FOREIGNERS = (PASSPORT, VISA)
"""Required of a tenant who is no citizen of India."""

UPLOADS = (
    Upload(PHOTO, text("A photo of the tenant"), PICTURES, MOST_BYTES, True, 1),
    Upload(IDENTITY, text("Proof of the tenant's identity"), SCANS, MOST_BYTES, True, 2),
    Upload(AGREEMENT, text("The rent agreement"), SCANS, MOST_BYTES, True, 3),
    Upload(PASSPORT, text("The passport of a foreigner"), SCANS, MOST_BYTES, False, 2),
    Upload(VISA, text("The visa of a foreigner"), SCANS, MOST_BYTES, False, 2),
    Upload(SUPPORTING, text("Another paper"), SCANS, MOST_BYTES, False, 3),
    Upload(
        VISIT_PHOTO,
        text("A photo of a visit, sent by an officer"),
        PICTURES,
        MOST_BYTES,
        False,
        1,
        can_be_required=False,
    ),
    Upload(
        HOME_ANSWER,
        text("The answer of the home station, sent by an officer"),
        SCANS,
        MOST_BYTES,
        False,
        3,
        can_be_required=False,
    ),
)
OWNERS = frozenset(upload.purpose for upload in UPLOADS) - {VISIT_PHOTO, HOME_ANSWER}
"""What a landlord may send."""
