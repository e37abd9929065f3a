"""`thana directory import-posts` refuses a file with every fault and its row, and writes no row."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from directory_entries import no_entries, rows
from directory_files import DESK, HEAD, NOT_A_PHONE, POSTS, Imports
from factories import BHOPAL, MAKRONIYA, SAGAR
from starlette.applications import Starlette

from core.units.models import Unit
from plugins.directory.models import Post


@pytest.fixture
async def imports(app: Starlette, database_url: str, tmp_path: Path) -> Imports:
    """Imports into a directory without the demo's posts and helplines."""
    await no_entries()
    return Imports(tmp_path, database_url)


async def test_every_fault_is_named_with_its_row_and_no_row_is_imported(imports: Imports) -> None:
    before = await rows()
    done = await imports.posts(
        HEAD + ",1",
        f"{SAGAR},,,,07582-2222,nobody,Anand,01.06.2025,x",
        "",
        f"{SAGAR},Desk,,SI,,,,2025-06-01,",
        f"{SAGAR},superintendent OF police,,SP,,,,,",
        f"{SAGAR},Reader,{'x' * 121},{'x' * 61},,,{'x' * 201},2099-01-01,10000",
        header=f"{POSTS},position",
    )
    assert done.code == 1
    assert done.faults == [
        "row 3, title_en: This must not be empty.",
        "row 3, rank: This must not be empty.",
        f"row 3, phone: {NOT_A_PHONE}",
        "row 3, email: This is not an e-mail address. It looks like name@example.in.",
        "row 3, position: Give a whole number from 0 to 9999.",
        "row 3, holder_since: Give the day as YYYY-MM-DD.",
        "row 5, holder: Name who holds the post, or leave the day out.",
        "row 6, title_en: stands for this unit in row 2 too",
        "row 7, title_hi: This is too long: at most 120 characters.",
        "row 7, rank: This is too long: at most 60 characters.",
        "row 7, position: Give a whole number from 0 to 9999.",
        "row 7, holder_since: This lies in the future.",
        "row 7, holder: This is too long: at most 200 characters.",
        "nothing was imported",
    ]
    assert await rows() == before


async def test_what_does_not_fit_beside_what_is_there_is_named(imports: Imports) -> None:
    await imports.posts(HEAD)
    await Unit.filter(code=BHOPAL).update(is_active=False)
    before = await rows()
    desks = [f"{MAKRONIYA},Desk {number},,SI,,,," for number in range(101)]
    done = await imports.posts(
        HEAD.replace("Anand,2025-06-01", "Beena,2025-05-01"),
        DESK.replace(MAKRONIYA, "21346999"),
        DESK.replace(MAKRONIYA, BHOPAL),
        *desks,
    )
    assert done.faults == [
        "row 2, holder_since: The former holder began later, on 01.06.2025.",
        "row 3, unit_code: 21346999 is not known",
        f"row 4, unit_code: {BHOPAL} is not known",
        f"row 105, unit_code: {MAKRONIYA} would have more than 100 posts",
        "nothing was imported",
    ]
    assert await rows() == before


UNREADABLE = {
    "utf-16": (f"{POSTS}\n{HEAD}\n".encode("utf-16"), "file: is not UTF-8; save it as CSV UTF-8"),
    "columns": (
        b"unit_code,title_en\n",
        "title_hi: column is missing; there are: unit_code, title_en",
    ),
    "twice": (f"{POSTS},phone\n".encode(), "phone: column stands twice; leave one out"),
    "zip": (
        b"PK\x03\x04 no workbook",
        "file: is not an XLSX workbook that can be read; save it anew, or as CSV UTF-8",
    ),
    "large": (b"x" * 20_000_001, "file: is larger than 20 MB; split it"),
    "rows": (
        f"{POSTS}\n".encode() + b"1,,,,,,,\n" * 50_001,
        "file: has more than 50000 rows; split it",
    ),
    "empty": (b"", "unit_code: column is missing; there are: none"),
}


@pytest.mark.parametrize(("content", "fault"), UNREADABLE.values(), ids=UNREADABLE)
async def test_a_file_that_cannot_be_read_is_refused(
    imports: Imports, content: bytes, fault: str
) -> None:
    imports.write("given", content)
    done = await imports.run("import-posts", "given")
    assert (done.code, done.faults[0]) == (1, f"row 1, {fault}")
    assert done.faults[-1] == "nothing was imported"
    assert await Post.all().count() == 0


async def test_cells_beyond_the_header_and_formulas_are_named(imports: Imports) -> None:
    done = await imports.posts(f"{HEAD},beyond")
    assert done.faults[0] == (
        "row 2, row: has more cells than the header; put quotes around commas"
    )
    done = await imports.posts(HEAD, DESK.replace("Sub", "=Sub"))
    assert done.faults == ["row 3, rank: is a formula; give its value", "nothing was imported"]
    assert await Post.all().count() == 0


async def test_faults_of_a_workbook_have_their_row(imports: Imports) -> None:
    before = await rows()
    done = await imports.workbook(
        [MAKRONIYA, "Duty Officer", None, "SI", "=1+1"],
        [MAKRONIYA, "#N/A", None, "SI", None, None, None, None, "beyond"],
    )
    assert done.faults == [
        "row 2, phone: holds a formula that was never calculated; give its value",
        "row 3, row: has more cells than the header",
        "row 3, title_en: holds the error #N/A; give its value",
        "nothing was imported",
    ]
    strange = [float(MAKRONIYA), "Desk", None, "SI", 12.5, True, None, "yesterday"]
    done = await imports.workbook(strange)
    assert [fault.partition(":")[0] for fault in done.faults[:-1]] == [
        "row 2, phone",
        "row 2, email",
        "row 2, holder_since",
        "row 2, holder",
    ]
    assert await rows() == before


async def test_a_workbook_that_unpacks_to_more_than_can_be_held_is_refused(
    imports: Imports, tmp_path: Path
) -> None:
    file = imports.write_workbook([MAKRONIYA, "Duty Officer", None, "SI"])
    with zipfile.ZipFile(tmp_path / file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/image1.png", bytes(101_000_000))
    assert (tmp_path / file).stat().st_size < 1_000_000
    done = await imports.run("import-posts", file)
    assert done.faults[0] == "row 1, file: unpacks to more than 100 MB; split it"
    assert await Post.all().count() == 0
