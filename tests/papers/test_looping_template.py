"""A template that does not end, or that eats memory, costs one child; the next paper is made."""

from __future__ import annotations

from pathlib import Path

import pytest
from printed import job, lines_of, printed

from core.sandbox import Sandbox, SandboxCrash, SandboxFault, SandboxTimeout

ENTRY = "core.rendering.render:render"
WITHOUT_END = (
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% for a in range(30000) %}<p>{{ text }}</p>{% endfor %}",
)
TOO_MUCH = "{% set all = [] %}{% for a in range(99) %}{{ all.append(text * 40000000) }}{% endfor %}"


async def print_the_next(sandbox: Sandbox, folder: Path) -> None:
    pdf = await printed(sandbox, job(folder, "<p>{{ text }}</p>", text="पंक्ति"))
    assert lines_of(pdf) == ["पंक्ति"]


async def test_a_template_without_end_is_killed_and_the_next_paper_is_made(tmp_path: Path) -> None:
    sandbox = Sandbox(ENTRY, seconds=1)
    for template in WITHOUT_END:
        with pytest.raises(SandboxTimeout):
            await sandbox.run(job(tmp_path, template, text="पंक्ति"))
        await print_the_next(sandbox, tmp_path)
    sandbox.close()


async def test_a_template_that_eats_memory_ends_and_the_next_paper_is_made(tmp_path: Path) -> None:
    sandbox = Sandbox(ENTRY, seconds=20, megabytes=512)
    with pytest.raises(SandboxCrash):
        await sandbox.run(job(tmp_path, TOO_MUCH, text="x"))
    await print_the_next(sandbox, tmp_path)
    with pytest.raises(SandboxFault) as raised:
        await sandbox.run(job(tmp_path, '{% include "paper.html" %}'))
    assert raised.value.kind == "RecursionError"
    sandbox.close()
