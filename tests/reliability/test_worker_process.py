"""What happens after commits can be left to a process of its own."""

from __future__ import annotations

import asyncio
import signal
from pathlib import Path

import pytest
from factories import lost_report
from servers import THANA, start_server, variables
from submissions import Fleet

from core.notifications.models import DemoMessage, Notification
from core.outbox.models import OutboxEntry
from core.settings import Settings

PATIENCE_SECONDS = 30
SERVE = (THANA, "serve", "--port=0", "--without-worker")


@pytest.fixture
def kind() -> str:
    return "sqlite"


async def test_server_without_worker_leaves_the_delivery_to_thana_worker(
    settings: Settings, tokens: list[str], tmp_path: Path
) -> None:
    environment = variables(settings)
    server = await start_server(tmp_path, environment, *SERVE)
    for _ in range(5):
        await Fleet([server]).submit(tokens[0], lost_report())
    assert await OutboxEntry.exclude(attempts=0).count() == 0
    assert (await server.http.get("/readyz")).status_code == 200

    worker = await asyncio.create_subprocess_exec(
        THANA, "worker", cwd=tmp_path, env=environment, stderr=asyncio.subprocess.PIPE
    )
    async with asyncio.timeout(PATIENCE_SECONDS):
        while len(await DemoMessage.all()) < 5:
            pass
    assert await Notification.all().count() == 5
    worker.send_signal(signal.SIGTERM)
    _, log = await asyncio.wait_for(worker.communicate(), PATIENCE_SECONDS)
    assert worker.returncode == 0
    assert "worker: delivering" in log.decode()
    assert '"ERROR"' not in log.decode()
    await server.kill()
