"""The provider `treasury`: the citizen has paid a challan at a bank, and the treasury's scroll says
so sooner or later.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from core.clock import day_in_india
from core.errors import InvalidInput, Problem
from core.input_findings import Findings
from core.payments.models import Payment, PaymentStatus, TreasuryLine
from core.payments.reports import Asked, Challan, Report
from core.runtime import Runtime
from core.texts import text

REQUIRED = text("Give the number, the bank and the date of the challan that you have paid.")
INVALID = text("Write the number as the challan has it: 4 to 30 letters and digits.")
IN_FUTURE = text("This lies in the future.")
USED = text("Another request names this challan. Check the number.")
OPEN = (PaymentStatus.PENDING, PaymentStatus.PAID)
LONGEST_BANK = 100
_NUMBER = re.compile(r"[A-Z0-9]{4,30}")


def normal_number(written: str) -> str | None:
    """A challan's number in capitals, without what only divides it; None for what is none."""
    number = re.sub(r"[\s/.-]", "", written).upper()
    return number if _NUMBER.fullmatch(number) else None


class Treasury:
    """A challan settles one request: the one that names its number and its date first."""

    expires = False
    refunds_by_hand = True

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    async def check(self, asked: Asked) -> Mapping[str, Any]:
        if asked.challan is None:
            raise InvalidInput([Problem(("challan",), "REQUIRED", REQUIRED)])
        challan = _checked(asked.challan, day_in_india(self._runtime.now()))
        await _replace_earlier(asked)
        if await self._is_used(challan.number):
            raise InvalidInput([Problem(("challan", "number"), "CHALLAN_USED", USED)])
        return {
            "challan_number": challan.number,
            "challan_bank": challan.bank,
            "challan_paid_on": challan.paid_on,
        }

    async def _is_used(self, number: str) -> bool:
        if await Payment.filter(challan_number=number, status__in=OPEN).exists():
            return True
        spellings = [number, erased_number(self._runtime, number)]
        line = await TreasuryLine.get_or_none(number__in=spellings)
        return line is not None and line.payment_id is not None

    async def place(self, payment: Payment) -> Report:
        return await self.find(payment)

    async def find(self, payment: Payment) -> Report:
        """Whoever guesses a number does not know its date: another one settles nothing."""
        line = await TreasuryLine.get_or_none(number=payment.challan_number or "")
        if line is None:
            return Report(PaymentStatus.PENDING)
        if line.payment_id not in (None, payment.id):
            return Report(PaymentStatus.FAILED, failure="CHALLAN_USED")
        if line.paid_on != payment.challan_paid_on:
            return Report(PaymentStatus.FAILED, failure="CHALLAN_DATE")
        return Report(PaymentStatus.PAID, line.amount, line.currency)

    async def refund(self, payment: Payment) -> bool:
        return False


def erased_number(runtime: Runtime, number: str) -> str:
    """What stands for a challan's number once its citizen has been erased."""
    return runtime.secrets.digest("challan", number)


async def take_line(payment: Payment) -> bool:
    """Have a line of the scroll settle this payment; False when it has settled another one."""
    line = TreasuryLine.filter(number=payment.challan_number or "", payment_id=None)
    return bool(await line.update(payment_id=payment.id))


async def _replace_earlier(asked: Asked) -> None:
    """A citizen who names another challan has corrected the one before: it holds nothing up."""
    earlier = Payment.filter(request_id=asked.request.id, challan_number__isnull=False)
    await earlier.filter(status=PaymentStatus.PENDING).update(
        status=PaymentStatus.FAILED, failure="REPLACED", ask_at=None
    )


def _checked(given: Challan, today: date) -> Challan:
    findings = Findings(path=("challan",))
    number = normal_number(given.number)
    if number is None:
        findings.at("number").wrong("CHALLAN_INVALID", INVALID)
    bank = findings.at("bank").line(given.bank, LONGEST_BANK, required=True)
    if given.paid_on > today:
        findings.at("paidOn").wrong("CHALLAN_IN_FUTURE", IN_FUTURE)
    if findings.problems:
        raise InvalidInput(findings.problems)
    return Challan(number or "", bank or "", given.paid_on)


async def forget_challan(runtime: Runtime, payments: Sequence[Payment]) -> None:
    """Clear what says who has paid where; amounts and days stay. Needs a transaction around it."""
    for payment in payments:
        lines = TreasuryLine.filter(payment_id=payment.id)
        if payment.challan_number is not None:
            await lines.update(number=erased_number(runtime, payment.challan_number), bank="")
    cleared = {"challan_number": None, "challan_bank": None, "challan_paid_on": None}
    ids = [payment.id for payment in payments]
    urls = {"return_url": None, "redirect_url": None, "exemption_file_id": None}
    await Payment.filter(id__in=ids).update(**cleared, **urls)
