"""What a state sets of tenant verification, under [services.tenant]."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import Field

from core import Runtime, Section
from plugins.tenant.rules import CODE


class TenantSettings(Section):
    """`days`: working days from the beginning to the result; `home_days`: those of a home station
    that is asked. `consent_days`: how long a registration waits for files and for the tenant's
    consent before it is erased; `code_days`: how long a code for the consent is good;
    `codes_a_day`: how many one number gets in 24 hours. `references`: how many people who know
    the tenant are asked for. `consent_link`: what the tenant's message leads to, with
    {challenge} in it, below public_url. `registrations_a_day`: how many one landlord may make
    in 24 hours, one by one, and `listed_a_day` from lists. `retention_days`: how long a request
    is kept when its citizen wants to be erased.
    """

    days: Annotated[int, Field(ge=1, le=366)] = 15
    home_days: Annotated[int, Field(ge=1, le=366)] = 7
    consent_days: Annotated[int, Field(ge=2, le=60)] = 15
    code_days: Annotated[int, Field(ge=1, le=15)] = 3
    codes_a_day: Annotated[int, Field(ge=1, le=10)] = 3
    references: Annotated[int, Field(ge=0, le=5)] = 2
    consent_link: Annotated[str, Field(pattern=r"^/[^\s{}]*\{challenge\}$", max_length=60)] = (
        "/tenancy?c={challenge}"
    )
    registrations_a_day: Annotated[int, Field(ge=1, le=100_000)] = 10
    listed_a_day: Annotated[int, Field(ge=1, le=100_000)] = 50
    retention_days: Annotated[int, Field(gt=0, le=36_500)] = 1095

    @classmethod
    def of(cls, runtime: Runtime) -> TenantSettings:
        """What thana.toml says, without the keys that are core's."""
        own: Mapping[str, Any] = runtime.settings.services.get(CODE, {})
        return cls(**{name: value for name, value in own.items() if name in cls.model_fields})
