"""`tenant` and `verification` know nothing of one another: either runs alone."""

from __future__ import annotations

import pytest
from conftest import settings_for

from core.app import create_platform
from core.schema import compose

FIELDS = {"tenant": "registerTenant", "verification": "applyForCharacterCertificate"}


@pytest.mark.parametrize("alone", FIELDS)
def test_a_platform_with_one_of_them_has_its_fields_alone(alone: str) -> None:
    settings = settings_for("sqlite://unused", plugins=(alone,))
    mutations = compose(create_platform(settings).registry, settings).mutation_type
    assert mutations is not None
    assert [name for name in FIELDS.values() if name in mutations.fields] == [FIELDS[alone]]
