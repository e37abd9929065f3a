"""Why a file is not taken: the same codes in answers, in the table and in the sandbox."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum

from core.errors import ThanaError


class FileFault(StrEnum):
    FILE_EMPTY = "FILE_EMPTY"
    FILE_TYPE = "FILE_TYPE"
    FILE_DAMAGED = "FILE_DAMAGED"
    FILE_TOO_LARGE = "FILE_TOO_LARGE"
    FILE_TOO_MANY_PIXELS = "FILE_TOO_MANY_PIXELS"
    FILE_ENCRYPTED = "FILE_ENCRYPTED"
    FILE_ACTIVE = "FILE_ACTIVE"


class Refused(ThanaError):
    """This content is not taken."""

    def __init__(self, fault: FileFault) -> None:
        self.fault = fault
        super().__init__(fault.value)


@contextmanager
def damaged_if_unreadable() -> Iterator[None]:
    """Whatever a decoder stumbles over is damage; want of memory is not for us to answer."""
    try:
        yield
    except (Refused, MemoryError):
        raise
    except Exception as error:
        raise Refused(FileFault.FILE_DAMAGED) from error
