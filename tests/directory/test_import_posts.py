"""`thana directory import-posts`: posts are made and updated by unit and English title, and who
held one before is kept.
"""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path

import phonenumbers
import pytest
from directory_entries import no_entries, rows
from directory_files import DESK, HEAD, POSTS, Imports
from factories import MAKRONIYA, SAGAR
from starlette.applications import Starlette

from core.audit.models import AuditEntry
from plugins.directory.demo_data import DATA
from plugins.directory.models import Holder, Post


@pytest.fixture
async def imports(app: Starlette, database_url: str, tmp_path: Path) -> Imports:
    """Imports into a directory without the demo's posts and helplines."""
    await no_entries()
    return Imports(tmp_path, database_url)


async def titles() -> list[tuple[str, str, int]]:
    posts = await Post.all().order_by("unit_id", "position")
    return [(post.unit_id, post.titles["en"], post.position) for post in posts]


async def test_new_posts_are_imported_with_who_holds_them(imports: Imports) -> None:
    done = await imports.posts(HEAD, DESK)
    assert (done.code, done.err) == (0, "")
    assert done.out == "posts: 2 created, 0 updated, 0 unchanged\n"
    post = await Post.get(unit_id=SAGAR)
    assert post.titles == {"en": "Superintendent of Police", "hi": "पुलिस अधीक्षक"}
    assert (post.rank, post.phone, post.email) == ("SP", "+917582222222", "sp@police.example")
    assert (post.position, post.is_example) == (1, False)
    holder = await Holder.get()
    assert (holder.post_id, holder.name, holder.is_present) == (post.id, "Anand", True)
    assert (holder.since, holder.until) == (date(2025, 6, 1), None)
    entry = await AuditEntry.filter(action="directory.import_posts").order_by("-id").first()
    assert entry is not None
    assert json.loads(entry.details) == {"created": 2, "updated": 0}
    assert entry.actor == "system:command"


async def test_dry_run_says_what_would_change_and_changes_nothing(imports: Imports) -> None:
    await imports.posts(HEAD)
    before = await rows()
    done = await imports.posts(HEAD.replace("Anand", "Beena"), DESK, dry_run=True)
    assert done.out == "posts: 1 would be created, 1 would be updated, 0 unchanged\n"
    assert await rows() == before


async def test_importing_again_updates_by_unit_and_english_title(imports: Imports) -> None:
    await imports.posts(HEAD, DESK)
    ids = {post.unit_id: post.id for post in await Post.all()}
    before = await rows()
    again = await imports.posts(HEAD, DESK)
    assert again.out == "posts: 0 created, 0 updated, 2 unchanged\n"
    before.pop("core_revision")
    assert before.items() <= (await rows()).items()
    later = HEAD.replace("Anand,2025-06-01", "Beena,2026-01-01").replace("SP,0", "IPS,0")
    done = await imports.posts(later.replace("Superintendent of P", "SUPERINTENDENT OF P"))
    assert done.out == "posts: 0 created, 1 updated, 0 unchanged\n"
    post = await Post.get(unit_id=SAGAR)
    assert (post.id, post.rank) == (ids[SAGAR], "IPS")
    assert post.titles["en"] == "SUPERINTENDENT OF Police"
    history = await Holder.filter(post_id=post.id).order_by("since")
    assert [(h.name, h.since, h.until, h.is_present) for h in history] == [
        ("Anand", date(2025, 6, 1), date(2026, 1, 1), False),
        ("Beena", date(2026, 1, 1), None, True),
    ]
    assert (await Post.get(unit_id=MAKRONIYA)).id == ids[MAKRONIYA]


async def test_an_empty_cell_clears_and_an_empty_holder_says_that_nobody_is(
    imports: Imports,
) -> None:
    await imports.posts(HEAD)
    await imports.posts(f"{SAGAR},Superintendent of Police,,SP,,,,")
    post = await Post.get()
    assert (post.titles, post.phone, post.email) == ({"en": "Superintendent of Police"}, None, None)
    holder = await Holder.get()
    assert (holder.is_present, holder.until is not None) == (False, True)


async def test_posts_stand_in_the_order_of_the_file_or_where_it_says(imports: Imports) -> None:
    await imports.posts(*(DESK.replace("Duty Officer", title) for title in ("One", "Two")))
    await imports.posts(*(DESK.replace("Duty Officer", title) for title in ("Three", "One")))
    assert await titles() == [
        (MAKRONIYA, "One", 1), (MAKRONIYA, "Two", 2), (MAKRONIYA, "Three", 3),
    ]  # fmt: skip
    header = f"{POSTS},position"
    await imports.posts(DESK.replace("Duty Officer", "Three") + ",0", header=header)
    assert (await titles())[0] == (MAKRONIYA, "Three", 0)


async def test_a_workbook_is_read_as_csv_is(imports: Imports) -> None:
    since = datetime(2025, 6, 1)  # noqa: DTZ001  (a cell has no zone)
    done = await imports.workbook(
        [int(SAGAR), "Superintendent of Police", None, "SP", 7582222222, None, "Anand", since],
        [],
        [MAKRONIYA, "Duty Officer", "", "Sub-Inspector", "=110+2", None, None, None],
        gives="112",
    )
    assert (done.out, done.err) == ("posts: 2 created, 0 updated, 0 unchanged\n", "")
    assert (await Post.get(unit_id=SAGAR)).phone == "+917582222222"
    assert (await Holder.get()).since == since.date()
    assert (await Post.get(unit_id=MAKRONIYA)).phone == "112"


async def test_the_examples_can_be_nobodys_numbers(imports: Imports) -> None:
    imports.write("examples.csv", (DATA / "posts_example.csv").read_bytes())
    assert (await imports.run("import-posts", "examples.csv")).out.startswith("posts: 25 created")
    phones = [post.phone for post in await Post.all()]
    assert len(set(phones)) == 25
    for phone in phones:
        assert not phonenumbers.is_valid_number(phonenumbers.parse(phone, "IN")), phone
    assert all(str(post.email).endswith("@police.example") for post in await Post.all())
