"""A citizen pays: the payment is committed first, then the provider is asked to begin, and what it
says at once is settled.
"""

from __future__ import annotations

import logging
import re
import uuid
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlsplit

from tortoise.exceptions import IntegrityError

from core import rate_limits
from core.errors import Choice, InvalidInput, NotFound, Problem, Unavailable
from core.payments.models import Payment, PaymentStatus, RequestFee
from core.payments.providers import Plugins, offered, provider_of
from core.payments.reports import PAY_MUTATION, Asked, Challan, FeeService, ProviderDown
from core.payments.settling import settle
from core.payments.treasury import USED
from core.runtime import Runtime
from core.service_requests.models import ServiceRequest
from core.service_requests.scope import visible_to
from core.service_requests.workflow import OWNER
from core.settings import Settings
from core.texts import text
from core.viewers import Viewer, as_of_now

logger = logging.getLogger("thana.payments")

DAY = timedelta(days=1)
LONGEST_URL = 500
_URL = re.compile(r"https?://[!-~]+")

PAID = text("This fee has been settled.")
NOT_DUE = text("No fee waits to be paid on this request.")
UNKNOWN = text("Choose one of the ways to pay that are offered.")
RETURN_URL = text("This address is not one of the state's own frontends.")


@dataclass(frozen=True)
class Wanted:
    """What a citizen wants: how to pay the fee of which request."""

    request_id: uuid.UUID
    provider: str
    challan: Challan | None = None
    exemption_file_id: str | None = None
    return_url: str | None = None


async def begin(runtime: Runtime, plugins: Plugins, viewer: Viewer, wanted: Wanted) -> Payment:
    """A new payment; needs a transaction around it. Raises NotFound for another's request,
    InvalidInput, and RateLimited past `payments.tries_a_day`.
    """
    viewer = await as_of_now(runtime, viewer)
    scoped = visible_to(viewer).filter(id=wanted.request_id)
    request = await scoped.select_for_update().get_or_none()
    if request is None:
        raise NotFound
    service = plugins.service(request.service)
    fee = await _waiting_fee(service, request)
    _check(runtime.settings, fee, wanted)
    provider = provider_of(runtime, plugins, wanted.provider)
    asked = Asked(viewer, service, request, fee, wanted.challan, wanted.exemption_file_id)
    now, settings = runtime.now(), runtime.settings.payments
    own = await provider.check(asked)
    await rate_limits.limit(f"payments:{viewer.id}", settings.tries_a_day, DAY, now)
    try:
        return await Payment.create(
            id=uuid.uuid4(),
            request_id=request.id,
            provider=wanted.provider,
            amount=fee.amount,
            currency=fee.currency,
            return_url=wanted.return_url,
            created_at=now,
            ask_at=now + timedelta(minutes=settings.reconcile_minutes),
            **own,
        )
    except IntegrityError:  # another request has named the challan at the same moment
        raise InvalidInput([Problem(("challan", "number"), "CHALLAN_USED", USED)]) from None


async def _waiting_fee(service: FeeService, request: ServiceRequest) -> RequestFee:
    fee = await RequestFee.get_or_none(request_id=request.id)
    if fee is not None and fee.status in (PaymentStatus.PAID, PaymentStatus.EXEMPT):
        raise InvalidInput([Problem(("requestId",), "FEE_PAID", PAID)])
    steps = service.flow.open_to(request.status, {OWNER})
    waits = any(step.mutation == PAY_MUTATION for step in steps)
    if fee is None or fee.status is not PaymentStatus.PENDING or not waits:
        raise InvalidInput([Problem(("requestId",), "FEE_NOT_DUE", NOT_DUE)])
    return fee


def _check(settings: Settings, fee: RequestFee, wanted: Wanted) -> None:
    problems = []
    names = settings.payments.providers
    if wanted.provider not in names:
        choices = tuple(Choice(name, name) for name in offered(names, fee.exempt_proof))
        problems.append(Problem(("provider",), "PROVIDER_UNKNOWN", UNKNOWN, choices))
    if wanted.return_url is not None and not is_own_address(settings, wanted.return_url):
        problems.append(Problem(("returnUrl",), "RETURN_URL_INVALID", RETURN_URL))
    if problems:
        raise InvalidInput(problems)


def is_own_address(settings: Settings, url: str) -> bool:
    """Whether an address lies at `public_url` or one of `allowed_origins`: a browser is sent
    there.
    """
    if len(url) > LONGEST_URL or not _URL.fullmatch(url) or "\\" in url:
        return False
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return f"{parts.scheme}://{parts.netloc}" in {settings.public_url, *settings.allowed_origins}


async def proceed(runtime: Runtime, plugins: Plugins, payment: Payment, viewer: Viewer) -> Payment:
    """Have the provider begin, unless it has, and settle what it says at once. No transaction may
    be open. Raises Unavailable when the provider cannot be reached: the same key tries again.
    """
    if payment.status is not PaymentStatus.PENDING or payment.redirect_url is not None:
        return payment
    provider = provider_of(runtime, plugins, payment.provider)
    try:
        report = await provider.place(payment)
    except ProviderDown as error:
        logger.warning("payment %s: %s", payment.id, error.code)
        raise Unavailable(NOT_REACHED) from None
    return await settle(runtime, plugins, payment.id, report, viewer)


NOT_REACHED = text("The place where this is paid cannot be reached now. Try again in a moment.")
