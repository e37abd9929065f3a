"""What happens after commit: a handler for each topic of the outbox, and the workers that call
them.
"""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import Coroutine, Iterator, Mapping
from functools import partial
from typing import Any

from core.contract import RequestMoved
from core.documents.copies import storage_of
from core.documents.issuing import TOPIC as DOCUMENT
from core.documents.making import DocumentMaker, Source
from core.documents.signing import document_signer
from core.errors import ServiceClosed
from core.files.scanning import SCAN, Scans, file_scanner
from core.identity.one_time_codes import CODE
from core.notifications.notices import MESSAGE, NOTICE
from core.notifications.sending import Messages
from core.notifications.telling import Notices
from core.notifications.templates import read_templates
from core.notifications.wiring import outlet
from core.outbox.worker import Handler, Worker
from core.payments.refunding import Refunds
from core.payments.settling import REFUND
from core.plugin_events import SERVICE_TOLD, event_of
from core.plugins import PluginRegistry
from core.privacy.exporting import EXPORT, Exports
from core.runtime import Runtime
from core.sandboxes import Sandboxes
from core.service_requests.models import ServiceRequest

MESSAGES_AT_ONCE = 8


class Effects:
    """Workers of their own for codes, which nothing may hold up, and for what takes long."""

    def __init__(self, runtime: Runtime, registry: PluginRegistry, sandboxes: Sandboxes) -> None:
        self._runtime = runtime
        self._registry = registry
        templates = read_templates(registry.event_texts(), runtime.settings)
        self._outlet = outlet(runtime, registry, templates)
        messages = Messages(runtime, templates, self._outlet)
        handlers: dict[str, Handler] = {
            NOTICE: Notices(runtime, templates),
            MESSAGE: messages,
            "request_moved": self._tell_plugins,
            SERVICE_TOLD: self._tell_of_service,
            **self._effects_of_services(),
        }
        maker = DocumentMaker(
            runtime,
            self._source,
            sandboxes.rendering,
            storage_of(runtime),
            lambda: document_signer(runtime, registry),
        )
        self.codes = Worker(runtime, {CODE: messages}, at_once=MESSAGES_AT_ONCE)
        self.messages = Worker(runtime, handlers, at_once=MESSAGES_AT_ONCE)
        at_once = max(1, runtime.settings.documents.at_once)
        self.documents = Worker(runtime, {DOCUMENT: maker}, at_once=at_once)
        scans = Scans(runtime, file_scanner(runtime, registry), self._tell_of_file)
        self.scans = Worker(runtime, {SCAN: scans})
        self.refunds = Worker(runtime, {REFUND: Refunds(runtime, registry)})
        self.exports = Worker(runtime, {EXPORT: Exports(runtime, registry)})

    def jobs(self) -> Iterator[tuple[str, Coroutine[Any, Any, None]]]:
        """What runs beside the server, by name. Documents may be made by another process."""
        yield "codes", self.codes.run()
        yield "messages", self.messages.run()
        yield "scans", self.scans.run()
        yield "exports", self.exports.run()
        yield "refunds", self.refunds.run()
        if self._runtime.settings.documents.at_once:
            yield "documents", self.documents.run()

    async def close(self) -> None:
        """To be called when all jobs have ended."""
        await self._outlet.close()

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

    async def _tell_of_service(self, _: uuid.UUID, payload: Mapping[str, Any]) -> None:
        hook = self._registry.hook.service_told
        await asyncio.gather(*hook(runtime=self._runtime, event=event_of(payload)))

    async def _tell_of_file(self, request_id: uuid.UUID) -> None:
        request = await ServiceRequest.get(id=request_id)
        if self._registry.flow(request.service) is None:
            return  # the service is not enabled any more
        service = self._registry.service(request.service)
        hook = self._registry.hook.file_scanned
        of = {"runtime": self._runtime, "service": service, "request_id": request_id}
        await asyncio.gather(*hook(**of))

    def _effects_of_services(self) -> dict[str, Handler]:
        return {
            f"{service.code}.{name}": partial(effect, self._runtime)
            for service in self._registry.services
            for name, effect in service.effects.items()
        }

    def _source(self, service: str, kind: str) -> Source:
        template = self._registry.document_template(service, kind)
        if template is None:
            raise ServiceClosed
        return Source(template, self._registry.template_folder(service))
