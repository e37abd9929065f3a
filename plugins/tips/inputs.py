"""What frontends send."""

from __future__ import annotations

from datetime import date

import strawberry

from core import Language, PlaceInput, field, input_type
from plugins.tips.proof_of_work import Solved


@input_type("A solved puzzle of `tipChallenge`.")
class ProofOfWorkInput:
    puzzle: str = field("The puzzle.")
    solution: str = field(
        "Any text by which the SHA-256 of puzzle, colon and solution begins with `difficulty` zero"
        " bits."
    )

    @property
    def solved(self) -> Solved:
        """As a proof."""
        return Solved(self.puzzle, self.solution)


@input_type("A tip, whatever stands in place of a name.")
class TipInput:
    category: str = field("One of `tipCategories`.")
    text: str = field("What is happening, 10 to 4,000 characters.")
    place: PlaceInput = field("Where.")
    occurred_on: date | None = field("On which day; null where it is not known.", default=None)
    is_happening_now: bool = field("Whether it is happening now: then call 112 first.")
    exclude_officers: list[str] | None = field(
        "Names of officers who must never see the tip, at most 10.", default=None
    )
    attachments: list[strawberry.ID] | None = field(
        "What POST /tips/attachments has answered, at most 5.", default=None
    )
    language: Language | None = field("In which language replies are read.", default=None)


@input_type("A tip. Nothing in it says who sends it, unless the words do.")
class SubmitTipInput(TipInput):
    proof_of_work: ProofOfWorkInput = field("A solved puzzle, in place of a name.")


@input_type("A message of the tipster, whatever stands in place of a name.")
class TipMessageInput:
    receipt: str = field("The receipt.")
    text: str = field("The message, 1 to 4,000 characters.")
    attachments: list[strawberry.ID] | None = field(
        "What POST /tips/attachments has answered, at most 5.", default=None
    )


@input_type("A further message to the police.")
class AddTipMessageInput(TipMessageInput):
    proof_of_work: ProofOfWorkInput = field("A solved puzzle.")


@input_type("Opens the tips of a unit for a quarter of an hour.")
class UnlockTipsInput:
    unit_code: str = field("The unit's code.")
    passphrase: str = field("The officer's own passphrase for tips.")


@input_type("Which tips are listed.")
class TipFilter:
    category: str | None = field("Of this category alone.", default=None)
    status: str | None = field("In this status alone.", default=None)
    district_code: str | None = field("About this district alone.", default=None)


@input_type("An answer to the tipster.")
class ReplyToTipInput:
    tip_id: strawberry.ID = field("The tip.")
    text: str = field("What the tipster reads, 1 to 4,000 characters.")


@input_type("A step of a tip: a status, or another unit, with a text that the tipster reads.")
class MoveTipInput:
    tip_id: strawberry.ID = field("The tip.")
    status: str | None = field("The new status.", default=None)
    unit_code: str | None = field("The unit that it is passed on to.", default=None)
    text: str | None = field("What the tipster reads about it.", default=None)
