"""Every root query, asked by every viewer for a record of the owner."""

from __future__ import annotations

from authorisation_asking import marks
from authorisation_calls import QUERIES, query
from authorisation_records import make_records
from authorisation_scene import Scene
from authorisation_table import differing


async def test_each_query_answers_each_viewer_as_declared(scene: Scene) -> None:
    records = await make_records(scene)
    asked = {name: query(name, records) for name in QUERIES}
    found = {who: await marks(client, asked, records) for who, client in scene.viewers.items()}
    cells = {name: {who: found[who][name] for who in found} for name in QUERIES}
    assert differing("queries", cells) == []
