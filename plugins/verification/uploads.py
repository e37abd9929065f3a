"""What may be uploaded with a verification."""

from core import Upload
from plugins.verification.texts import text

PHOTO, IDENTITY, ADDRESS_PROOF, AFFIDAVIT = "PHOTO", "IDENTITY", "ADDRESS_PROOF", "AFFIDAVIT"
SUPPORTING, BPL_CARD, ENQUIRY = "SUPPORTING", "BPL_CARD", "ENQUIRY"
PICTURES = ("image/jpeg", "image/png")
SCANS = (*PICTURES, "application/pdf")
MOST_BYTES = 10_000_000

UPLOADS = (
    Upload(PHOTO, text("A photo of the person"), PICTURES, MOST_BYTES, True, 1),
    Upload(IDENTITY, text("Proof of identity"), SCANS, MOST_BYTES, True, 2),
    Upload(ADDRESS_PROOF, text("Proof of the address"), SCANS, MOST_BYTES, True, 4),
    Upload(AFFIDAVIT, text("Affidavit"), SCANS, MOST_BYTES, False, 1),
    Upload(SUPPORTING, text("Letter of the organisation"), SCANS, MOST_BYTES, False, 3),
    Upload(BPL_CARD, text("BPL card"), SCANS, MOST_BYTES, False, 1, can_be_required=False),
    Upload(
        ENQUIRY,
        text("A paper of the enquiry, sent by an officer"),
        SCANS,
        MOST_BYTES,
        False,
        5,
        can_be_required=False,
    ),
)
