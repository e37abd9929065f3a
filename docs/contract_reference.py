"""Writes the reference of the plugin contract into plugins.md, from the docstrings of
core/contract.py, so that the two cannot differ. `--check` only says whether they do.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Callable, Iterator
from dataclasses import MISSING, Field, fields
from itertools import pairwise
from pathlib import Path
from typing import Any

from core import contract
from core.documents.kinds import Terms

PAGE = Path(__file__).parent / "plugins.md"
BEGIN, END = "<!-- contract:begin -->", "<!-- contract:end -->"
DESCRIPTORS = (
    contract.Service,
    contract.Fee,
    contract.Due,
    contract.Upload,
    contract.DocumentTemplate,
    Terms,
    contract.Event,
    contract.RequestMoved,
    contract.Notice,
    contract.Kept,
)


def reference() -> str:
    """The reference as Markdown."""
    hooks = [hook for name, hook in vars(contract.Hooks).items() if not name.startswith("_")]
    parts = [part for cls in DESCRIPTORS for part in _descriptor(cls)]
    parts += _alias("Effect")
    return "\n\n".join([*parts, *(part for hook in hooks for part in _hook(hook))])


def _descriptor(cls: type) -> Iterator[str]:
    yield f"### {cls.__name__}"
    yield _prose(cls.__doc__)
    rows = [f"| `{field.name}` | `{_type(field)}` | {_default(field)} |" for field in fields(cls)]
    yield "\n".join(["| field | type | default |", "| --- | --- | --- |", *rows])


def _hook(hook: Callable[..., Any]) -> Iterator[str]:
    names = [name for name in inspect.signature(hook).parameters if name != "self"]
    yield f"### {hook.__name__}({', '.join(names)})"
    kind = "async" if inspect.iscoroutinefunction(hook) else "sync"
    yield f"`{kind}`, returns `{hook.__annotations__['return']}`."
    yield _prose(hook.__doc__)


def _alias(name: str) -> Iterator[str]:
    """A type that is no class, with the string below it."""
    for statement, below in pairwise(ast.parse(inspect.getsource(contract)).body):
        if isinstance(statement, ast.Assign) and ast.unparse(statement.targets[0]) == name:
            yield f"### {name}"
            yield f"`{ast.unparse(statement.value)}`"
            yield _prose(ast.literal_eval(below.value))


def _prose(documented: str) -> str:
    paragraphs = inspect.cleandoc(documented).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _type(field: Field[Any]) -> str:
    return str(field.type).replace("|", "\\|")


def _default(field: Field[Any]) -> str:
    if field.default_factory is not MISSING:
        return f"`{field.default_factory()!r}`"
    if field.default is MISSING:
        return "required"
    if isinstance(field.default, frozenset):  # whose own order differs from run to run
        return ", ".join(f"`{member}`" for member in sorted(field.default))
    if isinstance(field.default, type):
        return f"`{field.default.__name__}`"
    return "none" if callable(field.default) else f"`{field.default!r}`"


def main() -> None:
    """Write the reference, or with `--check` end with 1 where the page does not hold it."""
    page = PAGE.read_text(encoding="utf-8")
    head, _, rest = page.partition(BEGIN)
    _, _, tail = rest.partition(END)
    current = f"{head}{BEGIN}\n\n{reference()}\n\n{END}{tail}"
    if "--check" not in sys.argv[1:]:
        PAGE.write_text(current, encoding="utf-8")
    elif page != current:
        sys.exit("docs/plugins.md is not current; run: .venv/bin/python docs/contract_reference.py")


if __name__ == "__main__":
    main()
