"""Writes the function that completes the fields which an operation selects from an object, each in
its order, and hands whatever is out of the ordinary to graphql-core.
"""

from __future__ import annotations

from functools import lru_cache
from types import CodeType
from typing import TYPE_CHECKING, Any

from graphql import (
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLScalarType,
    GraphQLUnionType,
    get_nullable_type,
    is_leaf_type,
)
from graphql.execution.collect_fields import GroupedFieldSet
from strawberry.types.cast import get_strawberry_type_cast

from core.execution.ahead import begun
from core.execution.asked import columns_of_field
from core.execution.leaves import leaf_lines, listed_lines
from core.execution.paths import whole
from core.execution.sources import Attribute, Default, Method, source_of
from core.execution.targets import Completion, Selected
from core.execution.unmade import Columns, RowInPlace, UnmadeEdges

if TYPE_CHECKING:
    from core.execution.executor import CompiledExecutor

SPACE = "    "
KEEP = "late = ex.keep(late, {name!r}, v)"


def completion(
    executor: CompiledExecutor,
    parent: GraphQLObjectType,
    fields: GroupedFieldSet,
    row: RowInPlace | None = None,
) -> Completion:
    """The function (executor, object, path) that completes these fields of an object; of its row,
    where it is not made.
    """
    writer = _Writer(executor, parent, row)
    for name, details in fields.items():
        definition = executor.schema.get_field(parent, details[0].node.name.value)
        if definition is not None:
            nodes = [each.node for each in details]
            writer.field(Selected(name, parent, definition, details, nodes))
    names = writer.names
    exec(_compiled(writer.text()), names)  # noqa: S102 - of names and types, never of a client's text
    made: Completion = names["complete"]
    return made


@lru_cache(maxsize=1024)
def _compiled(text: str) -> CodeType:
    return compile(text, "<completion>", "exec")


class _Writer:
    """Collects the lines of one function, and the values that they name."""

    def __init__(
        self, executor: CompiledExecutor, parent: GraphQLObjectType, row: RowInPlace | None
    ) -> None:
        self.names: dict[str, Any] = {
            "known": executor.shape.known,
            "cast": get_strawberry_type_cast,
            "whole": whole,
        }
        self._executor = executor
        self._parent = parent
        self._lines: list[str] = []
        self._answered: list[str] = []
        self._needs_path = False
        self._row = row
        self._wanted: list[Columns] = []
        """The columns of each field for which the object of a row is made."""

    def bind(self, value: object) -> str:
        name = f"n{len(self.names)}"
        self.names[name] = value
        return name

    def text(self) -> str:
        body = "\n".join(f"{SPACE * 2}{line}" for line in self._lines)
        path = f"{SPACE}at = whole(at)\n" if self._needs_path else ""
        if self._row is not None and self._wanted:
            self.names |= {"of": self._row.of, "read": self._row.read(self._wanted)}
        return (
            f"def complete(ex, s, at):\n{path}{SPACE}late = None\n{SPACE}try:\n{body}\n"
            f"{SPACE * 2}pass\n{SPACE}except Exception:\n{SPACE * 2}ex.settle(late)\n"
            f"{SPACE * 2}raise\n{SPACE}out = {{{', '.join(self._answered)}}}\n"
            f"{SPACE}return out if late is None else ex.gathered(out, late)\n"
        )

    def _object_for(self, selected: Selected) -> str:
        """What holds the object, which is made of a row for the first field that wants it."""
        if self._row is None:
            return "s"
        if not self._wanted:
            self._lines.append("o = of(row=read(s))")
        self._wanted.append(columns_of_field(selected.definition, self._row.reader.model))
        return "o"

    def field(self, selected: Selected) -> None:
        """The lines of one field."""
        if selected.nodes[0].name.value == "__typename":
            self._answered.append(f"{selected.name!r}: {self._parent.name!r}")
            return
        kept = f"v{len(self._answered)}"
        self._answered.append(f"{selected.name!r}: {kept}")
        this = self.bind(selected)
        if not self._read(selected, this):
            self._needs_path, path = True, self._path(selected)
            resolved = f"v = ex.resolve({this}, {path}, {self._object_for(selected)})"
            self._lines += [resolved, KEEP.format(name=selected.name)]
        else:
            self._complete(selected, this)
        self._lines.append(f"{kept} = v")

    def _read(self, selected: Selected, this: str) -> bool:
        """Lines that read the value into `v`, an exception where one is raised; else False."""
        source = source_of(selected.definition)
        if selected.nodes[0].arguments and not selected.definition.args:
            return False
        if source is None or (isinstance(source, Default) and not self._executor.is_default):
            return False
        match source:
            case Attribute(name):
                value = self._column(name) or f"{self._object_for(selected)}.{name}"
            case Method():
                value = self._call(source, selected, this)
            case _:
                value = f"ex.default({this}, {self._path(selected)}, {self._object_for(selected)})"
        self._lines += ["try:", f"{SPACE}v = {value}", "except Exception as e:", f"{SPACE}v = e"]
        return True

    def _column(self, name: str) -> str | None:
        """What reads an attribute off the row, unless a method may have changed it by now."""
        if self._row is None or None in self._wanted:
            return None
        return self._row.column(name, self.bind)

    def _call(self, method: Method, selected: Selected, this: str) -> str:
        of, path = self._object_for(selected), self._path(selected)
        passed = [of] if method.has_self else []
        passed += [f"{name}={of}" for name in method.source_names]
        if method.info_name:
            passed.append(f"{method.info_name}={self._info(method, this, path)}")
        if method.convert:
            given = self._executor.fixed_arguments(selected, method.convert)
            if given is None:
                passed.append(f"**ex.arguments({this}, {self.bind(method.convert)})")
            else:
                passed += [f"{name}={self.bind(value)}" for name, value in given.items()]
        call = f"{self.bind(method.function)}({', '.join(passed)})"
        return f"{self.bind(begun)}({call})" if method.ahead else call

    def _info(self, method: Method, this: str, path: str) -> str:
        make = self.bind(method.make_info)
        if method.shares_info:
            key = self.bind(id(self.names[this]))
            return f"ex.infos.get({key}) or ex.shared({key}, {make}, {this}, {path})"
        self._needs_path = True
        return f"{make}(ex.info({this}, {path}))"

    def _complete(self, selected: Selected, this: str) -> None:
        """Lines that complete `v`."""
        of_type: GraphQLOutputType = selected.definition.type
        is_nullable, kind = not isinstance(of_type, GraphQLNonNull), get_nullable_type(of_type)
        unusual = [
            f"v = ex.conclude({this}, {self._path(selected)}, v)",
            KEEP.format(name=selected.name),
        ]
        match kind:
            case GraphQLScalarType() | GraphQLEnumType():
                self._lines += leaf_lines(kind, self.bind, is_nullable=is_nullable)
                self._lines += [SPACE + line for line in unusual]
            case GraphQLObjectType() | GraphQLInterfaceType() | GraphQLUnionType():
                self._object(selected, this, is_nullable=is_nullable)
            case GraphQLList():
                self._list(selected, this, kind, unusual, is_nullable=is_nullable)

    def _object(self, selected: Selected, this: str, *, is_nullable: bool) -> None:
        target = self._executor.target(selected, selected.definition.type)
        assert target is not None  # noqa: S101
        found, this_target = self.bind(target.completions.get), self.bind(target)
        null = "v is not None" if is_nullable else "True"
        is_cast = " or cast(v) is not None" if target.is_asked else ""
        self._lines += [
            f"g = {found}(type(v))",
            f"if g is None{is_cast}:",
            f"{SPACE}if {null}:",
            f"{SPACE * 2}v = ex.conclude({this}, {self._path(selected)}, v, {this_target})",
            f"{SPACE * 2}{KEEP.format(name=selected.name)}",
            "else:",
            *self._nested(selected, this, "g(ex, v, {path})", "dict"),
        ]

    def _list(
        self,
        selected: Selected,
        this: str,
        kind: GraphQLList[Any],
        unusual: list[str],
        *,
        is_nullable: bool,
    ) -> None:
        item, null = get_nullable_type(kind.of_type), "v is not None" if is_nullable else "True"
        is_unmade = "" if is_leaf_type(item) else f" or type(v) is {self.bind(UnmadeEdges)}"
        self._lines.append(f"if type(v) is list{is_unmade}:")
        if isinstance(item, GraphQLScalarType | GraphQLEnumType):
            lines = [*listed_lines(item, kind.of_type, self.bind), *(SPACE + u for u in unusual)]
            self._lines += [SPACE + line for line in lines]
        elif target := self._executor.target(selected, kind.of_type):
            items = f"ex.items({self.bind(target)}, {{path}}, v)"
            self._lines += self._nested(selected, this, items, "list")
        else:  # a list of lists
            self._lines += [SPACE + line for line in unusual]
        self._lines += [f"elif {null}:", *(SPACE + line for line in unusual)]

    def _path(self, selected: Selected) -> str:
        return f"(at, {selected.name!r}, {self._parent.name!r})"

    def _nested(self, selected: Selected, this: str, value: str, usual: str) -> list[str]:
        path = self._path(selected)
        lines = [
            "try:",
            f"{SPACE}v = {value.format(path=path)}",
            "except Exception as e:",
            f"{SPACE}v = ex.failed({this}, {path}, e)",
            "else:",
            f"{SPACE}if type(v) is not {usual}:",
            f"{SPACE * 2}v = ex.later({this}, {path}, v)",
            f"{SPACE * 2}{KEEP.format(name=selected.name)}",
        ]
        return [SPACE + line for line in lines]
