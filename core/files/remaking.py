"""Images made anew in memory, for what must not touch a disk in the clear."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from typing import Any

from core.errors import Unavailable
from core.files.faults import FileFault, Refused
from core.sandbox import Sandbox, SandboxCrash, SandboxFault, SandboxTimeout

IMAGES = ("image/jpeg", "image/png")


@dataclass(frozen=True)
class RemadeImage:
    """An image with nothing in it but what is seen."""

    content_type: str
    content: bytes


async def remake_image(inspection: Sandbox, content: bytes, max_bytes: int) -> RemadeImage:
    """A JPEG or PNG made anew in a limited child process that gets and answers it through a pipe.
    Raises Refused with the fault (empty, another type, damaged, too large, too many pixels), and
    Unavailable when too many wait.
    """
    if len(content) > max_bytes:
        raise Refused(FileFault.FILE_TOO_LARGE)
    job = {"content": b64encode(content).decode("ascii"), "allowed": IMAGES, "max_bytes": max_bytes}
    found = await _found(inspection, job)
    if "fault" in found:
        raise Refused(FileFault(found["fault"]))
    return RemadeImage(found["content_type"], b64decode(found["content"]))


async def _found(inspection: Sandbox, job: dict[str, Any]) -> dict[str, Any]:
    try:
        return await inspection.run(job)
    except (SandboxTimeout, SandboxCrash):
        return {"fault": FileFault.FILE_DAMAGED}
    except SandboxFault as error:
        raise Unavailable from error
