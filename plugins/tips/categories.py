"""What tips are about, and what is said of each: the built-in categories as a state has changed
them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from core import StartupError, Text
from plugins.tips.models import TipState
from plugins.tips.settings import CategorySettings, Route, TipsSettings, Words
from plugins.tips.texts import text


@dataclass(frozen=True)
class Category:
    """`unit` goes before `route`."""

    code: str
    label: Text
    hint: Text | None = None
    is_emergency: bool = False
    route: Route = Route.DISTRICT
    unit: str | None = None


OWN_TRACES = text("Leave out what only you can know, and how you know it: it could lead to you.")
MOST_CATEGORIES = 40
BUILT_IN = (
    Category("NARCOTICS", text("Drugs"), OWN_TRACES),
    Category("LIQUOR", text("Illegal liquor"), OWN_TRACES),
    Category("ARMS", text("Illegal arms or explosives"), OWN_TRACES),
    Category(
        "VIOLENCE",
        text("Violence that is planned or is happening"),
        text("Where somebody is in danger now, call 112: a tip may be read only days later."),
        is_emergency=True,
        route=Route.STATION,
    ),
    Category(
        "TRAFFICKING",
        text("Trafficking of people, or children in danger"),
        text("Where somebody is in danger now, call 112: a tip may be read only days later."),
        is_emergency=True,
    ),
    Category("WANTED_PERSON", text("A person whom the police are looking for"), OWN_TRACES),
    Category("GAMBLING", text("Gambling or betting"), OWN_TRACES),
    Category("THEFT", text("Theft, stolen goods or vehicles"), OWN_TRACES),
    Category(
        "CYBER_CRIME",
        text("Cyber crime"),
        text("Where money was taken from you, call 1930 at once: it can often be stopped."),
    ),
    Category(
        "POLICE_MISCONDUCT",
        text("Misconduct of the police"),
        text(
            "Give the officers' names where you are asked who must not see this: then none of"
            " them will. Names in the text alone keep nobody away."
        ),
        route=Route.STATE,
    ),
    Category("OTHER", text("Something else"), OWN_TRACES),
)


def in_force(settings: TipsSettings) -> dict[str, Category]:
    """The categories that are offered, by code, the built-in ones first."""
    built_in = {category.code: category for category in BUILT_IN}
    known = built_in | {
        code: _own(code, changed)
        for code, changed in settings.categories.items()
        if code not in built_in
    }
    return {
        code: _changed(category, settings.categories.get(code, CategorySettings()))
        for code, category in known.items()
        if code not in settings.left_out
    }


def check(settings: TipsSettings) -> None:
    """Raises StartupError for a category of the state's own without a label, unknown codes, and a
    limit under a flood that is below the one at rest.
    """
    built_in, own = {each.code for each in BUILT_IN}, settings.categories
    faults = [
        f"categories.{code}: a category of your own needs a label"
        for code in own
        if code not in built_in and not own[code].label
    ]
    unknown = sorted(settings.left_out - built_in - own.keys())
    faults += [f"left_out: there is no category {code}" for code in unknown]
    unknown = sorted(settings.statuses.keys() - {*TipState})
    faults += [f"statuses: there is no status {code}" for code in unknown]
    for name in ("difficulty", "form_seconds"):
        if getattr(settings, f"most_{name}") < getattr(settings, name):
            faults.append(f"most_{name}: must not be less than {name}")
    if faults:
        raise StartupError(*(f"setting services.tips.{fault}" for fault in faults))


def _own(code: str, changed: CategorySettings) -> Category:
    return Category(code, text(next(iter(changed.label.values()))))


def _changed(category: Category, changed: CategorySettings) -> Category:
    said = changed.is_emergency
    return replace(
        category,
        label=_worded(category.label, changed.label),
        hint=_worded(category.hint or OWN_TRACES, changed.hint) if changed.hint else category.hint,
        is_emergency=category.is_emergency if said is None else said,
        route=changed.route or category.route,
        unit=changed.unit or category.unit,
    )


def _worded(words: Text, own: Words) -> Text:
    spoken: Mapping[str, str] = {language.value: line for language, line in own.items()}
    return replace(words, words={**words.words, **spoken})
