"""What a state sets of a service of this plugin, under [services.<code>]."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Annotated, Any

from pydantic import Field

from core import Language, Money, Section
from plugins.verification.models import CertificatePurpose

Days = Annotated[int, Field(ge=1, le=366)]


class VerificationSettings(Section):
    """`fee` in rupees for one station, or `fees` by purpose; `fee_per_further_station` for each
    more; `bpl_exempt`: whether a BPL card frees from it (Madhya Pradesh: Rs 100, more for several
    stations, free for BPL). `days` and `days_outside`: working days for the whole, where all
    addresses lie in one district or not (Karnataka: 20 and 45); `enquiry_days` and
    `enquiry_days_outside`: for the report of a station in that district or outside. `valid_months`:
    how long a certificate is valid unless the deciding officer says less (Madhya Pradesh: 6).
    `history_years`: for how many years addresses are asked for. `wording`: what a certificate says
    where nothing adverse was found, by language. `retention_days`: how long a request is kept when
    its citizen wants to be erased. `requests_a_day`: how many one citizen may make in 24 hours.
    """

    fee: Money = Decimal("100.00")
    fees: dict[CertificatePurpose, Money] = {}
    fee_per_further_station: Money = Decimal("50.00")
    bpl_exempt: bool = True
    days: Days = 20
    days_outside: Days = 45
    enquiry_days: Days = 7
    enquiry_days_outside: Days = 21
    valid_months: Annotated[int, Field(ge=1, le=120)] = 6
    history_years: Annotated[int, Field(ge=1, le=50)] = 5
    wording: dict[Language, Annotated[str, Field(min_length=1, max_length=500)]] = {}
    retention_days: Annotated[int, Field(gt=0, le=36_500)] = 1095
    requests_a_day: Annotated[int, Field(ge=1, le=100_000)] = 10

    @classmethod
    def read(cls, services: Mapping[str, Mapping[str, Any]], code: str) -> VerificationSettings:
        """What `[services.<code>]` says, without the keys that are core's."""
        own = services.get(code, {})
        return cls(**{name: value for name, value in own.items() if name in cls.model_fields})

    def latest_day(self, today: date) -> date:
        """The last day until which a certificate of today may be valid."""
        return months_after(today, self.valid_months)


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last one of a shorter month."""
    count = day.month - 1 + months
    first = date(day.year + count // 12, count % 12 + 1, 1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return min(first + timedelta(days=day.day - 1), last)
