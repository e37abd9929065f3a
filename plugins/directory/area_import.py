"""Import of boundaries of stations and districts: all features of a file, or none of them."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from core import (
    PLATFORM_CHAIN,
    ImportRefused,
    ImportResult,
    RowError,
    Runtime,
    Unit,
    UnitKind,
    day_in_india,
    record_audit,
    revise,
    transactional,
)
from plugins.directory.area_features import Feature, FeatureError, read_features, refused
from plugins.directory.models import AREAS, Area

HAVE_AREAS = (UnitKind.STATION, UnitKind.DISTRICT)
SOURCE_LENGTH = 200
BATCH = 100


async def import_areas(
    runtime: Runtime, content: bytes, *, source: str, dry_run: bool = False
) -> ImportResult:
    """Create and replace boundaries from a GeoJSON FeatureCollection, by `properties.code`. Units
    that the file does not name keep theirs. Raises ImportRefused.
    """
    if len(source) > SOURCE_LENGTH:
        raise refused(f"--source must have at most {SOURCE_LENGTH} characters")
    features = read_features(content)
    kinds: dict[str, UnitKind] = dict(await Unit.all().values_list("code", "kind"))
    if errors := [*_errors(features, kinds)]:
        raise ImportRefused(errors)
    existing = {area.unit_id: area for area in await Area.all()}
    today = day_in_india(runtime.now())
    areas = [_area(feature, source, today) for feature in features]
    changed = [area for area in areas if _differs(area, existing.get(area.unit_id))]
    created = sum(area.unit_id not in existing for area in changed)
    if changed and not dry_run:
        details = {"created": created, "updated": len(changed) - created}
        await _write(runtime, changed, details | {"sha256": sha256(content).hexdigest()})
    return ImportResult(created, len(changed) - created, len(areas) - len(changed))


@transactional
async def _write(runtime: Runtime, areas: Sequence[Area], details: Mapping[str, Any]) -> None:
    await Area.bulk_create(
        areas,
        batch_size=BATCH,
        on_conflict=["unit_id"],
        update_fields=["geometry", "source", "updated_on"],
    )
    await revise(AREAS)
    await record_audit(
        PLATFORM_CHAIN,
        at=runtime.now(),
        actor="system:command",
        action="directory.import_areas",
        subject="areas:all",
        details=details,
    )


def _errors(features: Sequence[Feature], kinds: Mapping[str, UnitKind]) -> Iterator[RowError]:
    seen: dict[str, int] = {}
    for feature in features:
        if fault := _code_fault(feature.code, kinds, seen):
            yield FeatureError(feature.number, "properties.code", fault)
        if feature.fault:
            yield FeatureError(feature.number, "geometry", feature.fault)
        seen.setdefault(feature.code, feature.number)


def _code_fault(code: str, kinds: Mapping[str, UnitKind], seen: Mapping[str, int]) -> str:
    shown = code[:40]
    if not code:
        return "is missing; give the code of the station or district"
    if code not in kinds:
        return f"{shown} is no unit; correct it, or import the units first"
    if kinds[code] not in HAVE_AREAS:
        return f"{shown} is of kind {kinds[code]}; only a STATION or a DISTRICT has an area"
    if code in seen:
        return f"{shown} stands in feature {seen[code]} as well; join the two as one MultiPolygon"
    return ""


def _area(feature: Feature, source: str, today: date) -> Area:
    return Area(
        id=uuid.uuid4(),
        unit_id=feature.code,
        geometry=feature.geometry,
        source=source,
        updated_on=today,
    )


def _differs(area: Area, before: Area | None) -> bool:
    return before is None or (area.geometry, area.source) != (before.geometry, before.source)
