"""Makes attempts over HTTP, each beside the same one at what does not exist: what both are answered
must be the same, byte for byte.
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import httpx
from attempted_reads import READS
from attempted_writes import ACTIONS, WRITES, Rolled
from jurisdictions import Ground, Somebody
from targets import Target
from uploads import OFFSET_STREAM

AT_ONCE = 5
"""Root fields of one document, by the platform's own limit."""

FORGED = f"expires=9999999999&signature={'0' * 64}"
URLS = {
    "GET file": lambda t: urlsplit(t.download).path,
    "GET document": lambda t: urlsplit(t.download).path.replace("/file/", "/document/"),
    "HEAD upload": lambda t: f"/files/{t.file}",
    "PATCH upload": lambda t: f"/files/{t.file}",
    "DELETE upload": lambda t: f"/files/{t.file}",
}


@dataclass
class Attempts:
    """What has been tried, and what was answered otherwise than for what does not exist."""

    ground: Ground
    made: int = 0
    told_apart: list[tuple[str, str, str]] = field(default_factory=list)
    _nothings: dict[tuple[str, ...], tuple[object, ...]] = field(default_factory=dict)

    async def read(self) -> None:
        """One document with attempts of one kind."""
        name = self.ground.random.choice([*READS])
        viewer = self._viewer()
        hidden = [each for each in self.ground.targets if READS[name].hides(viewer, each)]
        own = viewer.own
        if not hidden or (READS[name].needs_own and own is None):
            return
        # where all data is refused, which of the roots comes first is chance
        is_refused = name.startswith("inbox") and viewer.officer is None
        chosen = self.ground.random.choices(hidden, k=1 if is_refused else AT_ONCE)
        if READS[name].needs_own:  # best of all one whose citizen is the target's as well
            seen = [t for t in self.ground.targets if viewer.sees(t)]
            own = next((t for t in seen if t.number == chosen[0].sibling), own)
        answer = await ask(viewer, name, chosen, own)
        ghosts = [each.ghost(self.ground.random, viewer.own) for each in chosen]
        key = (viewer.name, name, own.number if own else "")
        if key not in self._nothings:
            self._nothings[key] = await ask(viewer, name, ghosts, own)
        self._note(viewer, name, chosen[0], answer == self._nothings[key], len(chosen))

    async def write(self) -> None:
        """One mutation."""
        random, viewer = self.ground.random, self._viewer()
        name = random.choice([*WRITES])
        hidden = [each for each in self.ground.targets if WRITES[name].hides(viewer, each)]
        if not hidden or (WRITES[name].needs_own and viewer.own is None):
            return
        target = random.choice(hidden)
        rolled = Rolled(
            key=str(uuid.UUID(int=random.getrandbits(128), version=4)),
            action=random.choice(ACTIONS),
            version=random.choice((target.version, target.version + 1, 0)),
            is_key_stolen=random.random() < 0.5,
        )
        answer = await send(viewer, name, target, rolled)
        key = (viewer.name, name, rolled.action if name == "performAction" else "")
        if key not in self._nothings:
            ghost = target.ghost(random, viewer.own)
            self._nothings[key] = await send(viewer, name, ghost, rolled)
        self._note(viewer, name, target, answer == self._nothings[key], 1)

    async def fetch(self) -> None:
        """One request to a URL of a file."""
        random, viewer = self.ground.random, self._viewer()
        name = random.choice([*URLS])
        target = random.choice([t for t in self.ground.targets if t.citizen != viewer.citizen])
        key = (viewer.name, name)
        answer = await visit(viewer, name, target)
        if key not in self._nothings:
            ghost = target.ghost(random, viewer.own)
            self._nothings[key] = await visit(viewer, name, ghost)
        self._note(viewer, name, target, answer == self._nothings[key], 1)

    def _viewer(self) -> Somebody:
        people = [each for each in self.ground.people.values() if each.name != "administrator"]
        return self.ground.random.choice(people)

    def _note(self, viewer: Somebody, name: str, target: Target, is_same: bool, many: int) -> None:
        self.made += many
        if not is_same:
            self.told_apart.append((viewer.name, name, target.number))


async def ask(
    viewer: Somebody, name: str, targets: Sequence[Target], own: Target | None
) -> tuple[object, ...]:
    """What a viewer is answered to reads of one kind."""
    read = READS[name]
    variables = read.variables(targets, own)
    answer = await viewer.client.send(read.document(len(targets)), **variables)
    return *_answer(answer)[:-1], _in_order(answer.content)


def _in_order(content: bytes) -> bytes:
    """The roots of a document are resolved side by side, and their errors come as they come."""
    body = json.loads(content)
    if errors := body.get("errors"):
        errors.sort(key=lambda error: error.get("path") or [])
        return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return content


async def send(viewer: Somebody, name: str, target: Target, rolled: Rolled) -> tuple[object, ...]:
    """What a viewer is answered to a mutation."""
    write = WRITES[name]
    given: dict[str, Any] = write.given(viewer, target, rolled)
    return _answer(await viewer.client.send(write.document, input=given))


async def visit(viewer: Somebody, name: str, target: Target) -> tuple[object, ...]:
    """What a viewer is answered at a URL; a download with a signature of the viewer's making."""
    method, path = name.split()[0], URLS[name](target)
    headers = {"tus-resumable": "1.0.0", "upload-offset": "0", "content-type": OFFSET_STREAM}
    if viewer.client.token:
        headers["authorization"] = f"Bearer {viewer.client.token}"
    address = f"{path}?{FORGED}" if method == "GET" else path
    content = b"\xff" if method == "PATCH" else None
    return _answer(
        await viewer.client.http.request(method, address, headers=headers, content=content)
    )


def _answer(answer: httpx.Response) -> tuple[object, ...]:
    return answer.status_code, sorted(answer.headers), answer.content
