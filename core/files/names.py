"""What an upload is called: for people to read, never a path."""

from __future__ import annotations

import re

from core.cleaning import clean_line

LONGEST = 200
UNNAMED = "file"
ENDINGS = {
    "image/jpeg": (".jpg", ".jpeg"),
    "image/png": (".png",),
    "application/pdf": (".pdf",),
}


def clean_name(given: str) -> str:
    """The last part of a path, in one line of visible characters; may still be too long, or
    empty.
    """
    return clean_line(re.split(r"[/\\]", given)[-1]).strip(". ")


def fitting_name(name: str, content_type: str | None = None) -> str:
    """A name of at most 200 characters, with an ending of the content's type once that is known."""
    endings = ENDINGS.get(content_type or "", ("",))
    if name.lower().endswith(endings) and len(name) <= LONGEST:
        return name or UNNAMED
    return f"{name[: LONGEST - len(endings[0])] or UNNAMED}{endings[0]}"
