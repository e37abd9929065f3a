"""The statements that a piece of a test sends to the database, and nothing of what runs beside."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_SENT: ContextVar[list[str] | None] = ContextVar("sent", default=None)


class _Collector(logging.Handler):
    """Workers were started before the list was made: what they send does not see it."""

    def emit(self, record: logging.LogRecord) -> None:
        sent = _SENT.get()
        if sent is not None:
            sent.append(record.getMessage())


@contextmanager
def own_statements() -> Iterator[list[str]]:
    """The statements sent within the block by this task and by those that it starts, in order."""
    logger, collector = logging.getLogger("tortoise.db_client"), _Collector()
    level, token = logger.level, _SENT.set(sent := [])
    logger.addHandler(collector)
    logger.setLevel(logging.DEBUG)
    try:
        yield sent
    finally:
        logger.setLevel(level)
        logger.removeHandler(collector)
        _SENT.reset(token)
