"""What is stored says next to nothing about how much was written, and nothing about when within a
day (security.md, T-4 and T-5).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import Any

import pytest
from conftest import MovableClock
from factories import SAGAR
from good_files import photo
from tipping import Reader, Tipster, kept_picture
from tortoise import Tortoise
from tortoise.connection import get_connection
from tortoise.fields import DatetimeField

from core.db import is_sqlite
from core.runtime import Runtime
from plugins.tips.models import Tip, TipAttachment, TipMessage

OPENING = 24 + 16
"""Bytes of nonce and tag that sealing adds."""


@pytest.mark.parametrize(
    "settings",
    [{"services": {"tips": {"requests_of_a_source": 1000, "difficulty": 1, "most_difficulty": 1}}}],
    indirect=True,
)
async def test_two_hundred_tips_of_all_lengths_take_four_sizes(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    for number in range(200):
        length = 10 + number * 3990 // 199
        words = ("x" if number % 2 else "ओ") * length
        await tipster.told(
            text=words, place={"text": words[: number % 200 + 1], "districtCode": SAGAR}
        )
    lengths = {len(each.sealed) - OPENING for each in await TipMessage.all()}
    assert lengths == {1024, 4096, 16_384}
    for column in ("label", "key_for_unit", "key_for_receipt", "salt"):
        assert len({len(getattr(each, column)) for each in await Tip.all()}) <= 2, column


async def test_pictures_take_the_size_of_their_doubling(runtime: Runtime) -> None:
    for width in (64, 100, 150, 300):
        await kept_picture(runtime, photo(width, width))
    sizes = {len(each.sealed) - OPENING for each in await TipAttachment.all()}
    assert all(size % 65_536 == 0 and (size // 65_536).bit_count() == 1 for size in sizes)


async def test_no_column_of_a_tip_holds_a_moment_but_the_day(runtime: Runtime) -> None:
    moments = {
        f"{model._meta.db_table}.{name}"
        for model in Tortoise.apps["tips"].values()
        for name, field in model._meta.fields_map.items()
        if isinstance(field, DatetimeField)
    }
    assert moments == {"tips_unlocked_key.expires_at"}  # an officer's


async def test_nothing_stored_orders_the_tips_of_a_day(
    tipster: Tipster, reader: Reader, runtime: Runtime, clock: Any
) -> None:
    order = []
    for number in range(12):
        await tipster.told(attachments=[await kept_picture(runtime, photo(64, 48))])
        order.append(str((await Tip.exclude(id__in=order).get()).id))
        clock.move(minutes=1)
        if number % 3 == 0:
            await tipster.adds("Once more.")
    for model in (Tip, TipMessage, TipAttachment):
        rows = await model.all().values()
        plain = [
            {name: value for name, value in row.items() if not isinstance(value, bytes)}
            for row in rows
        ]
        days = {value for row in plain for value in row.values() if isinstance(value, date)}
        assert days <= {date(2026, 11, 23), date(2027, 11, 23)}
        for column in plain[0]:
            values = [str(row[column]) for row in plain]
            assert not _orders(values, [str(row.get("tip_id", row["id"])) for row in plain], order)
    if is_sqlite():
        assert _as_they_lie("tips_tip", "id") != order
        assert _as_they_lie("tips_message", "tip_id")[:12] != order
        assert _as_they_lie("tips_attachment", "tip_id") != order


def _orders(values: list[str], tips: list[str], order: list[str]) -> bool:
    """Whether sorting by the values gives the order in which the tips came."""
    ranked = [tip for _, tip in sorted(zip(values, tips, strict=True))]
    return len(set(values)) > 1 and ranked in (order, order[::-1])


def _as_they_lie(table: str, column: str) -> list[str]:
    """The column in the order of the hidden rowid, or, where there is none, as the rows lie."""
    with closing(sqlite3.connect(get_connection("default").filename)) as connection:
        query = f"SELECT {column} FROM {table} NOT INDEXED"
        try:
            rows = connection.execute(f"{query} ORDER BY rowid").fetchall()
        except sqlite3.OperationalError:
            rows = connection.execute(query).fetchall()
    return [row[0] for row in rows]


async def test_picture_of_the_evening_before_does_not_tell_that_a_tip_came_about_midnight(
    tipster: Tipster, reader: Reader, runtime: Runtime, clock: MovableClock
) -> None:
    token = await kept_picture(runtime, b"seen")
    clock.move(days=1)
    await tipster.told(attachments=[token])
    tip = await Tip.get()
    assert (await TipAttachment.get()).uploaded_on == tip.received_on
