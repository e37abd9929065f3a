"""Who is at the other end: the client's address, behind named proxies alone, and the credentials
that came along.
"""

from __future__ import annotations

from ipaddress import IPv4Network, IPv6Network, ip_address

from starlette.requests import HTTPConnection

from core.context import Credentials

COOKIE = "__Host-session"
LONGEST_TOKEN = 200


def client_address(
    connection: HTTPConnection, proxies: tuple[IPv4Network | IPv6Network, ...]
) -> str:
    """The peer's address; behind a trusted proxy the last address of X-Forwarded-For that is not
    itself a trusted proxy.
    """
    address = connection.client.host if connection.client else ""
    forwarded = [
        entry.strip()
        for value in connection.headers.getlist("x-forwarded-for")
        for entry in value.split(",")
    ]
    while forwarded and _is_within(address, proxies):
        address = forwarded.pop()
    return address


def _is_within(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


def credentials(connection: HTTPConnection) -> Credentials:
    """The bearer token, else the session cookie."""
    headers = connection.headers.getlist("authorization")
    if headers:
        scheme, _, token = headers[0].partition(" ")
        is_bearer = (
            len(headers) == 1 and scheme.lower() == "bearer" and 0 < len(token) <= LONGEST_TOKEN
        )
        return Credentials(token=token.strip()) if is_bearer else Credentials(is_malformed=True)
    cookie = connection.cookies.get(COOKIE)
    return Credentials(token=cookie) if cookie else Credentials()


def is_foreign_origin(connection: HTTPConnection, allowed: tuple[str, ...]) -> bool:
    """Whether a browser sent the session cookie from another site's page."""
    origins = connection.headers.getlist("origin")
    if COOKIE not in connection.cookies:
        return False
    host = connection.headers.get("host", "")
    own = (*allowed, f"http://{host}", f"https://{host}")
    return any(origin not in own for origin in origins)
