"""What citizens do with their own data: consents, a copy, erasure; and what is left of somebody."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from typing import Any

from acknowledgements import fetch
from clients import GraphQLClient
from contract import contract_operations
from starlette.applications import Starlette

from core.db import fetch as rows_of
from core.db import is_sqlite

OPERATIONS = contract_operations()


async def erase(client: GraphQLClient, confirmation: str, **more: Any) -> dict[str, Any]:
    """The payload for an erasure."""
    wanted = {"confirmation": confirmation, **more}
    payload: dict[str, Any] = (await client.run(OPERATIONS["EraseMe"], input=wanted))["eraseMe"]
    return payload


async def ask_for_copy(client: GraphQLClient) -> dict[str, Any]:
    """The file of the copy, made or not."""
    payload = (await client.run(OPERATIONS["ExportMyData"]))["exportMyData"]
    assert payload["errors"] == []
    file: dict[str, Any] = payload["file"]
    return file


async def make_copies(app: Starlette) -> None:
    """Have the copies made that are due."""
    await app.state.effects.exports.deliver_due()


async def copy_of(app: Starlette, client: GraphQLClient) -> zipfile.ZipFile:
    """A copy that was asked for, made and fetched."""
    await ask_for_copy(client)
    await make_copies(app)
    file = await ask_for_copy(client)
    packed = zipfile.ZipFile(io.BytesIO(await fetch(client.http, file["downloadUrl"])))
    assert packed.testzip() is None
    return packed


def read(packed: zipfile.ZipFile, name: str) -> Any:
    """The JSON of one entry."""
    return json.loads(packed.read(name))


async def places_of(canaries: Iterable[str]) -> set[str]:
    """The columns of all tables of the database that hold any of these strings."""
    found = set()
    for table, columns in (await _tables()).items():
        (held,) = await rows_of(f'SELECT {_counts(columns, canaries)} FROM "{table}"')
        found |= {f"{table}.{column}" for column, count in held.items() if count}
    return found


def _counts(columns: Iterable[str], canaries: Iterable[str]) -> str:
    """Expressions that count the rows that hold any of them, by column."""
    sought = [f"%{canary.lower()}%" for canary in canaries]
    return ", ".join(
        "SUM(CASE WHEN "
        + " OR ".join(f"""LOWER(CAST("{column}" AS TEXT)) LIKE '{word}'""" for word in sought)
        + f' THEN 1 ELSE 0 END) AS "{column}"'
        for column in columns
    )


async def _tables() -> dict[str, list[str]]:
    """The columns of each table."""
    if is_sqlite():
        listed = "SELECT name FROM sqlite_master WHERE type = 'table'"
        columns = "SELECT name FROM pragma_table_info('{}')"
    else:
        listed = "SELECT table_name AS name FROM information_schema.tables"
        listed += " WHERE table_schema = 'public'"
        columns = "SELECT column_name AS name FROM information_schema.columns"
        columns += " WHERE table_name = '{}'"
    names = [row["name"] for row in await rows_of(listed)]
    return {name: [row["name"] for row in await rows_of(columns.format(name))] for name in names}
