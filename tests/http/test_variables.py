"""Variables that do not fit: the answer names the place in the variables, never the value."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from clients import GraphQLClient
from factories import lost_report

SUBMIT = """mutation S($input: SubmitLostReportInput!) { submitLostReport(input: $input) {
  errors { code } } }"""

MISFITS = [
    ({"declaration": ...}, "$input.declaration"),
    ({"declartion": "CANARY"}, "$input.declartion"),
    ({"declaration": "CANARY"}, "$input.declaration"),
    ({"items": [{"mobile": {"imei1": "CANARY", "brand": "x"}}]}, "$input.items.0.mobile.model"),
    ({"items": [{"document": {"kind": "CANARY"}}]}, "$input.items.0.document.kind"),
    ({"lostFrom": "CANARY"}, "$input.lostFrom"),
]


@pytest.mark.parametrize(("change", "place"), MISFITS)
async def test_the_field_that_does_not_fit_is_named(
    change: dict[str, object], place: str, as_citizen: Callable[..., Awaitable[GraphQLClient]]
) -> None:
    citizen = await as_citizen()
    citizen.language = "en"
    report = {name: value for name, value in lost_report(**change).items() if value is not ...}
    error = await citizen.refused(SUBMIT, input=report)
    assert error["extensions"] == {"code": "BAD_REQUEST"}
    assert error["message"] == (f"The variable {place} is missing, unknown, or not of its type.")
