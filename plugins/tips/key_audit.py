"""Who has changed the keys that open tips stands in the audit, in one transaction with it."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeVar

from core import PLATFORM_CHAIN, Officer, Runtime, Unit, record_audit, transactional

T = TypeVar("T")


@transactional
async def noted(
    runtime: Runtime,
    step: str,
    unit: Unit | None,
    change: Callable[[], Awaitable[T]],
    *,
    by: Officer | None = None,
    to: Sequence[Officer] = (),
    without: Sequence[Officer] = (),
) -> T:
    """What the change answers. `by` has typed the passphrase; `unit` is None where an officer's own
    key pair is made.
    """
    answer = await change()
    people = {"by": [by] if by else [], "to": to, "without": without}
    await record_audit(
        unit.code if unit else PLATFORM_CHAIN,
        at=runtime.now(),
        actor="system:command",
        action=f"tips.key_{step}",
        subject=f"unit:{unit.code}" if unit else f"officer:{to[0].id}",
        details={name: [str(each.id) for each in of] for name, of in people.items() if of},
    )
    return answer
