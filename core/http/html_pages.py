"""What public HTML pages share, core's and the plugins': templates, the reader's language, the
state's name, and what a page may load.
"""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from babel import Locale
from jinja2 import Environment, PackageLoader, StrictUndefined, Template
from starlette.requests import Request

from core.http.answers import accepted_language
from core.runtime import Runtime
from core.texts import Language, Text


class HtmlPages:
    """The pages whose templates stand in `templates/` of a package, such as "plugins.directory".
    All values are escaped, and an unknown one is an error.
    """

    def __init__(self, runtime: Runtime, package: str) -> None:
        self._runtime = runtime
        self._environment = Environment(
            loader=PackageLoader(package),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def template(self, name: str) -> Template:
        """A template by its file's name."""
        return self._environment.get_template(name)

    def language(self, request: Request) -> Language:
        """The language of `?lang=`, else of Accept-Language, else the state's first."""
        offered = self._runtime.settings.languages
        wanted = request.query_params.get("lang", "")
        chosen = next((language for language in offered if language.value == wanted), None)
        accepted = accepted_language(request.headers.get("accept-language", ""), offered)
        return chosen or accepted or offered[0]

    def state(self, language: Language) -> str:
        """The name of the state's police in a language, else in the first that it has."""
        names = self._runtime.settings.state.name
        return names.get(language) or next(iter(names.values()))

    def others(self, language: Language, query: Mapping[str, str]) -> list[tuple[str, str, str]]:
        """The same page in the other languages: own name, code, and query string of each."""
        return [
            (
                str(Locale(other.value).get_language_name()),
                other.value,
                urlencode({**query, "lang": other.value}),
            )
            for other in self._runtime.settings.languages
            if other is not language
        ]

    def labels(self, texts: Mapping[str, Text], language: Language) -> dict[str, str]:
        """Texts by name, in a language."""
        return {name: self._runtime.texts(message, language) for name, message in texts.items()}


def content_policy(**allowed: str) -> str:
    """A Content-Security-Policy under which a page loads what is named and nothing else, and nobody
    frames it: `content_policy(style_src="'self'", form_action="'self'")`.
    """
    named = [f"{name.replace('_', '-')} {sources}" for name, sources in allowed.items()]
    return "; ".join(["default-src 'none'", *named, "frame-ancestors 'none'"])
