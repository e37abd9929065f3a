"""Collects everything that is wrong or unusual about an input, each at its place in it, so that a
person is told all of it at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import TypeVar

from core.aadhaar import mask_in_text
from core.cleaning import clean_line, clean_text
from core.errors import InvalidInput, Problem
from core.printing import unprintable_problems
from core.texts import Text, text

Given = TypeVar("Given")
Checked = TypeVar("Checked")

LINE = 100


class Wrong(Exception):
    """What is wrong with a value; raised by a rule."""

    def __init__(self, code: str, message: Text) -> None:
        self.code = code
        self.message = message
        super().__init__(code)


@dataclass(frozen=True)
class Findings:
    """The findings about one input; `path` is the place that is being looked at."""

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    path: tuple[str, ...] = ()

    def at(self, *steps: str) -> Findings:
        """The same findings, looking at a place further in."""
        return replace(self, path=(*self.path, *steps))

    def wrong(self, code: str, message: Text) -> None:
        """The input cannot be stored like this."""
        self.problems.append(Problem(self.path, code, message))

    def unusual(self, code: str, message: Text) -> None:
        """The input is stored, and whoever sent it is asked to look again."""
        self.warnings.append(Problem(self.path, code, message))

    @contextmanager
    def collected(self) -> Iterator[None]:
        """Note what a check of core's raises, and go on behind the block."""
        try:
            yield
        except InvalidInput as invalid:
            self.problems.extend(invalid.problems)

    @contextmanager
    def judged(self) -> Iterator[None]:
        """Note what a rule finds wrong, and go on behind the block."""
        try:
            yield
        except Wrong as wrong:
            self.wrong(wrong.code, wrong.message)

    def checked(self, rule: Callable[[Given], Checked], value: Given | None) -> Checked | None:
        """The value as a rule has it; None where none is given or the rule finds it wrong."""
        if value is None:
            return None
        with self.judged():
            return rule(value)
        return None

    def line(self, value: str | None, longest: int = LINE, *, required: bool = False) -> str | None:
        """One cleaned line without Aadhaar numbers."""
        return self._text(clean_line(value or ""), longest, required)

    def lines(self, value: str | None, longest: int, *, required: bool = False) -> str | None:
        """Cleaned text of several lines without Aadhaar numbers."""
        return self._text(clean_text(value or ""), longest, required)

    def _text(self, value: str, longest: int, required: bool) -> str | None:
        if required and not value:
            self.wrong("REQUIRED", text("This must not be empty."))
        if len(value) > longest:
            self.wrong(
                "TOO_LONG", text("This is too long: at most {longest} characters.", longest=longest)
            )
        self.problems.extend(unprintable_problems(value, self.path))
        return mask_in_text(value) or None
