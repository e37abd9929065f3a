"""The SMS templates registered with the operators (TCCCPR 2018). What differs from them by one
character is dropped on its way and looks sent, so it is refused here.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Formatter
from typing import Annotated

from pydantic import Field, ValidationError

from core.errors import StartupError
from core.notifications.templates import MessageTemplates
from core.setting_faults import faults_of
from core.setting_sections import Dlt, Section
from core.texts import Language

VARIABLE = "{#var#}"
_ANY_VARIABLE = re.compile(r"\{#[a-z]+#\}")
"""Since 2025 portals tag what a variable is for, such as {#numeric#}."""
_WORDS = re.compile(r"\{#var#\}|\s+|\w+|.")


class RegisteredTemplate(Section):
    """One template as it is registered: its id, what we use it for, and its text to the letter."""

    id: Annotated[str, Field(pattern="^[0-9]{10,25}$")]
    event: str
    language: Language
    text: str

    @property
    def literals(self) -> list[str]:
        """What stands between the variables."""
        return _ANY_VARIABLE.split(self.text)


class _File(Section):
    template: tuple[RegisteredTemplate, ...] = ()


@dataclass(frozen=True)
class Registration:
    """What is registered for this state: who sends, under which header, which texts."""

    entity_id: str
    header: str
    longest_variable: int
    templates: Mapping[tuple[str, Language], RegisteredTemplate]

    def mismatch(self, event: str, language: Language, text: str) -> str | None:
        """Where a text leaves its registered template, by position and lengths, never by content;
        None where it fits.
        """
        return _mismatch(self.templates[event, language], text, self.longest_variable)


def read_registration(dlt: Dlt, ours: MessageTemplates) -> Registration | None:
    """The registered templates; None where the settings name no file of them. Raises StartupError
    with the difference for each of our texts that is not registered as it stands.
    """
    if dlt.templates is None:
        return None
    if dlt.entity_id is None or dlt.header is None:
        raise StartupError(
            "setting notifications.sms.dlt: name entity_id and header beside templates, as they"
            " stand in the DLT portal"
        )
    found: dict[tuple[str, Language], RegisteredTemplate] = {}
    faults: list[str] = []
    for template in _read(dlt.templates):
        if found.setdefault((template.event, template.language), template) is not template:
            faults.append(
                f"{dlt.templates}: {template.event} in {template.language.value} stands twice"
            )
    faults += [f"{dlt.templates}: {fault}" for fault in _differences(found, ours)]
    if faults:
        raise StartupError(*faults)
    return Registration(dlt.entity_id, dlt.header, dlt.longest_variable, found)


def _read(path: Path) -> tuple[RegisteredTemplate, ...]:
    try:
        return _File(**tomllib.loads(path.read_text(encoding="utf-8"))).template
    except OSError as error:
        raise StartupError(
            f"setting notifications.sms.dlt.templates: {path} cannot be read"
            f" ({type(error).__name__})"
        ) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise StartupError(f"{path}: is not TOML in UTF-8: {error}") from None
    except ValidationError as error:
        faults = faults_of(error, _File)
        raise StartupError(
            *(f"{path}: {fault.removeprefix('setting ')}" for fault in faults)
        ) from None


def _differences(
    registered: Mapping[tuple[str, Language], RegisteredTemplate], ours: MessageTemplates
) -> Iterator[str]:
    for (event, language), template in ours.items():
        if template.sms is None:
            continue
        place = f"{event} in {language.value}"
        if (event, language) not in registered:
            yield f"{place} is not registered; register {_as_registered(template.sms)!r}"
            continue
        theirs = registered[event, language]
        text, own = _ANY_VARIABLE.sub(VARIABLE, theirs.text), _as_registered(template.sms)
        if text != own:
            yield (
                f"{place} differs from the registered template {theirs.id}; here is what only the"
                f" registered one has as [-…-], what only ours has as {{+…+}}:"
                f" {difference(text, own)}"
            )


def _as_registered(pattern: str) -> str:
    """Our pattern as the portals write it."""
    pieces = Formatter().parse(pattern)
    return "".join(text + (VARIABLE if name is not None else "") for text, name, _, _ in pieces)


def difference(registered: str, ours: str) -> str:
    """Both texts in one, word by word: [-only registered-] and {+only ours+}."""
    before, after = _WORDS.findall(registered), _WORDS.findall(ours)
    shown: list[str] = []
    for tag, i, j, k, m in difflib.SequenceMatcher(a=before, b=after, autojunk=False).get_opcodes():
        old, new = "".join(before[i:j]), "".join(after[k:m])
        if tag == "equal":
            shown.append(old)
        else:
            shown.append((f"[-{old}-]" if old else "") + (f"{{+{new}+}}" if new else ""))
    return "".join(shown)


def _mismatch(template: RegisteredTemplate, text: str, longest: int) -> str | None:
    if _fits(template.literals, text, longest):
        return None
    first, *others = template.literals
    if not text.startswith(first):
        return f"not the text of the registered template {template.id} from its beginning"
    at = len(first)
    for number, literal in enumerate(others, 1):
        end = text.find(literal, at) if literal else len(text)
        if end < 0:
            return (
                f"what follows variable {number} in the registered template {template.id} is not"
                f" found from character {at} on"
            )
        if end - at > longest:
            return (
                f"variable {number} of the registered template {template.id} would have"
                f" {end - at} characters, and at most {longest} pass"
            )
        at = end + len(literal)
    return f"more follows after character {at} than the registered template {template.id} has"


def _fits(literals: list[str], text: str, longest: int) -> bool:
    """Whether the text is the literals with a variable between each two. All places at which a
    literal may end are followed at once: trying one after the other could take for ever.
    """
    first, *others = literals
    ends = {len(first)} if text.startswith(first) else set()
    for literal in others:
        ends = {
            begin + len(literal)
            for end in ends
            for begin in range(end, min(end + longest, len(text)) + 1)
            if text.startswith(literal, begin)
        }
    return len(text) in ends
