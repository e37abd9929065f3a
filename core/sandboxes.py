"""The child processes of one platform: what is uploaded is opened in one kind, papers are made in
the other.
"""

from __future__ import annotations

from core.sandbox import Sandbox
from core.settings import Settings


class Sandboxes:
    """A sandbox for checking uploads and one for rendering documents."""

    def __init__(self, settings: Settings, *, renders: bool = True) -> None:
        files, documents = settings.files, settings.documents
        self._renders = renders and documents.at_once > 0
        self.inspection = Sandbox(
            "core.files.inspection:inspect",
            processes=files.processes,
            seconds=files.check_seconds,
            megabytes=files.check_megabytes,
        )
        self.rendering = Sandbox(
            "core.rendering.render:render",
            processes=max(1, documents.at_once),
            seconds=documents.seconds,
            megabytes=documents.megabytes,
        )

    def __enter__(self) -> Sandboxes:
        """Start the children now, so that the first citizen does not wait for them."""
        self.inspection.warm()
        if self._renders:
            self.rendering.warm()
        return self

    def __exit__(self, *_: object) -> None:
        """End the children."""
        self.inspection.close()
        self.rendering.close()
