"""`thana directory import-areas`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from core import ImportResult, Runtime, clean_line
from plugins.directory.area_import import import_areas
from plugins.directory.importing import DryRun, import_and_tell

File = Annotated[
    Path,
    typer.Argument(exists=True, dir_okay=False, help="A GeoJSON FeatureCollection in UTF-8."),
]
Source = Annotated[
    str, typer.Option(help="Where the boundaries come from; the file's name where not given.")
]


def import_areas_command(
    context: typer.Context, file: File, dry_run: DryRun = False, source: Source = ""
) -> None:
    """Create and replace boundaries of stations and districts: all of the file, or none of them.

    Each feature is a Polygon or MultiPolygon in WGS 84 (longitude before latitude), and its
    properties.code is the unit's code. Units that the file does not name keep their boundary.
    """
    named = clean_line(source or file.name)

    async def work(runtime: Runtime) -> ImportResult:
        return await import_areas(runtime, file.read_bytes(), source=named, dry_run=dry_run)

    import_and_tell(context, "areas", work, dry_run)
