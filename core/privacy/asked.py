"""What a copy and an erasure need of the plugins' registry, which lives above."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from core.service_requests.workflow import Workflow
from core.texts import Text


class Titled(Protocol):
    """A service's descriptor."""

    @property
    def code(self) -> str: ...
    @property
    def title(self) -> Text: ...


class Plugins(Protocol):
    """The plugins and their services."""

    @property
    def services(self) -> Sequence[Titled]: ...
    def flow(self, code: str) -> Workflow | None: ...
    async def ask(self, hook: str, **arguments: Any) -> list[tuple[str, Any]]: ...
