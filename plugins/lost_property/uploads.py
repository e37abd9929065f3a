"""What may be uploaded with a lost report."""

from core import Upload
from plugins.lost_property.texts import text

PHOTO, INVOICE, FOUND_PHOTO = "PHOTO", "INVOICE", "FOUND_PHOTO"
PICTURES = ("image/jpeg", "image/png")
MOST_BYTES = 10_000_000

UPLOADS = (
    Upload(PHOTO, text("A photo of the thing"), PICTURES, MOST_BYTES, required=False, max_files=5),
    Upload(
        INVOICE,
        text("The bill"),
        (*PICTURES, "application/pdf"),
        MOST_BYTES,
        required=False,
        max_files=5,
    ),
    Upload(
        FOUND_PHOTO,
        text("A photo of a thing that was handed in, sent by an officer"),
        PICTURES,
        MOST_BYTES,
        required=False,
        max_files=1,
    ),
)
