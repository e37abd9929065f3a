"""A PostgreSQL server of the benchmarks' own, on one processor core, so that nobody else's is
disturbed and its CPU can be counted.
"""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import asyncpg

FOLDER = Path("var/bench/postgres").absolute()
PORT = 54329
URL = f"postgres://postgres@127.0.0.1:{PORT}"
SETTINGS = {
    "port": PORT,
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_buffers": "512MB",
    "max_connections": 200,
    "jit": "off",
    "max_wal_size": "4GB",
    "checkpoint_timeout": "30min",
}
"""What is not named here is as PostgreSQL has it: it waits for the disk at every commit."""


@contextmanager
def running(core: int) -> Iterator[int]:
    """The server's process, which and whose children run on this core alone."""
    if not (FOLDER / "PG_VERSION").exists():
        _make()
    given = [f"-c{name}={value}" for name, value in SETTINGS.items()]
    server = subprocess.Popen(  # noqa: S603
        [*_as_owner(), "taskset", "-c", str(core), _program("postgres"), "-D", FOLDER, *given],
        stdout=subprocess.DEVNULL,
        stderr=(FOLDER.parent / "postgres.log").open("w"),
    )
    try:
        _wait(server)
        yield server.pid
    finally:
        server.send_signal(signal.SIGINT)  # ends what is connected still
        server.wait()


@asynccontextmanager
async def new_database(name: str) -> AsyncIterator[str | None]:
    """What it is called while it is filled, None where it is there already. It has its name after
    the block, if that ends well.
    """
    connection, filled = await asyncpg.connect(f"{URL}/postgres"), f"{name}_new"
    try:
        if await connection.fetchval("SELECT 1 FROM pg_database WHERE datname = $1", name):
            yield None
            return
        await connection.execute(f"DROP DATABASE IF EXISTS {filled} WITH (FORCE)")
        await connection.execute(f"CREATE DATABASE {filled}")
        yield filled
        await connection.execute(f"ALTER DATABASE {filled} RENAME TO {name}")
    finally:
        await connection.close()


def _wait(server: subprocess.Popen[bytes]) -> None:
    ready = [_program("pg_isready"), "-q", "-h127.0.0.1", f"-p{PORT}"]
    for _ in range(150):
        if server.poll() is not None:  # another may have been left behind on this port
            break
        if subprocess.run(ready, check=False).returncode == 0:  # noqa: S603
            return
        time.sleep(0.2)
    raise SystemExit(f"PostgreSQL does not start: see {FOLDER.parent}/postgres.log")


def _make() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        subprocess.run(["chown", "postgres", FOLDER], check=True)  # noqa: S603, S607
    options = ("--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8")
    subprocess.run(  # noqa: S603
        [*_as_owner(), _program("initdb"), "-D", FOLDER, *options],
        check=True,
        stdout=subprocess.DEVNULL,
    )


def _as_owner() -> list[str]:
    """PostgreSQL refuses to be run by root."""
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"] * (
        os.geteuid() == 0
    )


def _program(name: str) -> Path:
    """The newest that is installed."""
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if not found:
        raise SystemExit("PostgreSQL is not installed: the package `postgresql` of the system")
    return found[-1]
