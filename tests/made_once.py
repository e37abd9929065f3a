"""What each start of an app makes anew of the same files is made once for all tests of a process:
the schema of a choice of services, compiled templates, parsed catalogues, the list of what is
installed.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from importlib.metadata import EntryPoints, entry_points
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from graphql import GraphQLSchema
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket
from strawberry.types import get_object_definition

from core import Service, app, plugins, texts
from core.http import html_pages
from core.plugins import PluginRegistry
from core.schema import compose
from core.settings import Settings


class Schemas:
    """Schemas by all that goes into one: the types of the services, and the languages."""

    def __init__(self) -> None:
        self._made: dict[object, GraphQLSchema] = {}

    def __call__(self, registry: PluginRegistry, settings: Settings) -> GraphQLSchema:
        key = (settings.languages, *map(_parts, registry.services))
        if key not in self._made:
            self._made[key] = compose(registry, settings)
        return self._made[key]


def _parts(service: Service) -> tuple[object, ...]:
    roots = map(_resolvers, (service.query, service.mutation, service.subscription))
    return (service.code, *roots, service.request_type, service.types)


def _resolvers(root: type | None) -> tuple[object, ...]:
    """What a root type brings: plugins may merge it anew whenever they register their services."""
    fields = get_object_definition(root, strict=True).fields if root else ()
    return tuple((f.python_name, f.base_resolver and f.base_resolver.wrapped_func) for f in fields)


class Compiled(BytecodeCache):
    """Templates as they were compiled, by name and source."""

    def __init__(self) -> None:
        self._codes: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self._codes.get(f"{bucket.key} {bucket.checksum}"):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self._codes[f"{bucket.key} {bucket.checksum}"] = bucket.bytecode_to_string()


@cache
def _catalogue(content: bytes) -> Catalog:
    return read_po(BytesIO(content))


@cache
def _found(group: str, *folders: tuple[str, ...]) -> EntryPoints:
    return entry_points(group=group)


def _entry_points(group: str) -> EntryPoints:
    """They are those of the distributions that lie on the path."""
    return _found(group, *((path, *os.listdir(path)) for path in sys.path if os.path.isdir(path)))


@contextmanager
def made_once() -> Iterator[None]:
    """For as long as it is entered."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "compose", Schemas())
        patch.setattr(html_pages, "Environment", partial(Environment, bytecode_cache=Compiled()))
        patch.setattr(texts, "read_po", lambda file: _catalogue(file.read()))
        patch.setattr(plugins, "entry_points", _entry_points)
        yield
