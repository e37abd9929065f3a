"""Who is asking: nobody, a citizen, or an officer with the postings held at this moment."""

from __future__ import annotations

import uuid
from dataclasses import dataclass

from core.errors import InvalidCredentials
from core.identity import sessions
from core.identity.models import Citizen, Officer, OfficerRole, Posting, Session
from core.runtime import Runtime
from core.texts import Language


@dataclass(frozen=True)
class Viewer:
    """Who is asking: nobody, a citizen, or an officer with the postings held at this moment."""

    session: Session | None = None
    citizen: Citizen | None = None
    officer: Officer | None = None
    postings: tuple[Posting, ...] = ()

    @property
    def is_signed_in(self) -> bool:
        return self.session is not None

    @property
    def id(self) -> uuid.UUID | None:
        person = self.citizen or self.officer
        return person.id if person else None

    @property
    def actor(self) -> str:
        """The viewer as the audit names it: `kind:id`."""
        if self.citizen:
            return f"citizen:{self.citizen.id}"
        return f"officer:{self.officer.id}" if self.officer else "anonymous:"

    @property
    def language(self) -> Language | None:
        person = self.citizen or self.officer
        return person.language if person else None

    @property
    def unit_codes(self) -> tuple[str, ...]:
        """The units whose requests the postings cover: to read tips covers none."""
        covering = (each for each in self.postings if each.role is not OfficerRole.TIPS_OFFICER)
        return tuple(posting.unit_id for posting in covering)

    def has_role(self, *roles: OfficerRole) -> bool:
        return any(posting.role in roles for posting in self.postings)


async def as_of_now(runtime: Runtime, viewer: Viewer) -> Viewer:
    """The viewer read again, within the transaction that decides: a posting that ended or a session
    that was revoked while the request waited counts. Raises InvalidCredentials.
    """
    if viewer.session is None:
        return viewer
    found = await sessions.find_again(runtime, viewer.session)
    if found is None:
        raise InvalidCredentials
    return Viewer(found.session, found.citizen, found.officer, found.postings)
