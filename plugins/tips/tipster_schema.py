"""The queries and mutations of those who stay unnamed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated

import strawberry

from core import (
    PUBLIC,
    UNNAMED,
    BadRequest,
    Info,
    InputErrorType,
    InvalidInput,
    NotFound,
    Problem,
    errors_field,
    field,
    mutation,
    object_type,
    resolver,
)
from plugins.tips import looking_up, proof_of_work, submitting, thread
from plugins.tips.categories import MOST_CATEGORIES, in_force
from plugins.tips.inputs import AddTipMessageInput, SubmitTipInput
from plugins.tips.texts import text
from plugins.tips.types import TipCategoryType, TipThread

ReceiptArgument = Annotated[
    str,
    strawberry.argument(
        description="The receipt; case, blanks and dashes do not matter, O is 0, I and L are 1."
    ),
]
CALL_112 = text(
    "If somebody is in danger, call 112 now. Your tip is stored, but it may be read only later."
)


@object_type("A puzzle, to be solved in place of signing in.", policy=PUBLIC)
class TipChallenge:
    puzzle: str = field("The puzzle.")
    difficulty: int = field(
        "With how many zero bits the SHA-256 of puzzle, colon and solution has to begin."
    )
    expires_at: datetime = field("Until when it can be used, once.")


@object_type("The answer to submitTip.", policy=PUBLIC)
class SubmitTipPayload:
    receipt: str | None = field(
        "The one and only key to the tip, shown once: have it written down and typed back.",
        default=None,
    )
    emergency_advice: str | None = field(
        "What to show first: somebody may be in danger. Null otherwise.", default=None
    )
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to confirmTipReceipt.", policy=PUBLIC)
class ConfirmTipReceiptPayload:
    ok: bool | None = field("True when the receipt leads to a tip.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to addTipMessage.", policy=PUBLIC)
class AddTipMessagePayload:
    tip_thread: TipThread | None = field("The conversation with the message.", default=None)
    errors: list[InputErrorType] = errors_field()


@object_type("The answer to eraseTip.", policy=PUBLIC)
class EraseTipPayload:
    ok: bool | None = field("True when everything is deleted.", default=None)
    errors: list[InputErrorType] = errors_field()


@contextmanager
def _told() -> Iterator[None]:
    """A receipt that leads nowhere is something that a person can correct."""
    try:
        yield
    except BadRequest as error:
        raise InvalidInput([_problem("RECEIPT_MISTYPED", error)]) from None
    except NotFound as error:
        raise InvalidInput([_problem("RECEIPT_UNKNOWN", error)]) from None


def _problem(code: str, error: BadRequest | NotFound) -> Problem:
    return Problem(("receipt",), code, error.text or looking_up.UNKNOWN)


@strawberry.type
class TipsterQuery:
    @resolver("A puzzle for the next tip or message.", policy=UNNAMED)
    def tip_challenge(self, info: Info) -> TipChallenge:
        runtime, gate = info.context.runtime, looking_up.gate_of(info.context)
        gate.note_challenge(runtime.now())
        difficulty = gate.difficulty(runtime.now(), looking_up.settings_of(info.context))
        puzzle = proof_of_work.new_puzzle(runtime, difficulty)
        return TipChallenge(
            puzzle=puzzle.text, difficulty=puzzle.difficulty, expires_at=puzzle.expires_at
        )

    @resolver("What tips can be about.", policy=UNNAMED, bound=MOST_CATEGORIES)
    def tip_categories(self, info: Info) -> list[TipCategoryType]:
        offered = in_force(looking_up.settings_of(info.context))
        return [TipCategoryType(category=each) for each in offered.values()]

    @resolver("The conversation that a receipt leads to.", policy=UNNAMED)
    async def tip_thread(self, info: Info, receipt: ReceiptArgument) -> TipThread:
        return TipThread(found=await looking_up.find(info.context, receipt))


@strawberry.type
class TipsterMutation:
    @mutation("Tell the police of a crime, without saying who does.", policy=UNNAMED)
    async def submit_tip(
        self,
        info: Info,
        input: Annotated[SubmitTipInput, strawberry.argument(description="The tip.")],
    ) -> SubmitTipPayload:
        receipt, category = await submitting.submit(info.context, input, input.proof_of_work.solved)
        is_urgent = input.is_happening_now or category.is_emergency
        advice = await info.context.text(CALL_112) if is_urgent else None
        return SubmitTipPayload(receipt=receipt.shown, emergency_advice=advice)

    @mutation("Find out whether a receipt was written down rightly.", policy=UNNAMED)
    async def confirm_tip_receipt(
        self, info: Info, receipt: ReceiptArgument
    ) -> ConfirmTipReceiptPayload:
        with _told():
            await looking_up.find(info.context, receipt)
        return ConfirmTipReceiptPayload(ok=True)

    @mutation("Write to the police once more.", policy=UNNAMED)
    async def add_tip_message(
        self,
        info: Info,
        input: Annotated[AddTipMessageInput, strawberry.argument(description="The message.")],
    ) -> AddTipMessagePayload:
        with _told():
            found = await thread.add(info.context, input, input.proof_of_work.solved)
        return AddTipMessagePayload(tip_thread=TipThread(found=found))

    @mutation("Delete a tip with all messages and pictures, at once.", policy=UNNAMED)
    async def erase_tip(self, info: Info, receipt: ReceiptArgument) -> EraseTipPayload:
        with _told():
            await thread.erase(info.context, receipt)
        return EraseTipPayload(ok=True)
