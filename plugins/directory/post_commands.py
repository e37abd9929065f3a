"""`thana directory import-posts` and `import-helplines`."""

from __future__ import annotations

from collections.abc import Awaitable
from pathlib import Path
from typing import Annotated

import typer

from core import ImportResult, Runtime
from plugins.directory.helpline_import import import_helplines
from plugins.directory.importing import DryRun, import_and_tell
from plugins.directory.post_import import import_posts

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, help="A CSV file in UTF-8, or XLSX.")
]


def import_posts_command(context: typer.Context, file: File, dry_run: DryRun = False) -> None:
    """Create and update posts by unit and English title: all rows of the file, or none of them.

    Columns: unit_code, title_en, title_hi, rank, phone, email, holder, holder_since (YYYY-MM-DD);
    and position, if wanted. An empty cell clears. Another holder ends the former one.

    Give phones and e-mail addresses of posts, never a person's own.
    """

    def work(runtime: Runtime) -> Awaitable[ImportResult]:
        return import_posts(runtime, file, dry_run=dry_run)

    import_and_tell(context, "posts", work, dry_run)


def import_helplines_command(context: typer.Context, file: File, dry_run: DryRun = False) -> None:
    """Create and update helplines by number: all rows of the file, or none of them.

    Columns: number, title_en, title_hi, purpose_en, purpose_hi, is_emergency (yes or no), source;
    and position, if wanted.
    """

    def work(runtime: Runtime) -> Awaitable[ImportResult]:
        return import_helplines(runtime, file, dry_run=dry_run)

    import_and_tell(context, "helplines", work, dry_run)
