"""The use cases of the register of found things: officers register what was handed in, and close
what was returned or disposed of.
"""

from __future__ import annotations

import uuid
from dataclasses import asdict

from core import (
    Context,
    Findings,
    InvalidInput,
    Language,
    Problem,
    Runtime,
    Viewer,
    answer_once,
    as_of_now,
    day_in_india,
    keep_file,
    latin_digits,
    next_number,
    record_audit,
)
from plugins.lost_property import found_scope
from plugins.lost_property.found_checks import FoundDraft, check_found_item
from plugins.lost_property.found_inputs import CloseFoundItemInput, RegisterFoundItemInput
from plugins.lost_property.items import ItemDraft
from plugins.lost_property.labels import title_of
from plugins.lost_property.marks import hashed, rows_of
from plugins.lost_property.masking import public_text
from plugins.lost_property.matching import hashes_of, match_found, match_later
from plugins.lost_property.models import FoundItem, ItemKind, ItemMark
from plugins.lost_property.rules import DESCRIPTION
from plugins.lost_property.texts import text

PREFIX = "FI"
WITH_SUB_KIND = (ItemKind.DOCUMENT, ItemKind.OTHER)
CLOSED = text("This found thing is closed.")


async def register(context: Context, given: RegisterFoundItemInput) -> FoundItem:
    """Number and keep a thing that was handed in, and match it. Raises Forbidden for a station
    outside the viewer's jurisdiction, InvalidInput with everything that is wrong.
    """
    viewer, runtime = await context.viewer(), context.runtime

    async def perform() -> dict[str, str]:
        officer = await as_of_now(runtime, viewer)
        found = await _store(runtime, officer, await check_found_item(context, officer, given))
        return {"id": str(found.id)}

    key, sent = given.idempotency_key, asdict(given)
    answer = await answer_once(runtime, viewer.actor, "registerFoundItem", key, sent, perform)
    return await found_scope.one(viewer, id=answer["id"])


async def close(context: Context, given: CloseFoundItemInput) -> FoundItem:
    """Take a thing off the public list. Raises NotFound outside the viewer's jurisdiction,
    InvalidInput for one that is closed.
    """
    viewer, runtime = await context.viewer(), context.runtime

    async def perform() -> dict[str, str]:
        officer = await as_of_now(runtime, viewer)
        found = await found_scope.by_id(officer, given.found_item_id)
        await _close(runtime, officer, found, given)
        return {"id": str(found.id)}

    key, sent = given.idempotency_key, asdict(given)
    answer = await answer_once(runtime, viewer.actor, "closeFoundItem", key, sent, perform)
    return await found_scope.one(viewer, id=answer["id"])


async def _store(runtime: Runtime, viewer: Viewer, draft: FoundDraft) -> FoundItem:
    item, now = draft.item, runtime.now()
    state, year = runtime.settings.state.code, day_in_india(now).year
    number = await next_number(state, draft.station.code, PREFIX, year)
    shown = public_text(draft.description, item.details) if draft.description else None
    found = await FoundItem.create(
        id=uuid.uuid4(),
        number=number,
        station=draft.station,
        registered_by=viewer.officer,
        kind=item.kind,
        sub_kind=item.details["kind"] if item.kind in WITH_SUB_KIND else None,
        details=item.details,
        description=draft.description,
        public_description=shown,
        search_text=_search_text(runtime, number, shown, item),
        found_on=draft.found_on,
        place_text=draft.place.text,
        latitude=draft.place.latitude,
        longitude=draft.place.longitude,
        district_code=draft.place.district_code,
        found_by=draft.found_by,
        photo=draft.photo,
        registered_at=now,
    )
    if draft.photo is not None:
        await keep_file(draft.photo, ("photoFileId",))
    await record(runtime, viewer, found, "register_found_item", {"kind": item.kind.value})
    await _mark(runtime, found, item)
    return found


def _search_text(runtime: Runtime, number: str, shown: str | None, item: ItemDraft) -> str:
    title = title_of(item.kind, item.details)
    titles = [runtime.texts(title, language) for language in Language]
    return folded("\n".join([number, *titles, shown or ""]))


def folded(spelling: str) -> str:
    """Text in which case and the script of digits make no difference."""
    return latin_digits(spelling).casefold()


async def _mark(runtime: Runtime, found: FoundItem, item: ItemDraft) -> None:
    """Match at once, so that the officer sees it, and again after the commit."""
    marks = hashed(runtime, item.marks)
    await ItemMark.bulk_create(rows_of(found, marks))
    hashes = hashes_of(marks)
    await match_found(runtime, found.id, hashes)
    await match_later(runtime, "found", {str(found.id): hashes})


async def _close(
    runtime: Runtime, viewer: Viewer, found: FoundItem, given: CloseFoundItemInput
) -> None:
    findings = Findings()
    note = findings.at("note").lines(given.note, DESCRIPTION)
    if findings.problems:
        raise InvalidInput(findings.problems)
    change = {"closed_at": runtime.now(), "outcome": given.outcome, "closing_note": note}
    if not await FoundItem.filter(id=found.id, closed_at=None).update(**change):
        raise InvalidInput([Problem(("foundItemId",), "ITEM_CLOSED", CLOSED)])
    await record(runtime, viewer, found, "close_found_item", {"outcome": given.outcome.value})


async def record(
    runtime: Runtime, viewer: Viewer, found: FoundItem, action: str, details: dict[str, str]
) -> None:
    """What a viewer has done with a found thing, in the audit of its station."""
    await record_audit(
        found.station_id,
        at=runtime.now(),
        actor=viewer.actor,
        action=f"lost_property.{action}",
        subject=f"found_item:{found.id}",
        details={"number": found.number, **details},
    )
