"""Senders who stay unnamed: their requests are counted and never logged, and are told apart by a
source that is no address.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import datetime
from ipaddress import IPv6Address, ip_address, ip_network

from starlette.requests import HTTPConnection

from core.http.client import client_address, is_within
from core.runtime import Runtime
from core.silence import Silence
from core.turns import Turns

KEY_BYTES = 32
AT_ONCE = 96
"""More than plugins let wait for something slow, such as a derived key, or those would be all."""


class UnnamedSenders:
    """What one process knows of them, in memory alone. `silence` counts what is not logged, `turns`
    lets a few of them at a time.
    """

    def __init__(self, runtime: Runtime) -> None:
        self.silence = Silence(runtime.clock)
        self.turns = Turns(AT_ONCE)
        self._runtime = runtime
        self._hour: datetime | None = None
        self._key = b""

    def source(self, connection: HTTPConnection) -> str:
        """A pseudonym of where a request came from, 64 hexadecimal characters: equal for equal
        addresses (networks of IPv6) within an hour. The key behind it is thrown away with the hour.
        Empty where the address is a trusted proxy's own, as an onion service's daemon: behind it
        many may come, and a limit for all of them together would let one shut out the others.
        """
        proxies = self._runtime.settings.trusted_proxies
        address = client_address(connection, proxies)
        if is_within(address, proxies):
            return ""
        hour = self._runtime.now().replace(minute=0, second=0, microsecond=0)
        if hour != self._hour:
            self._hour, self._key = hour, secrets.token_bytes(KEY_BYTES)
        return hmac.new(self._key, _network(address).encode(), hashlib.sha256).hexdigest()


def _network(address: str) -> str:
    """An IPv4 address; of IPv6 the network, of which a sender has all addresses."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return str(parsed)
