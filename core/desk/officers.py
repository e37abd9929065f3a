"""Which officers a request can be given to: those whose posting covers its unit, in a role that
takes steps.
"""

from __future__ import annotations

import uuid
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from tortoise.expressions import Q

from core.identity.models import Citizen, Officer, Posting
from core.units.models import UnitAncestry

MOST = 100


async def assignable(
    unit_code: str, citizen: Citizen, roles: Collection[str], now: datetime
) -> dict[uuid.UUID, tuple[Officer, list[str]]]:
    """Officers by id with those of their roles that count, the nearest posting first, 100 at
    most; without one who is the citizen.
    """
    above = await UnitAncestry.filter(unit_id=unit_code).values_list("ancestor_id", "depth")
    depths = dict(above)
    held = Posting.filter(
        Q(ends_at=None) | Q(ends_at__gt=now),
        unit_id__in=list(depths),
        role__in=list(roles),
        starts_at__lte=now,
        officer__is_active=True,
    ).select_related("officer")
    if citizen.officer_id is not None:
        held = held.exclude(officer_id=citizen.officer_id)
    if citizen.mobile is not None:
        held = held.filter(Q(officer__mobile=None) | Q(officer__mobile__not=citizen.mobile))
    found: defaultdict[uuid.UUID, tuple[Officer, list[str]]] = defaultdict()
    postings = await held
    for posting in sorted(
        postings, key=lambda each: (depths[each.unit_id], each.officer.full_name)
    ):
        _, known = found.setdefault(posting.officer.id, (posting.officer, []))
        if posting.role.value not in known:
            known.append(posting.role.value)
    return dict([*found.items()][:MOST])
