"""The providers of payments that the settings name: three built in, and those of plugins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Protocol

from core.errors import StartupError
from core.payments.exempt import Exempt
from core.payments.gateway import Gateway
from core.payments.reports import PAY_MUTATION, FeeService, PaymentProvider
from core.payments.treasury import Treasury
from core.runtime import Providers, Runtime
from core.service_requests.workflow import Workflow

EXEMPT, GATEWAY, TREASURY = "exempt", "gateway", "treasury"
BUILT_IN: dict[str, Callable[[Runtime], PaymentProvider]] = {
    EXEMPT: lambda runtime: Exempt(),
    GATEWAY: Gateway,
    TREASURY: Treasury,
}


class Plugins(Providers, Protocol):
    """What payments need of the plugins' registry."""

    @property
    def services(self) -> Sequence[Any]: ...
    def service(self, code: str) -> FeeService: ...
    def flow(self, code: str) -> Workflow | None: ...


def provider_of(runtime: Runtime, plugins: Providers, name: str) -> PaymentProvider:
    """The provider of a name, enabled or not any more: its payments are still to be settled. Raises
    StartupError where it cannot be had.
    """
    if name in BUILT_IN:
        return BUILT_IN[name](runtime)
    provider: PaymentProvider | None = plugins.port(PaymentProvider, runtime, name)
    if provider is None:
        raise StartupError(
            f"setting payments.providers: no enabled plugin provides {name}; the built-in are"
            f" {', '.join(BUILT_IN)}"
        )
    return provider


def check_providers(runtime: Runtime, plugins: Plugins) -> None:
    """See at the start that fees can be paid. Raises StartupError."""
    names = runtime.settings.payments.providers
    if len(set(names)) < len(names):
        raise StartupError("setting payments.providers: a provider stands twice; leave one out")
    faults = [fault for name in names for fault in _faults(runtime, plugins, name)]
    takes = [each.code for each in plugins.services if each.workflow and takes_fee(each.workflow)]
    if takes and not names:
        faults.append(
            f"setting payments.providers: none, and {takes[0]} takes a fee; name some of"
            f" {', '.join(BUILT_IN)}"
        )
    if faults:
        raise StartupError(*faults)


def _faults(runtime: Runtime, plugins: Plugins, name: str) -> Sequence[str]:
    try:
        provider_of(runtime, plugins, name)
    except StartupError as error:
        return error.faults
    return ()


def takes_fee(flow: Workflow) -> bool:
    """Whether a workflow has a step that a payment takes."""
    return any(step.mutation == PAY_MUTATION for step in flow.transitions)


def offered(names: Sequence[str], exempt_proof: str | None) -> list[str]:
    """By which providers a fee can be paid, in their order."""
    return [name for name in names if name != EXEMPT or exempt_proof is not None]
