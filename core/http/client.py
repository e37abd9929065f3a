"""Who is at the other end: the client's address, behind named proxies alone, the credentials that
came along, and the context that they make.
"""

from __future__ import annotations

from collections.abc import Mapping
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address

from starlette.requests import HTTPConnection

from core.context import Context, Credentials, Loader
from core.http.answers import accepted_language
from core.plugins import PluginRegistry
from core.runtime import Runtime

COOKIE = "__Host-session"
LONGEST_TOKEN = 200


def context_of(
    connection: HTTPConnection,
    runtime: Runtime,
    registry: PluginRegistry,
    loaders: Mapping[str, Loader],
    given: Credentials | None = None,
) -> Context:
    """The context of a request, or of a socket that was given credentials; nobody is looked up
    yet.
    """
    settings = runtime.settings
    accepted = connection.headers.get("accept-language", "")
    return Context(
        runtime=runtime,
        registry=registry,
        loaders=loaders,
        credentials=given or credentials(connection),
        client=client_address(connection, settings.trusted_proxies),
        accepted_language=accepted_language(accepted, settings.languages),
        headers={
            name: connection.headers[name]
            for name in registry.headers
            if name in connection.headers
        },
    )


def unnamed_context_of(
    connection: HTTPConnection,
    runtime: Runtime,
    registry: PluginRegistry,
    loaders: Mapping[str, Loader],
    source: str,
) -> Context:
    """The context of a request whose sender stays unnamed: whatever came along is not read but the
    languages. `source` is the pseudonym of where it came from.
    """
    accepted = connection.headers.get("accept-language", "")
    return Context(
        runtime=runtime,
        registry=registry,
        loaders=loaders,
        client=source,
        accepted_language=accepted_language(accepted, runtime.settings.languages),
        is_unnamed=True,
    )


def client_address(
    connection: HTTPConnection, proxies: tuple[IPv4Network | IPv6Network, ...]
) -> str:
    """The peer's address; behind a trusted proxy the last address of X-Forwarded-For that is not
    itself a trusted proxy.
    """
    address = connection.client.host if connection.client else ""
    if not proxies:
        return address
    forwarded = [
        entry.strip()
        for value in connection.headers.getlist("x-forwarded-for")
        for entry in value.split(",")
    ]
    while forwarded and is_within(address, proxies):
        address = forwarded.pop()
    return address


def is_within(address: str, networks: tuple[IPv4Network | IPv6Network, ...]) -> bool:
    """Whether an address, if it is one, lies in one of the networks."""
    if not networks:
        return False
    try:
        parsed = ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv6Address) and parsed.ipv4_mapped:
        parsed = parsed.ipv4_mapped
    return any(parsed in network for network in networks)


def credentials(connection: HTTPConnection) -> Credentials:
    """The bearer token, else the session cookie."""
    headers = connection.headers.getlist("authorization")
    if headers:
        return bearer(headers[0]) if len(headers) == 1 else Credentials(is_malformed=True)
    cookies = session_cookies(connection)
    if len(cookies) > 1:
        return Credentials(is_malformed=True)
    return Credentials(token=cookies[0]) if cookies and cookies[0] else Credentials()


def bearer(value: str) -> Credentials:
    """The credentials in `Bearer <token>`."""
    scheme, _, token = value.partition(" ")
    is_bearer = scheme.lower() == "bearer" and 0 < len(token) <= LONGEST_TOKEN
    return Credentials(token=token.strip()) if is_bearer else Credentials(is_malformed=True)


def session_cookies(connection: HTTPConnection) -> list[str]:
    """The values of the session's cookie: exactly its name, between plain separators. Python's own
    parser takes the square of a long value's time, and white space of all scripts before a name.
    """
    pairs = [
        pair.strip(" ").partition("=")
        for header in connection.headers.getlist("cookie")
        for pair in header.split(";")
    ]
    return [value[: LONGEST_TOKEN + 1] for name, _, value in pairs if name == COOKIE]


def is_foreign_origin(connection: HTTPConnection, allowed: tuple[str, ...]) -> bool:
    """Whether a browser sent the session cookie from another site's page."""
    if not session_cookies(connection):
        return False
    own = _own_origins(connection, allowed)
    return any(origin not in own for origin in connection.headers.getlist("origin"))


def is_from_own_page(connection: HTTPConnection, allowed: tuple[str, ...]) -> bool:
    """Whether a page of ours has opened a socket. Browsers always say which page it was."""
    origins = connection.headers.getlist("origin")
    return len(origins) == 1 and origins[0] in _own_origins(connection, allowed)


def _own_origins(connection: HTTPConnection, allowed: tuple[str, ...]) -> tuple[str, ...]:
    host = connection.headers.get("host", "")
    return (*allowed, f"http://{host}", f"https://{host}")
