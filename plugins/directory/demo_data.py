"""Fills the demo's directory in where there is nothing yet: one function for each kind."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from core import Runtime, Unit
from plugins.directory.area_import import import_areas
from plugins.directory.helpline_import import import_helplines
from plugins.directory.models import Area, Helpline, Post
from plugins.directory.post_import import import_posts

DATA = Path(str(files("plugins.directory") / "demo"))
AREAS_SOURCE = "covid19india project, MIT: districts of Madhya Pradesh"
SAGAR = "21346"


async def seed_areas(runtime: Runtime) -> None:
    """The districts' real boundaries."""
    if not await Area.exists():
        content = (DATA / "districts_mp.geojson").read_bytes()
        await import_areas(runtime, content, source=AREAS_SOURCE)


async def seed_posts(runtime: Runtime) -> None:
    """Invented posts of units of Madhya Pradesh, each marked as an example."""
    if await Unit.exists(code=SAGAR) and not await Post.exists():
        await import_posts(runtime, DATA / "posts_example.csv", is_example=True)


async def seed_helplines(runtime: Runtime) -> None:
    """Real helplines, with where each was checked."""
    if not await Helpline.exists():
        await import_helplines(runtime, DATA / "helplines.csv")
