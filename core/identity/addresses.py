"""Phone numbers and e-mail addresses in one form each, so that every spelling is one citizen and
one counter.
"""

from __future__ import annotations

import re
from ipaddress import IPv6Address, ip_address, ip_network

import phonenumbers
from email_validator import EmailNotValidError, validate_email

from core.cleaning import clean_line, latin_digits
from core.errors import InvalidInput, Problem
from core.identity.models import OtpChannel
from core.texts import text

REGION = "IN"
LONGEST_SPELLING = 300
_EXTENSION = re.compile(r"^tel:|[;,\s]*(?:extension|extn?|x)[.:=\s]*\d{0,7}$", re.IGNORECASE)
"""Letters stand for digits nowhere else: an O for a zero would send the code to a stranger."""


def mobile_number(spelling: str, path: tuple[str, ...]) -> str:
    """A mobile number of India in E.164, such as +919876543210.

    Raises InvalidInput with MOBILE_INVALID at the path.
    """
    line = latin_digits(_line(spelling))
    has_letters = any(character.isalpha() for character in _EXTENSION.sub("", line))
    try:
        number = None if has_letters else phonenumbers.parse(line, REGION)
    except phonenumbers.NumberParseException:
        number = None
    mobile = (
        phonenumbers.PhoneNumberType.MOBILE,
        phonenumbers.PhoneNumberType.FIXED_LINE_OR_MOBILE,
    )
    if (
        number is None
        or not phonenumbers.is_valid_number_for_region(number, REGION)
        or phonenumbers.number_type(number) not in mobile
    ):
        message = text("This is not a mobile number. Give its ten digits, such as 98765 43210.")
        raise InvalidInput([Problem(path, "MOBILE_INVALID", message)])
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def email_address(spelling: str, path: tuple[str, ...]) -> str:
    """An e-mail address in lower case. Raises InvalidInput with EMAIL_INVALID at the path."""
    try:
        address = validate_email(_line(spelling), check_deliverability=False).normalized
    except EmailNotValidError:
        message = text("This is not an e-mail address. It looks like name@example.in.")
        raise InvalidInput([Problem(path, "EMAIL_INVALID", message)]) from None
    return address.lower()


def otp_address(channel: OtpChannel, spelling: str) -> str:
    """The one form of the address that a code is sent to."""
    normalise = mobile_number if channel is OtpChannel.SMS else email_address
    return normalise(spelling, ("address",))


def client_network(address: str) -> str:
    """What one client counts as: its IPv4 address, or the /64 in which an IPv6 client takes any
    address it likes.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if not isinstance(parsed, IPv6Address):
        return str(parsed)
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((int(parsed), 64), strict=False))


def _line(spelling: str) -> str:
    """A spelling as one clean line; nothing for what is longer than any address."""
    return clean_line(spelling) if len(spelling) <= LONGEST_SPELLING else ""
