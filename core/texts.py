"""Texts for people, in every language of the state: gettext catalogues, one per package, English as
the message id.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from importlib.resources import files
from typing import Any

import strawberry
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po


@strawberry.enum(description="A language that this state offers.")
class Language(Enum):
    """The languages that texts exist in. The settings choose which of them a state offers, and in
    which order.
    """

    EN = "en"
    HI = "hi"


@dataclass(frozen=True)
class Text:
    """A message that is translated when it is shown. Parameters may be texts themselves. `words`,
    by language code, are a state's own, and are shown as they are.
    """

    domain: str
    message: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    words: Mapping[str, str] = field(default_factory=dict)


def domain(name: str) -> Callable[..., Text]:
    """The maker of texts of one package, by its folder's name: `text = domain("lost_property")`."""

    def text(message: str, **parameters: Any) -> Text:
        return Text(name, message, parameters)

    return text


text = domain("core")


class Texts:
    """All catalogues of a running platform: `texts(message, language)` is the string to show."""

    def __init__(self, packages: Mapping[str, str]) -> None:
        self._messages: dict[tuple[str, Language], dict[str, str]] = {
            (name, language): _read(package, name, language)
            for name, package in packages.items()
            for language in Language
            if language is not Language.EN
        }

    def __call__(self, message: Text, language: Language) -> str:
        if own := message.words.get(language.value):
            return own
        pattern = self._messages.get((message.domain, language), {}).get(
            message.message, message.message
        )
        return pattern.format(
            **{name: self._shown(value, language) for name, value in message.parameters.items()}
        )

    def _shown(self, value: Any, language: Language) -> Any:
        return self(value, language) if isinstance(value, Text) else value


def _read(package: str, name: str, language: Language) -> dict[str, str]:
    path = files(package) / "locale" / language.value / "LC_MESSAGES" / f"{name}.po"
    if not path.is_file():
        return {}
    with path.open("rb") as file:
        catalogue: Catalog = read_po(file)
    return {
        str(entry.id): str(entry.string)
        for entry in catalogue
        if entry.id and entry.string and not entry.fuzzy
    }
