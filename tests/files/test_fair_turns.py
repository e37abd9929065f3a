"""Checking takes time, and nobody's files keep the others' waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from clients import GraphQLClient
from good_files import document_pdf, photo
from uploads import TusClient

AsCitizen = Callable[..., Awaitable[GraphQLClient]]
LONG_TO_CHECK = document_pdf(1500)


@pytest.fixture
def kind() -> str:
    """Turns are taken in the process, whatever the database."""
    return "sqlite"


async def test_one_citizens_files_are_checked_one_at_a_time(as_citizen: AsCitizen) -> None:
    busy, other = TusClient(await as_citizen()), TusClient(await as_citizen())
    files = [LONG_TO_CHECK] * 4
    paths = [await busy.begin(len(file), purpose="INVOICE") for file in files]
    picture = photo(64, 48)
    path = await other.begin(len(picture))
    done: list[str] = []

    async def send(client: TusClient, to: str, content: bytes, name: str) -> None:
        answer = await client.patch(to, 0, content)
        assert answer.status_code == 204, answer.text
        done.append(name)

    async with asyncio.TaskGroup() as group:
        for to, file in zip(paths, files, strict=True):
            group.create_task(send(busy, to, file, "busy"))
        group.create_task(send(other, path, picture, "other"))
    assert done.index("other") <= 2
    assert len(done) == 5
