"""Every route, and above all those of files and documents, asked by every viewer."""

from __future__ import annotations

from authorisation_scene import Scene
from authorisation_table import VIEWERS, differing
from authorisation_urls import Call, MakeCall, calls
from everything_stored import everything
from uploads import on_disk


async def test_each_url_answers_each_viewer_as_declared(scene: Scene) -> None:
    cells = {}
    for name, make_call in calls(scene.app.routes).items():
        cells[name] = await _row(scene, make_call)
    assert differing("urls", cells) == []


async def _row(scene: Scene, make_call: MakeCall) -> dict[str, str]:
    """The marks of all viewers. After a change the next one finds everything made anew."""
    row, call, before = {}, None, None
    for who in VIEWERS:
        if call is None:
            await scene.sign_in()
            call = await make_call(scene)
            before = await _kept(scene)
        row[who] = await _mark(scene, who, call)
        if await _kept(scene) != before:
            assert row[who] == "yes", (call, who, row[who])
            call = None
    return row


async def _kept(scene: Scene) -> tuple[object, object]:
    """The rows, and the bytes of uploads."""
    return await everything(), on_disk(scene.runtime)


async def _mark(scene: Scene, who: str, call: Call) -> str:
    token = scene.viewers[who].token
    headers = {"tus-resumable": "1.0.0", **call.headers}
    if token:
        headers["authorization"] = f"Bearer {token}"
    answer = await scene.http.request(
        call.method, call.path, headers=headers, content=call.content or None
    )
    return "yes" if answer.status_code < 400 else str(answer.status_code)
