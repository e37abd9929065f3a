"""Where traces of a request can be left: all that a server and its database write anywhere."""

from __future__ import annotations

import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from canaries import files_below
from postgres_cluster import Cluster
from servers import THANA, ServerProcess, start_server, variables

from core.db import fetch
from core.settings import Settings

SERVE = 'ulimit -c unlimited && exec "$0" serve --port=0 "$@" >>standard-output'
STATISTICS = "SELECT string_agg(query, ' ') AS queries FROM pg_stat_statements"


@dataclass
class HidingPlaces:
    """`folder` has the server's working folder, its temporary files, its uploads and audit heads,
    and SQLite's database; `cluster` is PostgreSQL's.
    """

    folder: Path
    settings: Settings
    cluster: Cluster | None
    log: list[str] = field(default_factory=list)
    begun: float = field(default_factory=time.time)

    async def contents(self) -> dict[str, bytes]:
        """What is written in each place."""
        (found := files_below(self.folder)).update(self._in_shared_folders())
        found["standard error"] = "".join(self.log).encode()
        if self.cluster is not None:
            (statistics,) = await fetch(STATISTICS)
            found["pg_stat_statements"] = str(statistics["queries"]).encode()
            await fetch("CHECKPOINT")
            found |= files_below(self.cluster.folder)
            found["pg_dump"] = _dump(self.settings.database_url)
        return found

    def _in_shared_folders(self) -> dict[str, bytes]:
        """New files that lie openly where every program puts its own."""
        folders = {Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp"), Path("/dev/shm")}
        new = [p for folder in folders for p in folder.glob("*") if _is_new_file(p, self.begun)]
        return {str(path): path.read_bytes() for path in new}

    @asynccontextmanager
    async def server(self, *only: str, **others: str) -> AsyncIterator[ServerProcess]:
        """A server that may leave a core dump; killed at the end of the block."""
        (temporary := self.folder / "tmp").mkdir(exist_ok=True)
        heads = str(self.folder / "heads")
        environment = variables(self.settings, audit__heads_folder=heads, **others)
        environment["TMPDIR"] = str(temporary)
        command = ("sh", "-c", SERVE, THANA, *only)
        started = await start_server(self.folder, environment, *command)
        try:
            yield started
        finally:
            await started.kill()
            self.log.extend(started.log)


def _dump(url: str) -> bytes:
    return subprocess.run(["pg_dump", url], check=True, stdout=subprocess.PIPE).stdout


def _is_new_file(path: Path, begun: float) -> bool:
    try:
        return path.is_file() and path.stat().st_mtime >= begun
    except OSError:  # gone at this moment, or a stranger's
        return False
