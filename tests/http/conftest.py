"""What is refused or answered before any table is asked is the same on each kind of database."""

import pytest


@pytest.fixture
def kind() -> str:
    """One kind of database, but for the files that say otherwise."""
    return "sqlite"
