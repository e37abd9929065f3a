"""What a verification costs: a rule of the state over purpose and number of stations."""

from __future__ import annotations

from decimal import Decimal

from core import Fee
from plugins.verification.models import CertificatePurpose
from plugins.verification.settings import VerificationSettings
from plugins.verification.texts import text
from plugins.verification.uploads import BPL_CARD

CURRENCY = "INR"
RULE = text("Rs {fee} for one station and Rs {further} for each further one.")
RULE_WITH_BPL = text(
    "Rs {fee} for one station and Rs {further} for each further one; free with a BPL card."
)


def fee_of(
    settings: VerificationSettings, purpose: CertificatePurpose | None = None, stations: int = 1
) -> Fee | None:
    """The fee in rupees with its rule; None when it is free."""
    first = settings.fees.get(purpose, settings.fee) if purpose else settings.fee
    amount = first + settings.fee_per_further_station * (stations - 1)
    if amount <= Decimal(0):
        return None
    rule = RULE_WITH_BPL if settings.bpl_exempt else RULE
    words = text(rule.message, fee=first, further=settings.fee_per_further_station)
    return Fee(amount, CURRENCY, words, exempt_proof=BPL_CARD if settings.bpl_exempt else None)
