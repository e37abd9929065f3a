"""Notices on the use of personal data (DPDP Act 2023, section 5), to which consents refer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from core.errors import StartupError
from core.settings import Settings
from core.texts import Text, text


@dataclass(frozen=True)
class Notice:
    """What data is used for: the purpose's code (40 letters at most), the version of the text (20)
    and the text. A changed text is a new version.
    """

    purpose: str
    version: str
    text: Text


IDENTITY = Notice(
    "IDENTITY",
    "1",
    text(
        "Your mobile number or e-mail address is used to sign you in and to tell you about your "
        "requests. All of your profile is shown to the officers of the station that a request goes "
        "to, and to their superiors. You can see and correct it at any time."
    ),
)


class Noticing(Protocol):
    """What consents need of a service's descriptor."""

    @property
    def notices(self) -> Sequence[Notice]: ...


def in_force(services: Iterable[Noticing]) -> dict[str, Notice]:
    """Core's notice and those of the services, by purpose."""
    declared = [IDENTITY, *(notice for service in services for notice in service.notices)]
    return {notice.purpose: notice for notice in declared}


def check_required(settings: Settings, services: Iterable[Noticing]) -> None:
    """A StartupError when the settings require consent to what nobody has declared."""
    known = in_force(services)
    if unknown := [each for each in settings.privacy.required_consents if each not in known]:
        raise StartupError(
            f"setting privacy.required_consents: no notice has the purpose {unknown[0]};"
            f" there are: {', '.join(sorted(known))}"
        )
