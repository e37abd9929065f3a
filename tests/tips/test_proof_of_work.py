"""A puzzle is good once, for half an hour, and only where it was made; a tip that is refused does
not use it up.
"""

from __future__ import annotations

from typing import Any

import pytest
from everything_stored import everything
from tipping import CHALLENGE, Reader, Tipster, solution

from core.runtime import Runtime, Secrets
from plugins.tips.models import SpentPuzzle, Tip, TipMessage
from plugins.tips.proof_of_work import zero_bits

FAILED = "The proof of work does not hold. Ask for a new puzzle and solve that."
FAILED_HI = "पहेली का हल सही नहीं है। नई पहेली माँगकर उसे हल कीजिए।"
OVER = "The puzzle is too old, or was used before. Ask for a new one and solve that."
OVER_HI = "पहेली बहुत पुरानी है या पहले इस्तेमाल हो चुकी है। नई पहेली माँगकर उसे हल कीजिए।"


def refusal(answer: dict[str, Any]) -> tuple[str, str]:
    """Code and message of the one error, which stands at the proof."""
    [error] = answer["errors"]
    assert error["path"] == ["proofOfWork"]
    return error["code"], error["message"]


def unsolved(puzzle: str) -> str:
    """Some text that does not solve it."""
    return next(each for each in map(str, range(100)) if zero_bits(puzzle, each) < 14)


@pytest.mark.parametrize("language", ["en", "hi"])
async def test_what_is_no_solved_puzzle_of_ours_stores_nothing(
    tipster: Tipster, reader: Reader, language: str
) -> None:
    tipster.client.language = language
    proof, before = await tipster.proof(), await everything()
    puzzle = proof["puzzle"]
    nonce, bits, end, signature = puzzle.split(".")
    easy = f"{nonce}.1.{end}.{signature}"
    later = f"{nonce}.{bits}.{int(end) + 9}.{signature}"
    for wrong in (
        {"puzzle": puzzle, "solution": unsolved(puzzle)},
        {"puzzle": puzzle, "solution": ""},
        {"puzzle": puzzle, "solution": proof["solution"] + " " * 100},
        {"puzzle": easy, "solution": solution(easy, 1)},
        {"puzzle": later, "solution": proof["solution"]},
        {"puzzle": puzzle.upper(), "solution": proof["solution"]},
        {"puzzle": "", "solution": ""},
        {"puzzle": "....", "solution": "x"},
        {"puzzle": "पहेली." * 500, "solution": "x"},
    ):
        answer = await tipster.sends(proofOfWork=wrong)
        message = FAILED if language == "en" else FAILED_HI
        assert refusal(answer) == ("PROOF_OF_WORK", message), wrong
    assert await everything() == before


async def test_a_puzzle_of_another_platform_is_none_of_ours(
    tipster: Tipster, reader: Reader, runtime: Runtime
) -> None:
    proof = await tipster.proof()
    signed = proof["puzzle"].rpartition(".")[0]
    foreign = Secrets(("another-key-0123456789abcdefghijklmnopq",))
    puzzle = f"{signed}.{foreign.digest('tips.puzzle', signed)[:32]}"
    given = {"puzzle": puzzle, "solution": solution(puzzle, 14)}
    assert refusal(await tipster.sends(proofOfWork=given)) == ("PROOF_OF_WORK", FAILED)
    assert await Tip.all().count() == 0


@pytest.mark.parametrize(("language", "message"), [("en", OVER), ("hi", OVER_HI)])
async def test_a_puzzle_is_good_for_half_an_hour(
    tipster: Tipster, reader: Reader, clock: Any, language: str, message: str
) -> None:
    tipster.client.language = language
    early, late = await tipster.proof(), await tipster.proof()
    clock.move(minutes=29, seconds=59)
    assert (await tipster.sends(proofOfWork=early))["errors"] == []
    clock.move(seconds=1)
    answer = await tipster.sends(proofOfWork=late)
    assert refusal(answer) == ("PROOF_OF_WORK_EXPIRED", message)
    assert await Tip.all().count() == 1


async def test_a_puzzle_is_good_once_for_tips_and_messages_alike(
    tipster: Tipster, reader: Reader
) -> None:
    proof = await tipster.proof()
    await tipster.told(proofOfWork=proof)
    before = await everything()
    again = await tipster.sends(proofOfWork=proof)
    assert refusal(again) == ("PROOF_OF_WORK_EXPIRED", OVER)
    added = await tipster.adds("Once more.", proofOfWork=proof)
    assert refusal(added) == ("PROOF_OF_WORK_EXPIRED", OVER)
    assert await everything() == before
    assert (await Tip.all().count(), await TipMessage.all().count()) == (1, 1)


async def test_a_refused_tip_does_not_use_its_puzzle_up(tipster: Tipster, reader: Reader) -> None:
    proof = await tipster.proof()
    for wrong in ({"text": "x"}, {"category": "x"}, {"excludeOfficers": ["Meera Soni"]}):
        assert (await tipster.sends(proofOfWork=proof, **wrong))["errors"] != []
    assert await SpentPuzzle.all().count() == 0
    await tipster.told(proofOfWork=proof)
    assert await SpentPuzzle.all().count() == 1


@pytest.mark.parametrize(
    "settings",
    [{"services": {"tips": {"difficulty": 4, "most_difficulty": 7, "tips_a_minute": 2}}}],
    indirect=True,
)
async def test_puzzles_become_harder_with_what_is_asked_for_and_easy_again(
    tipster: Tipster, clock: Any
) -> None:
    asked = []
    for _ in range(16):
        asked.append((await tipster.client.run(CHALLENGE))["tipChallenge"]["difficulty"])
    assert asked == [4, 4, 5, 6, 6, *[7] * 11]
    clock.move(seconds=61)
    assert (await tipster.client.run(CHALLENGE))["tipChallenge"]["difficulty"] == 4
