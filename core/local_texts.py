"""A short text in several languages, as administrators write names and titles."""

from __future__ import annotations

from collections.abc import Sequence

from core.input_findings import Findings
from core.policy import field, input_type
from core.texts import Language, text


@input_type("A text in one language.", name="LocalText")
class LocalTextInput:
    language: Language = field("The language.")
    text: str = field("The text.")


def check_local_texts(
    given: Sequence[LocalTextInput], longest: int, findings: Findings
) -> dict[str, str]:
    """The texts by language, such as {"en": "Sagar", "hi": "सागर"}; what is wrong goes into the
    findings. English must be among them: it is shown where another is missing.
    """
    texts: dict[str, str] = {}
    for place, each in enumerate(given[: len(Language) + 1]):
        here = findings.at(str(place))
        if each.language.value in texts:
            here.at("language").wrong("LANGUAGE_TWICE", text("This language stands here twice."))
        texts[each.language.value] = here.at("text").line(each.text, longest, required=True) or ""
    if Language.EN.value not in texts:
        findings.wrong("ENGLISH_REQUIRED", text("Give the English text as well."))
    return texts
