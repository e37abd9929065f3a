"""What a state sets of this service, under [services.lost_property]."""

from typing import Annotated, Literal

from pydantic import Field

from core import Section


class LostPropertySettings(Section):
    """`acknowledged`: at once by the system, or by an officer within `days` working days
    (Karnataka: 1).
    """

    acknowledged: Literal["at_once", "by_officer"] = "at_once"
    days: Annotated[int, Field(ge=1, le=30)] = 1
