"""What is wrong with the settings of payments stops the start, by its key."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError
from strangers import Strangers

from core import Money, PaymentProvider, Section
from core.app import create_app
from core.errors import StartupError
from core.settings import Settings

PERMIT = Path(__file__).parent.with_name("permit.py").read_text(encoding="utf-8")
TILL = """
from core import PaymentProvider


class Till:
    expires, refunds_by_hand = False, True
@hookimpl
def provide(port):
    return {"cash": lambda runtime: Till()} if port is PaymentProvider else {}
"""


class Costly(Section):
    fee: Money = Decimal("100.00")


@pytest.mark.parametrize(
    ("written", "amount"), [("0", "0.00"), (7, "7.00"), ("100.5", "100.50"), ("9999999.99", None)]
)
def test_amount_is_read_as_it_is_written(written: Any, amount: str | None) -> None:
    assert str(Costly(fee=written).fee) == (amount or written)


@pytest.mark.parametrize(
    "written",
    ["-1", "-0", "+1", "1e2", "1E400", "1.005", "10000000", "NaN", "Infinity", "१००", "1_000",
     "1,000.00", " 1", "", ".5", "5.", 100.5, -1, True, None, Decimal("1e2")],
)  # fmt: skip
def test_anything_else_is_no_amount(written: Any) -> None:
    with pytest.raises(ValidationError, match="with at most two decimals"):
        Costly(fee=written)


def faults(settings: Settings) -> list[str]:
    with pytest.raises(StartupError) as stopped:
        create_app(settings)
    return list(stopped.value.faults)


@pytest.fixture
def permit(strangers: Strangers) -> Strangers:
    strangers.install("permit", PERMIT)
    return strangers


def test_amount_of_a_service_is_named_by_its_key(permit: Strangers) -> None:
    (fault,) = faults(permit.settings(services={"permit": {"fee": "-0"}}))
    assert fault.startswith("setting services.permit.fee: ")


def test_gateway_says_all_that_it_lacks(permit: Strangers) -> None:
    wrong = {"providers": ["gateway"], "gateway": {"url": "http://gateway.example.in/"}}
    assert faults(permit.settings(payments=wrong)) == [
        "setting payments.gateway.url: give the https:// address of the gateway (http:// to this"
        " machine alone), without ? and #",
        "setting payments.gateway.merchant: give the name under which the gateway knows this state",
        "setting payments.gateway.secret_file: name the file with the secret shared with the"
        " gateway",
    ]


def test_secret_is_long_enough_and_can_be_read(permit: Strangers, tmp_path: Path) -> None:
    file = tmp_path / "secret"
    of = {"url": "https://gateway.example.in", "merchant": "MP", "secret_file": str(file)}
    wrong = {"providers": ["gateway"], "gateway": of}
    (fault,) = faults(permit.settings(payments=wrong))
    assert "cannot be read (FileNotFoundError)" in fault
    file.write_text("short")
    (fault,) = faults(permit.settings(payments=wrong))
    assert "holds fewer than 32 characters" in fault


def test_providers_are_known_and_stand_once(permit: Strangers) -> None:
    (fault,) = faults(permit.settings(payments={"providers": ["cash"]}))
    assert fault == (
        "setting payments.providers: no enabled plugin provides cash; the built-in are exempt,"
        " gateway, treasury"
    )
    (fault,) = faults(permit.settings(payments={"providers": ["treasury", "treasury"]}))
    assert fault == "setting payments.providers: a provider stands twice; leave one out"
    (fault,) = faults(permit.settings(payments={"providers": []}))
    assert fault == (
        "setting payments.providers: none, and permit takes a fee; name some of exempt, gateway,"
        " treasury"
    )


def test_plugin_brings_a_provider(strangers: Strangers, tmp_path: Path) -> None:
    strangers.install("permit", PERMIT + TILL)
    settings = strangers.settings(payments={"providers": ["cash"]}, files={"folder": str(tmp_path)})
    app = create_app(settings)
    registry = app.state.platform.registry
    assert registry.port(PaymentProvider, app.state.platform.runtime, "cash") is not None
