"""Who may change what the directory says of a unit: heads of districts and administrators of the
state, each at or below the unit of the posting.
"""

from __future__ import annotations

from collections.abc import Collection

from core import Forbidden, OfficerRole, Unit, UnitKind, Viewer, is_under
from plugins.directory.texts import text

ADMINISTRATORS = frozenset({OfficerRole.DISTRICT_HEAD, OfficerRole.STATE_ADMINISTRATOR})
OTHERS = text(
    "What the directory says of a unit is changed by the head of its district or an administrator "
    "of the state."
)
NOT_STATE = text("Helplines are changed by an administrator of the whole state.")


def administers(viewer: Viewer, units_above: Collection[str]) -> bool:
    """Whether the viewer may change a unit, given the codes of it and of all units above it."""
    return any(code in units_above for code in _administered(viewer))


async def require_administrator(viewer: Viewer, unit_code: str) -> None:
    """Raises Forbidden unless the viewer may change this unit. That there is such a unit is public,
    so it need not look as if there were none.
    """
    if not await is_under(unit_code, _administered(viewer)):
        raise Forbidden(OTHERS)


async def administered_state(viewer: Viewer) -> Unit:
    """The state that the viewer administers. Raises Forbidden for all others."""
    codes = [
        posting.unit_id
        for posting in viewer.postings
        if posting.role is OfficerRole.STATE_ADMINISTRATOR
    ]
    state = await Unit.get_or_none(kind=UnitKind.STATE, code__in=codes)
    if state is None:
        raise Forbidden(NOT_STATE)
    return state


def _administered(viewer: Viewer) -> list[str]:
    return [posting.unit_id for posting in viewer.postings if posting.role in ADMINISTRATORS]
