"""Warm children that take jobs one at a time; whoever waits does so on any event loop."""

from __future__ import annotations

import asyncio
import logging
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Any

from core.errors import Unavailable
from core.sandbox.process import Process, SandboxCrash

MOST_WAITING = 64
JOBS_OF_A_CHILD = 200  # then it is replaced: what libraries leak stays bounded

logger = logging.getLogger("thana.sandbox")


class Sandbox:
    """Runs one entry (`module:function`; a dict in, a dict out, both as JSON) in child processes.

    The entry's module is imported without `core/__init__.py`, so it imports from core what it needs
    by the module. It may write to the path in a job's `target` and nowhere else.
    """

    def __init__(
        self, entry: str, *, processes: int = 1, seconds: float = 10.0, megabytes: int = 512
    ) -> None:
        self._entry, self._seconds, self._megabytes = entry, seconds, megabytes
        self._most = processes
        self._running: set[Process] = set()
        self._idle: list[Process] = []
        self._lock = threading.Lock()
        self._is_closed = False
        self._places = threading.Semaphore(processes + MOST_WAITING)
        # The kernel ends a child with the thread that started it: these threads live until close().
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="sandbox")

    def warm(self) -> None:
        """Start the children already, without waiting for them."""
        self._threads.submit(self._fill)

    async def run(self, job: dict[str, Any]) -> dict[str, Any]:
        """The entry's answer. SandboxTimeout, SandboxCrash or SandboxFault when there is none;
        Unavailable when too many wait already or no child can be started.
        """
        if self._is_closed or not self._places.acquire(blocking=False):
            raise Unavailable
        future = self._threads.submit(self._run, job)
        future.add_done_callback(lambda _: self._places.release())
        try:
            return await asyncio.wrap_future(future)
        except OSError as error:  # not the job's fault
            logger.error("sandbox: %s does not start: %s", self._entry, type(error).__name__)
            raise Unavailable from error

    def close(self) -> None:
        """End all children; the jobs that run or wait are Unavailable."""
        with self._lock:
            self._is_closed = True
            for process in self._running:
                process.kill()
        self._threads.shutdown()
        for process in self._idle:
            process.end()
        self._idle.clear()

    def _run(self, job: dict[str, Any]) -> dict[str, Any]:
        process = self._take()
        try:
            process.wait_ready()
            return process.ask(job)
        except (SandboxCrash, ChildProcessError):
            if self._is_closed:  # nothing is wrong with the job
                raise Unavailable from None
            raise
        finally:
            self._give_back(process)

    def _take(self) -> Process:
        with self._lock:
            if self._is_closed:
                raise Unavailable
            while self._idle and not self._idle[-1].is_alive():
                self._idle.pop().end()
            process = self._idle.pop() if self._idle else self._start()
            self._running.add(process)
            return process

    def _give_back(self, process: Process) -> None:
        with self._lock:
            self._running.discard(process)
            if process.is_alive() and process.jobs < JOBS_OF_A_CHILD:
                self._idle.append(process)
                return
        process.end()
        self._fill()

    def _fill(self) -> None:
        """Start what is missing, so that the next job finds it warm."""
        with self._lock, suppress(OSError):  # the next job tries again, and says so
            while not self._is_closed and len(self._running) + len(self._idle) < self._most:
                self._idle.append(self._start())

    def _start(self) -> Process:
        return Process(self._entry, self._seconds, self._megabytes)
