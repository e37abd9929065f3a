"""A PostgreSQL server of a test's own, which logs all that it can: every statement with its values,
and statistics of each.
"""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

TALKATIVE = {
    "log_statement": "all",
    "log_min_error_statement": "error",
    "log_connections": "on",
    "log_lock_waits": "on",
    "log_error_verbosity": "verbose",
    "shared_preload_libraries": "pg_stat_statements",
    "pg_stat_statements.track_utility": "on",
    "logging_collector": "on",
    "fsync": "off",
    "listen_addresses": "127.0.0.1",
}


@dataclass(frozen=True)
class Cluster:
    """A server that runs. `folder` holds its data and its log."""

    folder: Path
    port: int

    def url(self, database: str = "postgres") -> str:
        return f"postgres://postgres@127.0.0.1:{self.port}/{database}"


def programs() -> Path | None:
    """Where initdb and pg_ctl are; None where they are not installed."""
    if installed := sorted(Path("/usr/lib/postgresql").glob("*/bin/pg_ctl"), key=_version):
        return installed[-1].parent
    found = shutil.which("pg_ctl")
    return Path(found).resolve().parent if found else None


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A server on a free port, gone with all its data at the end. Root cannot run it: then the
    account postgres, or nobody, does.
    """
    folder = Path(tempfile.mkdtemp(prefix="thana-cluster-", dir="/tmp"))
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    try:
        if (user := _unprivileged()) is not None:
            shutil.chown(folder, user)
        data = str(folder / "data")
        _run(user, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "-N")
        given = TALKATIVE | {"port": str(port), "unix_socket_directories": str(folder)}
        options = " ".join(f"-c {name}={value}" for name, value in given.items())
        _run(
            user,
            "pg_ctl",
            "-D",
            data,
            "-w",
            "-l",
            str(folder / "start.log"),
            "-o",
            options,
            "start",
        )
        yield Cluster(folder, port)
        _run(user, "pg_ctl", "-D", data, "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder)


def _run(user: str | None, program: str, *arguments: str) -> None:
    command = [str((programs() or Path()) / program), *arguments]
    subprocess.run(command, user=user, check=True, stdout=subprocess.DEVNULL, cwd="/")


def _unprivileged() -> str | None:
    if os.geteuid() != 0:
        return None
    names = {each.pw_name for each in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


def _version(program: Path) -> int:
    return int(program.parts[-3])
