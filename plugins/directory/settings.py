"""What a state sets of this service, under [services.directory]."""

from typing import Annotated

from pydantic import Field

from core import Section


class DirectorySettings(Section):
    """`errors_a_day`: how many errors of entries one citizen may report in 24 hours. `days`: the
    working days in which the district answers. `retention_days`: how long such a report is kept
    when its citizen wants to be erased.
    """

    errors_a_day: Annotated[int, Field(ge=1, le=100)] = 5
    days: Annotated[int, Field(ge=1, le=90)] = 15
    retention_days: Annotated[int, Field(gt=0, le=36_500)] = 365
