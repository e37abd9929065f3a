"""What somebody might reach for in another's request, and the same where there is nothing."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from random import Random

from stdnum.iso7064 import mod_37_36

from core.relay import encode_id
from core.service_requests.attachments import file_key


@dataclass(frozen=True)
class Target:
    """A report or verification of a citizen at a station, with all that hangs on it, by what a
    stranger might have learnt of it.
    """

    station: str
    number: str
    id: str
    item: str
    file: str
    download: str
    code: str
    note_key: str
    citizen: str
    name: str
    mobile: str
    session: str
    notification: str
    officer: str
    found_station: str
    found: str
    found_number: str
    match: str
    sibling: str
    """The number of the citizen's other report."""

    is_linked: bool
    is_closed: bool
    """Whether the found thing is."""

    version: int = 1
    is_report: bool = True
    """Whether it is a lost report; else a verification, which has no thing and no match."""

    asked: tuple[str, ...] = ()
    """The stations that enquire or have enquired about it."""

    def ghost(self, random: Random, own: Target | None) -> Target:
        """One that does not exist, in the same shape. Nothing is linked with the viewer's own."""
        key, digits = uuid.UUID(int=random.getrandbits(128), version=4), random.randrange(10**5)
        ids = {
            name: encode_id(kind, key)
            for name, kind in {
                "id": "LostReport" if self.is_report else "CharacterCertificate",
                "file": "File",
                "citizen": "Citizen",
                "notification": "Notification",
                "officer": "Officer",
                "found": "FoundItem",
                "match": "ItemMatch",
            }.items()
        }
        return replace(
            self,
            **ids,
            sibling=own.number if own else "",
            item=str(key),
            session=str(key),
            note_key=str(key),
            number=_another_number(self.number, random),
            found_number=_another_number(self.found_number, random),
            code="".join(random.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=20)),
            download=self.download.replace(str(file_key(self.file)), str(key)),
            station=f"9{digits:05}99",
            name=f"Nobody{digits:05}q",
            mobile=f"+9190000{digits:05}",
        )


def _another_number(number: str, random: Random) -> str:
    series, _, _ = number.rsplit("-", 2)
    body = f"{series}-{random.randrange(500_000, 999_999):06d}"
    return f"{body}-{mod_37_36.calc_check_digit(body.replace('-', ''))}"
