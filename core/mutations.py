"""How mutations answer: a payload whose `errors` list what a person can correct."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import wraps
from typing import Any

import strawberry

from core.errors import Choice, InvalidInput, Problem
from core.policy import BOUND, POLICY, PUBLIC, Policy, field, object_type
from core.runtime import Runtime
from core.texts import Language

MOST_ERRORS = 100


@object_type("A value that would have been accepted.", policy=PUBLIC, name="Choice")
class ChoiceType:
    code: str = field("The value to send.")
    label: str = field("What a person reads.")


@object_type("Something that a person can correct.", policy=PUBLIC, name="InputError")
class InputErrorType:
    path: list[str] = field("Where in the input, from its root: names and positions.", bound=1)
    code: str = field("What is wrong, upper-case; listed in `platform.services.errorCodes`.")
    message: str = field("What is wrong and how to mend it, in the caller's language.")
    choices: list[ChoiceType] = field("What would be accepted, where that can be listed.", bound=1)


def errors_field() -> Any:
    """The `errors` of a payload."""
    return field(
        "What a person can correct; empty when it was done.", bound=1, default_factory=list
    )


def mutation(description: str, *, policy: Policy) -> Callable[[Callable[..., Awaitable[Any]]], Any]:
    """A mutation field. InvalidInput becomes the payload's `errors`; every other field of the
    payload must default to None.
    """

    def decorate(resolver: Callable[..., Awaitable[Any]]) -> Any:
        @wraps(resolver)
        async def resolve(*arguments: Any, **named: Any) -> Any:
            try:
                return await resolver(*arguments, **named)
            except InvalidInput as error:
                context = named["info"].context
                return _payload_type(resolver)(
                    errors=input_errors(context.runtime, error.problems, context.known_language)
                )

        return strawberry.mutation(
            resolver=resolve, description=description, metadata={POLICY: policy, BOUND: None}
        )

    return decorate


def _payload_type(resolver: Callable[..., Awaitable[Any]]) -> Any:
    declared = resolver.__annotations__["return"]  # a string in modules that postpone annotations
    return resolver.__globals__[declared] if isinstance(declared, str) else declared


def input_errors(
    runtime: Runtime, problems: Sequence[Problem], language: Language
) -> list[InputErrorType]:
    """The problems in the caller's language."""
    return [_input_error(runtime, problem, language) for problem in problems[:MOST_ERRORS]]


def _input_error(runtime: Runtime, problem: Problem, language: Language) -> InputErrorType:
    return InputErrorType(
        path=list(problem.path),
        code=problem.code,
        message=runtime.texts(problem.message, language),
        choices=[_choice(runtime, choice, language) for choice in problem.choices],
    )


def _choice(runtime: Runtime, choice: Choice, language: Language) -> ChoiceType:
    label = choice.label if isinstance(choice.label, str) else runtime.texts(choice.label, language)
    return ChoiceType(code=choice.code, label=label)
