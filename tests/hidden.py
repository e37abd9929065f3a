"""From whom what of a target is hidden, by the codes of posts and who the citizen is."""

from __future__ import annotations

from collections.abc import Callable

from jurisdictions import Somebody
from targets import Target

Hides = Callable[[Somebody, Target], bool]


def report_hidden(viewer: Somebody, target: Target) -> bool:
    """The report is not the viewer's to see."""
    return not viewer.sees(target)


def citizen_hidden(viewer: Somebody, target: Target) -> bool:
    """What is the citizen's alone: not even the station's officers may have it."""
    return viewer.citizen != target.citizen


def found_hidden(viewer: Somebody, target: Target) -> bool:
    """The found thing is another station's."""
    return not viewer.covers(target.found_station)


def match_hidden(viewer: Somebody, target: Target) -> bool:
    return report_hidden(viewer, target) and found_hidden(viewer, target)


def link_hidden(viewer: Somebody, target: Target) -> bool:
    """The viewer's posts cover the report that the target is linked with, and not the target."""
    return (
        target.is_linked and report_hidden(viewer, target) and viewer.covers(target.found_station)
    )


def other_officer(viewer: Somebody, target: Target) -> bool:
    return viewer.officer != target.officer
