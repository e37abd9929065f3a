"""Why a document or its variables are not run."""

from __future__ import annotations

from typing import Literal

Reason = Literal[
    "SYNTAX",
    "INVALID",
    "TOO_COMPLEX",
    "INTROSPECTION",
    "OPERATION",
    "SUBSCRIPTION",
    "VARIABLE",
    "MIXED",
    "WRITTEN_VALUE",
]


class Refused(Exception):
    """A document that is not run: why, and in a few words where. Never holds a value that the
    client sent.
    """

    def __init__(self, reason: Reason, detail: str = "", most: int = 0) -> None:
        self.reason = reason
        self.detail = detail
        self.most = most
        super().__init__(reason)
