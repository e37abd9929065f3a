"""What a state sets of this service, under [services.lost_property]."""

from typing import Annotated, Literal

from pydantic import Field

from core import Section


class LostPropertySettings(Section):
    """`acknowledged`: at once by the system, or by an officer within `days` working days
    (Karnataka: 1). `public_photos`: the other things whose photos anyone may see; of documents,
    phones, vehicles, cash and jewellery nobody else ever may. `retention_days`: how long a report
    is kept when its citizen wants to be erased. `reports_a_day` and `numbers_a_day`: how many
    reports one citizen may make in 24 hours, and how many numbers of things they may hold, because
    each number is compared with those of found things.
    """

    acknowledged: Literal["at_once", "by_officer"] = "at_once"
    days: Annotated[int, Field(ge=1, le=30)] = 1
    public_photos: tuple[Literal["BAG", "ELECTRONICS", "KEYS", "OTHER", "WALLET"], ...] = (
        "BAG",
        "OTHER",
    )
    retention_days: Annotated[int, Field(gt=0, le=36_500)] = 1095
    reports_a_day: Annotated[int, Field(ge=1, le=100_000)] = 10
    numbers_a_day: Annotated[int, Field(ge=20, le=2_000_000)] = 40
