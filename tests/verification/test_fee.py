"""The fee of a character certificate: by purpose and stations, free with a BPL card; the stations
are asked once it is settled.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from commands import thana
from factories import MAKRONIYA, TT_NAGAR
from permits import PAY_FEE, by_challan, pay, paying
from processions import Desk, Person, listed
from verification_people import Officers
from verifications import applied, enquiries, files, read, two_addresses

from core.payments.scroll import import_scroll
from core.settings import Settings

FEES = {"fee": "100", "fees": {"LICENCE": "250"}, "fee_per_further_station": "50.50"}


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return settings.model_copy(update={"services": {"verification": FEES}})


async def test_it_grows_with_the_stations_and_differs_by_purpose(citizen: Person) -> None:
    one = await applied(citizen)
    assert one["fee"] == {"amount": "100.00", "currency": "INR", "status": "PENDING"}
    two = await applied(citizen, addresses=two_addresses(), purpose="LICENCE")
    assert two["fee"]["amount"] == "300.50"
    assert two["status"] == {"code": "PAYMENT_PENDING", "phase": "WAITING_ON_CITIZEN"}


async def test_no_station_hears_of_it_before_it_is_paid(
    desk: Desk, citizen: Person, officers: Officers, tmp_path: Path
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    assert enquiries(request) == {MAKRONIYA: "WAITING", TT_NAGAR: "WAITING"}
    assert (request["dueAt"], request["daysLeft"]) == (None, 45)
    assert await listed(officers.outside) == []
    payment = await pay(citizen, by_challan(request, "CH 4711"))
    assert payment["request"]["status"]["code"] == "PAYMENT_PENDING"
    scroll = tmp_path / "scroll.csv"
    scroll.write_text("challan_number,bank,paid_on,amount\nCH4711,State Bank,2024-05-06,150.50\n")
    await import_scroll(desk.runtime, desk.platform.registry, scroll)
    paid = await read(citizen, request)
    assert paid["fee"]["status"] == "PAID"
    assert paid["status"]["code"] == "AT_STATIONS"
    assert enquiries(paid) == {MAKRONIYA: "OPEN", TT_NAGAR: "OPEN"}
    assert await listed(officers.outside) == [request["number"]]


async def test_a_bpl_card_frees_from_it(citizen: Person, officers: Officers) -> None:
    request = await applied(citizen)
    (card,) = await files(citizen, "BPL_CARD")
    answer = await pay(citizen, paying(request, "exempt", exemptionFileId=card))
    assert answer["payment"]["status"] == "EXEMPT"
    assert (await read(citizen, request))["status"]["code"] == "AT_STATIONS"
    purposes = """query F($n: String!) { serviceRequest(number: $n) { attachments { purpose } } }"""
    seen = (await officers.head.run(purposes, n=request["number"]))["serviceRequest"]
    assert "BPL_CARD" in {each["purpose"] for each in seen["attachments"]}


async def test_another_file_proves_nothing(citizen: Person) -> None:
    request = await applied(citizen)
    (photo,) = await files(citizen, "SUPPORTING")
    given = paying(request, "exempt", exemptionFileId=photo)
    payload = (await citizen.run(PAY_FEE, input=given))["payFee"]
    assert [each["code"] for each in payload["errors"]] == ["FILE_PURPOSE"]
    assert (await read(citizen, request))["status"]["code"] == "PAYMENT_PENDING"


async def test_what_was_withdrawn_before_it_was_paid_asks_nobody(
    citizen: Person, officers: Officers
) -> None:
    request = await applied(citizen, addresses=two_addresses())
    act = """mutation A($input: PerformActionInput!) { performAction(input: $input) {
      request { status { code } } errors { code } } }"""
    wanted = {
        "requestId": request["id"],
        "expectedVersion": request["version"],
        "action": "WITHDRAW",
    }
    await citizen.run(act, input=wanted)
    assert enquiries(await read(citizen, request)) == {MAKRONIYA: "ENDED", TT_NAGAR: "ENDED"}
    assert await listed(officers.outside) == []


@pytest.mark.parametrize("amount", ["-1", "-0", "1e309", "1.005", "NaN", "10000000"])
async def test_an_amount_that_is_none_stops_the_start(tmp_path: Path, amount: str) -> None:
    (tmp_path / "thana.toml").write_text(f'[services.verification]\nfee = "{amount}"\n')
    done = await thana(tmp_path, "check")
    assert done.code == 1
    assert [fault.partition(":")[0] for fault in done.faults] == [
        "setting services.verification.fee"
    ]
