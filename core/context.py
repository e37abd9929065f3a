"""What a request carries: who is asking (looked up only when a policy asks), in which language, and
batched loaders.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from strawberry.dataloader import DataLoader

from core.errors import Choice, InvalidCredentials, Problem
from core.identity import citizens, sessions
from core.identity.models import Citizen
from core.printing import unprintable_problems
from core.runtime import Runtime
from core.texts import Language, Text, text
from core.viewers import Viewer

if TYPE_CHECKING:
    from core.plugins import PluginRegistry


PROFILE_UNPRINTABLE = text(
    "Your name or address in your profile cannot be printed: {characters}. Write it in Devanagari "
    "or in Latin letters."
)

Loader = Callable[[Any, list[Any]], Awaitable[list[Any]]]
"""A batched read: (context, keys) to values in the same order."""


@dataclass(frozen=True)
class Credentials:
    """What came with the request to say who is asking."""

    token: str | None = None
    is_malformed: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """Something to await whose value is there."""

    value: Any

    def __await__(self) -> Generator[None, None, Any]:
        return self.value
        yield  # what makes it a generator, as an await needs


@dataclass
class Context:
    """One request. `set_cookie` is the session token that the answer's cookie is to carry; empty
    clears the cookie. `reads` are the personal data that the answer shows, `kind:id` each.

    `asked` is what is known by now of what the operation asks for, kept with the operation.

    It `has_waited` when a text had to wait for the viewer's language.

    `headers` are the request's headers that a service declares, by lower-case names. Of an unnamed
    request nobody is looked up, there are no credentials and headers, and `client` is a pseudonym
    of the source, good for an hour at most.
    """

    runtime: Runtime
    registry: PluginRegistry
    loaders: Mapping[str, Loader]
    credentials: Credentials = Credentials()
    client: str = ""
    accepted_language: Language | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    is_unnamed: bool = False
    set_cookie: str | None = None
    reads: set[str] = field(default_factory=set)
    missing_consents: list[str] = field(default_factory=list)
    has_waited: bool = False
    asked: dict[object, Any] = field(default_factory=dict)
    _viewer: Viewer | None = None
    _spoken: tuple[Viewer, Language] | None = None
    _finding: asyncio.Lock = field(default_factory=asyncio.Lock, init=False)
    _open_loaders: dict[str, DataLoader[Any, Any]] = field(default_factory=dict)
    _known: dict[str, dict[Any, Any]] = field(default_factory=dict)

    async def viewer(self) -> Viewer:
        """Who is asking, looked up once. Raises InvalidCredentials for credentials that are not
        valid.
        """
        if self._viewer is None:
            async with self._finding:  # the fields of a list ask all at once
                self._viewer = self._viewer or await self._found_viewer()
        return self._viewer

    async def look_ahead(self) -> None:
        """Look the viewer up before anything asks, so that texts need not wait for their language.
        Credentials that are not valid are told of where somebody does ask.
        """
        with suppress(InvalidCredentials):
            await self.viewer()

    async def _found_viewer(self) -> Viewer:
        viewer = await self._find_viewer()
        self.missing_consents = await self._find_missing(viewer.citizen)
        return viewer

    async def _find_viewer(self) -> Viewer:
        if self.is_unnamed:
            return Viewer()
        if self.credentials.is_malformed:
            raise InvalidCredentials
        if self.credentials.token is None:
            return Viewer()
        found = await sessions.find(self.runtime, self.credentials.token)
        if found is None:
            self.credentials = replace(self.credentials, is_malformed=True)  # not looked up again
            raise InvalidCredentials
        return Viewer(found.session, found.citizen, found.officer, found.postings)

    async def _find_missing(self, citizen: Citizen | None) -> list[str]:
        """Nothing is read in a state that requires no consent, nor where no request is made."""
        required = self.runtime.settings.privacy.required_consents
        if citizen is None or not required or "missing_consents" not in self.loaders:
            return []
        purposes: list[str] = await self.load("missing_consents", citizen.id)
        return purposes

    def signed_in(self, token: str, language: Language) -> None:
        """From here on the request is that of the session just begun, whatever came with it."""
        self.credentials, self._viewer = Credentials(token=token), None
        self.accepted_language = language

    def again(self, viewer: Viewer) -> Context:
        """The context of another operation that came over the same connection."""
        return replace(
            self, reads=set(), set_cookie=None, _viewer=viewer, _open_loaders={}, _known={}
        )

    async def language(self) -> Language:
        """The viewer's language, else the one that the client accepts, else the state's first."""
        await self.viewer()
        return self.known_language

    @property
    def known_language(self) -> Language:
        """As `language`, from what is known by now: errors must not look anybody up."""
        own = self._viewer.language if self._viewer else None
        return self.runtime.settings.offered(own, self.accepted_language)

    def profile_problems(self, citizen: Citizen) -> list[Problem]:
        """What keeps a citizen from making requests: nothing, or that the profile lacks what this
        state requires, or holds what no document can show, or that a consent is missing.
        """
        problems = unprintable_problems(citizens.printed_text(citizen), (), PROFILE_UNPRINTABLE)
        if not citizens.is_complete(self.runtime.settings, citizen):
            message = text("Complete your profile first: the police need to know who is asking.")
            problems.append(Problem((), "PROFILE_INCOMPLETE", message))
        if self.missing_consents:
            message = text("Read the notices on the use of your data, and consent to them first.")
            choices = tuple(Choice(purpose, purpose) for purpose in self.missing_consents)
            problems.append(Problem((), "CONSENT_REQUIRED", message, choices))
        return problems

    def in_language(self, say: Callable[[Language], str], language: Language | None = None) -> str:
        """What is said in the language asked for, else in the viewer's: at once where that is
        known, else something that GraphQL awaits. For a resolver that many objects of a list have.
        """
        if language is not None:
            return say(language)
        if (viewer := self._viewer) is not None:
            if self._spoken is None or self._spoken[0] is not viewer:
                self._spoken = viewer, self.known_language
            return say(self._spoken[1])
        self.has_waited = True
        return self._said(say)  # type: ignore[return-value]

    async def _said(self, say: Callable[[Language], str]) -> str:
        return say(await self.language())

    async def text(self, message: Text, language: Language | None = None) -> str:
        """A text in the language asked for, else in the viewer's."""
        return self.runtime.texts(message, language or await self.language())

    def note_read(self, kind: str, key: Any) -> None:
        """Note that the answer shows personal data, by kind and id and never by content. What an
        officer's request has read is one entry of the audit, written before the answer is sent;
        for anyone else nothing is written. Call it where a row has been found for the viewer; core
        does so for requests, files and documents.
        """
        self.reads.add(f"{kind}:{key}")

    def load(self, loader: str, key: Any) -> Awaitable[Any]:
        """One value of a batched read; keys asked for together are read together. Whoever gives up,
        because a field beside it has failed, leaves the others their value.
        """
        known = self._known.get(loader)
        if known is not None and key in known:
            return Known(known[key])
        return asyncio.shield(self._open(loader).load(key))

    async def load_ahead(self, loader: str, keys: list[Any]) -> None:
        """Read values before they are asked for. Where that fails, whoever asks is told of it."""
        with suppress(Exception):
            known, opened = self._known.setdefault(loader, {}), self._open_loaders.get(loader)
            asked = opened.cache_map.get if opened else known.get
            wanted = [key for key in keys if key not in known and asked(key) is None]
            if wanted:
                found = zip(wanted, await self.loaders[loader](self, wanted), strict=True)
                known |= {key: each for key, each in found if not isinstance(each, Exception)}

    def prime(self, loader: str, key: Any, value: Any) -> None:
        """Hand over a value that was just written, so that it is not read again."""
        self._known.setdefault(loader, {})[key] = value

    def close(self) -> None:
        """Let go of what was loaded. A loader holds the context, and its keys may: such cycles
        would keep all that the request has read until they are looked for.
        """
        self._open_loaders.clear()
        self._known.clear()

    def _open(self, loader: str) -> DataLoader[Any, Any]:
        if loader not in self._open_loaders:
            read = self.loaders[loader]
            self._open_loaders[loader] = DataLoader(load_fn=lambda keys: read(self, keys))
        return self._open_loaders[loader]
