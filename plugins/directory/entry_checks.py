"""Checks what administrators and importers write into the directory. Pure but for the findings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from core import Findings, Wrong, clean_line, email_address
from plugins.directory.models import Holder
from plugins.directory.phones import office_phone
from plugins.directory.posts import MOST_POSTS
from plugins.directory.texts import text

ERROR_CODES = (
    "HOLDER_REQUIRED", "HOLDER_SINCE_INVALID", "PHONE_INVALID", "POST_TITLE_TAKEN", "UNIT_UNKNOWN",
)  # fmt: skip
"""The codes of input errors of posts, helplines, units and reports, beside core's."""

TITLE = 120
RANK = 60
NAME = 200
PURPOSE = 300
ADDRESS = 300
SOURCE = 200
"""The most characters of each."""

UNIT_UNKNOWN = text("There is no unit with this code.")
TITLE_TAKEN = text("The unit has a post with this title already. Change that one.")
TOO_MANY_POSTS = text("A unit has at most {most} posts.", most=MOST_POSTS)
NO_HOLDER = text("Name who holds the post, or leave the day out.")


def phone(given: str | None, here: Findings) -> str | None:
    """An office phone in one form; None for an empty one."""
    return here.checked(office_phone, given) if clean_line(given or "") else None


def email(given: str | None, here: Findings) -> str | None:
    """An e-mail address; None for an empty one."""
    if not clean_line(given or ""):
        return None
    with here.collected():
        return email_address(given or "", here.path)
    return None


def point(latitude: float | None, longitude: float | None, findings: Findings) -> None:
    """Latitude and longitude, or neither."""
    for name, value, limit in (("latitude", latitude, 90), ("longitude", longitude, 180)):
        if value is not None and not -limit <= value <= limit:
            message = text(
                "This must be a number of degrees from {least} to {most}.", least=-limit, most=limit
            )
            findings.at(name).wrong("PLACE_INVALID", message)
    if (latitude is None) != (longitude is None):
        findings.at("latitude").wrong(
            "PLACE_INVALID", text("A point needs latitude and longitude.")
        )


def not_in_future(today: date, since: date) -> date:
    """A day since when something is so. Raises Wrong."""
    if since > today:
        raise Wrong("HOLDER_SINCE_INVALID", text("This lies in the future."))
    return since


def holder_follows(
    before: Holder | None, name: str | None, since: date | None, here: Findings
) -> None:
    """A new holder cannot have begun before the former one did."""
    is_new = before is not None and name is not None and name != before.name
    if is_new and before and before.since and since and since < before.since:
        message = text("The former holder began later, on {day}.", day=f"{before.since:%d.%m.%Y}")
        here.wrong("HOLDER_SINCE_INVALID", message)


def same_title(title: Mapping[str, str]) -> str:
    """What two posts of one unit must not share: the English title, in any case."""
    return title["en"].casefold()
