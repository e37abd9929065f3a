"""The receipt: all that leads back to a tip. 20 characters of Crockford's base32, which are 100
random bits, and a check character; 40 bits are the locator that is stored, 60 the secret that is
not.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from core import latin_digits

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LOCATOR, SECRET = 8, 12
CHECK_MODULUS = 37
GROUP = 4
MOST_TYPED = 100

_CONFUSED = str.maketrans("OIL", "011")


class Mistyped(Exception):
    """This is no receipt: its length, a character or its check character is wrong."""


@dataclass(frozen=True)
class Receipt:
    """A receipt as it is looked up."""

    locator: str
    secret: str

    @property
    def shown(self) -> str:
        """As it is shown: groups of four, and the check character."""
        plain = self.locator + self.secret
        groups = [plain[at : at + GROUP] for at in range(0, len(plain), GROUP)]
        return "-".join([*groups, check_character(plain)])


def new_receipt() -> Receipt:
    """A random one whose check character is a digit or a letter of the alphabet: Crockford's other
    five are hard to type on a phone. 99.8 bits are left.
    """
    while True:
        plain = "".join(secrets.choice(ALPHABET) for _ in range(LOCATOR + SECRET))
        if check_character(plain):
            return Receipt(plain[:LOCATOR], plain[LOCATOR:])


def read_receipt(typed: str) -> Receipt:
    """The receipt that was typed: O for 0, I and L for 1, small letters, blanks, dashes, and the
    digits of every script are accepted. Raises Mistyped.
    """
    plain = "".join(filter(str.isalnum, latin_digits(typed[:MOST_TYPED]).upper()))
    plain = plain.translate(_CONFUSED)
    body, check = plain[:-1], plain[-1:]
    is_one = len(body) == LOCATOR + SECRET and set(plain) <= set(ALPHABET)
    if not is_one or check_character(body) != check:
        raise Mistyped
    return Receipt(body[:LOCATOR], body[LOCATOR:])


def check_character(plain: str) -> str:
    """The value of the whole modulo 37 (Crockford, Base 32); empty where that is no character of
    the alphabet.
    """
    value = 0
    for character in plain:
        value = value * len(ALPHABET) + ALPHABET.index(character)
    return ALPHABET[value % CHECK_MODULUS : value % CHECK_MODULUS + 1]
