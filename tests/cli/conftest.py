"""Commands are processes that take seconds to start, and use the database as the server does."""

import pytest


@pytest.fixture
def kind() -> str:
    """One kind of database is enough for the words of a command."""
    return "sqlite"
