"""How an upload is refused: errors with the status that tus asks for, and a `fault` for what is
wrong with the file itself.
"""

from __future__ import annotations

from core.errors import BadRequest, Conflict, NotFound
from core.files.faults import FileFault
from core.texts import Text, text

PURPOSE, QUOTA = "FILE_PURPOSE", "FILE_QUOTA"

REFUSALS: dict[str, tuple[int, Text]] = {
    FileFault.FILE_EMPTY: (400, text("The file is empty. Choose another one.")),
    PURPOSE: (
        400,
        text("No service takes files for this: name `service` and `purpose` in Upload-Metadata."),
    ),
    FileFault.FILE_TOO_LARGE: (
        413,
        text("The file is larger than may be sent here. Make it smaller, or take another photo."),
    ),
    FileFault.FILE_TYPE: (
        415,
        text("Files of this kind are not taken here. Send a photo as JPEG or PNG, or a PDF."),
    ),
    FileFault.FILE_DAMAGED: (422, text("The file is damaged: it cannot be read to its end.")),
    FileFault.FILE_TOO_MANY_PIXELS: (
        422,
        text("The picture has too many points: 40 million at most."),
    ),
    FileFault.FILE_ENCRYPTED: (422, text("The PDF asks for a password. Save it without one.")),
    FileFault.FILE_ACTIVE: (
        422,
        text("The PDF holds scripts, forms or other files. Print it to a new PDF."),
    ),
    QUOTA: (429, text("You have sent very much today. Try again tomorrow.")),
}


class RefusedFile(BadRequest):
    """This file is not taken, whatever its uploader tries."""

    def __init__(self, fault: str, message: Text | None = None) -> None:
        self.http_status, usual = REFUSALS[fault]
        super().__init__(message or usual, fault=fault)


class WrongOffset(Conflict):
    def __init__(self) -> None:
        super().__init__(text("The upload goes on elsewhere. Ask for its offset with HEAD."))


class Held(Conflict):
    status = 423

    def __init__(self) -> None:
        super().__init__(text("Another request is writing to this upload. Try again in a moment."))


class Attached(Conflict):
    def __init__(self) -> None:
        super().__init__(text("This file belongs to a request and cannot be deleted."))


class Gone(NotFound):
    status = 410

    def __init__(self) -> None:
        super().__init__(text("This upload has expired. Begin it anew."))


class WrongChecksum(BadRequest):
    status = 460

    def __init__(self) -> None:
        super().__init__(text("The bytes do not have the checksum. Send them again."))
