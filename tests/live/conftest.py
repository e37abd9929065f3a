"""Fixtures of subscriptions: the test's app, served on a free port; several servers."""

from processes import database, start_servers
from served_app import served

__all__ = ["database", "served", "start_servers"]
