"""`thana directory import-helplines`: helplines are made and updated by number, all or none."""

from __future__ import annotations

from pathlib import Path

import pytest
from directory_entries import no_entries, rows
from directory_files import NOT_A_PHONE, Imports
from starlette.applications import Starlette

from plugins.directory.models import Helpline


@pytest.fixture
async def imports(app: Starlette, database_url: str, tmp_path: Path) -> Imports:
    """Imports into a directory without the demo's posts and helplines."""
    await no_entries()
    return Imports(tmp_path, database_url)


async def test_helplines_are_imported_by_number(imports: Imports) -> None:
    women = "1090,Women's helpline,महिला हेल्पलाइन,Help for women,,no,Called on 1 November 2026"
    new = await imports.helplines("112,Emergency,,Help at once,,yes,", women)
    assert (new.out, new.err) == ("helplines: 2 created, 0 updated, 0 unchanged\n", "")
    changed = women.replace("no,", "YES,")
    would = await imports.helplines(changed, dry_run=True)
    assert would.out == "helplines: 0 would be created, 1 would be updated, 0 unchanged\n"
    assert (await Helpline.get(number="1090")).is_emergency is False
    await imports.helplines(changed)
    line = await Helpline.get(number="1090")
    assert (line.position, line.is_emergency, line.source) == (2, True, "Called on 1 November 2026")
    assert line.titles == {"en": "Women's helpline", "hi": "महिला हेल्पलाइन"}


async def test_faults_of_helplines_have_their_row(imports: Imports) -> None:
    before = await rows()
    done = await imports.helplines(
        "112,Emergency,,Help at once,,yes,", "११२,Again,,Help,,yes,", "12,,,,,maybe,"
    )
    assert done.faults == [
        "row 3, number: 112 stands in the file twice",
        f"row 4, number: {NOT_A_PHONE}",
        "row 4, title_en: This must not be empty.",
        "row 4, purpose_en: This must not be empty.",
        "row 4, is_emergency: Write yes or no.",
        "nothing was imported",
    ]
    many = [f"{number},Line,,Help,,no," for number in range(100, 151)]
    done = await imports.helplines(*many)
    assert done.faults[0] == "row 1, file: there would be more than 50 helplines", done
    assert await rows() == before
