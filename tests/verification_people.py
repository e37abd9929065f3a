"""Who meets over a verification."""

from __future__ import annotations

from dataclasses import dataclass

from processions import Person


@dataclass
class Officers:
    """Makroniya's head and beat officer, the head of TT Nagar in Bhopal, and the head of
    the district Sagar."""

    head: Person
    beat: Person
    outside: Person
    district: Person
