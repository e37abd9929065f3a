"""What is wrong with services as their plugins declare them; it stops the start."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from strawberry.utils.str_converters import to_camel_case

from core import contract
from core.contract import Service
from core.privacy.notices import IDENTITY
from core.service_requests import workflow_faults
from core.service_settings import CORES


def faults(service: Service) -> Iterable[str]:
    if service.contract != contract.CONTRACT:
        yield (
            f"service {service.code}: written for contract {service.contract},"
            f" and this is {contract.CONTRACT}"
        )
    if service.workflow is not None:
        yield from (
            f"service {service.code}: {fault}" for fault in workflow_faults.faults(service.workflow)
        )
        if not service.number_prefix or service.request_type is None:
            yield f"service {service.code}: a workflow needs a number_prefix and a request_type"
    if service.number_prefix and not re.fullmatch("[A-Z]{1,6}", service.number_prefix):
        yield f"service {service.code}: number_prefix must be 1 to 6 letters A to Z"
    if strange := [name for name in service.loaders if not name.startswith(f"{service.code}.")]:
        yield f"service {service.code}: loader {strange[0]} must be called {service.code}.<name>"
    for event in service.events:
        if not event.code.startswith(f"{service.code}."):
            yield f"service {service.code}: event {event.code} must be called {service.code}.<word>"
    for header in service.headers:
        if not re.fullmatch("Thana(-[A-Z][a-z0-9]*)+", header):
            yield f"service {service.code}: header {header} must be called Thana-<Word>"
    for key in CORES:
        if key in service.settings.model_fields:
            yield f"service {service.code}: settings: the key {key} is core's; choose another"
    yield from _document_faults(service)


def _document_faults(service: Service) -> Iterable[str]:
    statuses = {status.code for status in service.workflow.statuses} if service.workflow else set()
    for document in service.documents:
        named = {*document.issued_in, *document.revoked_in}
        for code in sorted(named - statuses):
            yield (
                f"service {service.code}: document {document.kind} names the status {code},"
                " which its workflow does not have"
            )


def clashes(services: Sequence[Service]) -> list[str]:
    """The things that two services claim, naming both."""
    claims = [("the code", service.code, service.code) for service in services]
    claims += [
        ("the number prefix", service.number_prefix, service.code)
        for service in services
        if service.number_prefix
    ]
    claims += [("the notice", notice.purpose, s.code) for s in services for notice in s.notices]
    claims += [("the notice", IDENTITY.purpose, "core")]
    for root in ("query", "mutation", "subscription"):
        claims += [
            (f"the {root} field", name, s.code)
            for s in services
            for name in field_names(getattr(s, root))
        ]
    owners: dict[tuple[str, str], list[str]] = {}
    for kind, name, code in claims:
        owners.setdefault((kind, name), []).append(code)
    return [
        f"services {' and '.join(codes)} both bring {kind} {name}"
        for (kind, name), codes in owners.items()
        if len(codes) > 1
    ]


def field_names(root: type | None) -> list[str]:
    """The names of a Strawberry type's fields in GraphQL."""
    fields = root.__strawberry_definition__.fields if root else ()  # type: ignore[attr-defined]
    return [field.graphql_name or to_camel_case(field.python_name) for field in fields]
