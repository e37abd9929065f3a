"""The texts of events: a file for each event and language, all checked at the start."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Any

from core.cleaning import clean_line
from core.errors import StartupError
from core.notifications.events import Event
from core.settings import Settings
from core.texts import Language, Text, Texts

CORE_FOLDER = Path(__file__).with_name("templates") / "messages"
KEYS = ("title", "body")
SMS = "sms"
LONGEST_TITLE = 200
"""A longer one, by its values, is cut."""


@dataclass(frozen=True)
class MessageTemplate:
    """What one event says in one language; `{variables}` stand for its values. Without `sms` it is
    not told by SMS.
    """

    title: str
    body: str
    sms: str | None = None


class MessageTemplates:
    """The texts of all events in the languages that the state offers."""

    def __init__(self, templates: Mapping[tuple[str, Language], MessageTemplate]) -> None:
        self._templates = dict(templates)

    def of(self, event: str, language: Language) -> MessageTemplate:
        """The texts of an event."""
        return self._templates[event, language]

    def items(self) -> Iterator[tuple[tuple[str, Language], MessageTemplate]]:
        """All of them, by event and language."""
        yield from sorted(self._templates.items(), key=lambda item: (item[0][0], item[0][1].value))


def read_templates(places: Mapping[Event, Path], settings: Settings) -> MessageTemplates:
    """Read the texts of events; a place is the path of an event's files without `.<language>.toml`.

    A file of that event's code in the state's own folder goes before it. Raises StartupError with a
    line for each fault.
    """
    own = settings.notifications.templates_folder
    faults = list(_strays(own, places, settings))
    found: dict[tuple[str, Language], MessageTemplate] = {}
    for event, place in places.items():
        for language in settings.languages:
            path = _path(place, language)
            if own is not None and _path(own / event.code, language).is_file():
                path = _path(own / event.code, language)
            content, wrong = _read(path, event)
            faults += [f"{path}: {fault}" for fault in wrong]
            if not wrong:
                found[event.code, language] = MessageTemplate(**content)
    if faults:
        raise StartupError(*faults)
    return MessageTemplates(found)


def values_in(values: Mapping[str, Any], language: Language, texts: Texts) -> dict[str, str]:
    """An event's values as a message shows them: each one clean line. A value is a string or
    number, a text as [domain, message, the state's own words], or names by language.
    """
    return {name: clean_line(str(_value(values[name], language, texts))) for name in values}


def _value(value: Any, language: Language, texts: Texts) -> Any:
    if isinstance(value, list):
        domain, message, *words = value
        return texts(Text(domain, message, words=words[0] if words else {}), language)
    return (value.get(language.value) or value["en"]) if isinstance(value, dict) else value


def _path(place: Path, language: Language) -> Path:
    return place.with_name(f"{place.name}.{language.value}.toml")


def _strays(folder: Path | None, events: Mapping[Event, Path], settings: Settings) -> Iterator[str]:
    """What lies in the state's folder and would never be read."""
    if folder is None:
        return
    if not folder.is_dir():
        yield f"setting notifications.templates_folder: {folder} is not a folder"
        return
    known = {
        _path(folder / event.code, language).name
        for event in events
        for language in settings.languages
    }
    for path in sorted(folder.iterdir()):
        if path.name not in known and not path.name.startswith("."):
            yield (
                f"{path}: no event in a language of this state is called so; files here are"
                " <event>.<language>.toml, a plugin's <service>.<event>.<language>.toml"
            )


def _read(path: Path, event: Event) -> tuple[dict[str, str], list[str]]:
    """What a file holds, and what is wrong with it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError:
        return {}, [f"event {event.code} has no text here; write {', '.join(_keys(event))}"]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [f"is not TOML in UTF-8: {error}"]
    keys = _keys(event)
    faults = [f"{key}: no such key; known: {', '.join(keys)}" for key in content if key not in keys]
    for key in keys:
        faults += [f"{key}: {fault}" for fault in _faults(key, content.get(key), event)]
    return content, faults


def _keys(event: Event) -> tuple[str, ...]:
    return (*KEYS, SMS) if event.by_sms else KEYS


def _faults(key: str, pattern: Any, event: Event) -> Iterator[str]:
    if not isinstance(pattern, str) or not pattern.strip():
        yield "is missing; write a text between quotes"
        return
    if pattern != pattern.strip() or (key == "title" and "\n" in pattern):
        yield "must not begin or end with spaces or lines, and a title is one line"
    try:
        fields = [field for field in Formatter().parse(pattern) if field[1] is not None]
    except ValueError as error:
        yield f"{error}; write a variable as {{name}}, and a brace as {{{{ or }}}}"
        return
    for _, name, form, conversion in fields:
        if name not in event.variables or form or conversion:
            known = ", ".join(sorted(event.variables))
            yield f"{{{name}}} is no variable of {event.code}; known: {known}"
