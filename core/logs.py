"""Logs: one line of JSON for each event, with nothing personal in it."""

from __future__ import annotations

import json
import logging
import sys
import threading
import warnings
from datetime import UTC, datetime
from pathlib import Path
from typing import TextIO

from core.silence import is_to_be_logged

QUIET = (
    "strawberry.execution",
    "tortoise.db_client",
    "asyncio",
    "uvicorn.access",
    "httpx",
    "httpcore",
)


class JsonLines(logging.Formatter):
    """Time, level, logger and message. Exceptions are named by their class alone: their texts may
    quote what people sent.
    """

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info and record.exc_info[0]:
            line["error"] = record.exc_info[0].__name__
        return json.dumps(line, ensure_ascii=False)


logger = logging.getLogger("thana.process")


def set_up() -> None:
    """Send all logs of this process to standard error as lines of JSON, and what Python itself
    would print there with the values in it: warnings, and exceptions that nobody handles.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    handler.addFilter(is_to_be_logged)
    logging.basicConfig(level=logging.INFO, handlers=[handler], force=True)
    for name in QUIET:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    warnings.showwarning = _tell_of_warning
    threading.excepthook = lambda fault: _tell_of_fault("thread", fault.exc_type)
    sys.unraisablehook = lambda fault: _tell_of_fault("unraisable", fault.exc_type)


def _tell_of_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    logger.warning("%s at %s:%d", category.__name__, Path(filename).name, lineno)


def _tell_of_fault(where: str, error: type[BaseException] | None) -> None:
    logger.error("%s: %s", where, error.__name__ if error else "unknown")
