"""T-7: nobody guesses a receipt."""

from __future__ import annotations

from plugins.tips.receipts import ALPHABET, LOCATOR, SECRET, check_character
from plugins.tips.settings import TipsSettings

LIVE_TIPS = 1_000_000
HOURS = 24
SAMPLE = 100_000


def test_a_day_of_guessing_at_the_limit_of_the_whole_system_finds_nothing() -> None:
    receipts = len(ALPHABET) ** (LOCATOR + SECRET)
    usable = receipts * len(ALPHABET) // 37 * 99 // 100  # a check character beyond the alphabet
    tries = TipsSettings().tries_an_hour * HOURS
    assert tries == 2_400_000
    assert tries * LIVE_TIPS / usable < 1e-12


def test_few_receipts_are_lost_to_the_check_character() -> None:
    plain = (f"{number:020d}" for number in range(SAMPLE))
    kept = sum(bool(check_character(each)) for each in plain)
    assert abs(kept / SAMPLE - len(ALPHABET) / 37) < 0.01
