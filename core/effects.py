"""What happens after commit: a handler for each topic of the outbox, and the workers that call
them.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Coroutine, Iterator, Mapping
from typing import Any

from core.contract import RequestMoved
from core.documents.copies import storage_of
from core.documents.issuing import TOPIC as DOCUMENT
from core.documents.making import DocumentMaker, Source
from core.documents.signing import document_signer
from core.errors import ServiceClosed
from core.files.scanning import SCAN, Scans, file_scanner
from core.notifications.delivery import Delivery, DemoSender, NoSender
from core.outbox import Handler, Worker
from core.plugins import PluginRegistry
from core.runtime import Runtime
from core.sandboxes import Sandboxes


class Effects:
    """Three workers, so that no code for signing in waits behind a document or a scan."""

    def __init__(self, runtime: Runtime, registry: PluginRegistry, sandboxes: Sandboxes) -> None:
        self._runtime = runtime
        self._registry = registry
        sender = DemoSender(runtime) if runtime.settings.is_demo else NoSender()
        handlers: dict[str, Handler] = {
            "message": Delivery(runtime, sender),
            "request_moved": self._tell_plugins,
        }
        maker = DocumentMaker(
            runtime,
            self._source,
            sandboxes.rendering,
            storage_of(runtime),
            lambda: document_signer(runtime, registry),
        )
        self.messages = Worker(runtime, handlers)
        self.documents = Worker(runtime, {DOCUMENT: maker})
        scans = Scans(runtime, file_scanner(runtime, registry))
        self.scans = Worker(runtime, {SCAN: scans})

    def jobs(self) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs beside the server, by name. Documents may be made by another process."""
        yield "messages", self.messages.run()
        yield "scans", self.scans.run()
        if self._runtime.settings.documents.processes:
            yield "documents", self.documents.run()

    async def _tell_plugins(self, _: uuid.UUID, payload: Mapping[str, Any]) -> None:
        event = RequestMoved(
            request_id=payload["request_id"],
            number=payload["number"],
            service=payload["service"],
            action=payload["action"],
            from_status=payload["from"],
            to_status=payload["to"],
            version=payload["version"],
        )
        hook = self._registry.hook.request_moved
        await asyncio.gather(*hook(runtime=self._runtime, event=event))

    def _source(self, service: str, kind: str) -> Source:
        template = self._registry.document_template(service, kind)
        if template is None:
            raise ServiceClosed
        return Source(template, self._registry.template_folder(service))
