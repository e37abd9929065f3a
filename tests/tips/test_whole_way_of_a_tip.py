"""A tip is sent, read, answered, and closed; nobody is asked for a name."""

from __future__ import annotations

from tipping import CONFIRM, REPLY, Reader, Tipster


async def test_tipster_and_police_talk_until_the_tip_is_closed(
    tipster: Tipster, reader: Reader
) -> None:
    receipt = await tipster.told(occurredOn="2026-11-22", language="HI")
    typed = receipt.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    confirmed = (await tipster.client.run(CONFIRM, receipt=typed))["confirmTipReceipt"]
    assert confirmed == {"ok": True, "errors": []}
    assert (await reader.unlocks())["errors"] == []
    [listed] = await reader.lists()
    assert listed | {"id": ""} == {
        "id": "",
        "category": {"code": "NARCOTICS", "label": "Drugs"},
        "status": {"code": "RECEIVED"},
        "receivedOn": "2026-11-23",
        "district": {"code": "21346", "name": "Sagar"},
    }
    opened = await reader.opens(listed["id"])
    assert opened["messages"][0]["text"].startswith("Every night packets")
    assert (opened["occurredOn"], opened["language"]) == ("2026-11-22", "HI")
    assert opened["place"]["text"] == "The closed mill"
    await reader.run(REPLY, input={"tipId": listed["id"], "text": "Which gate?"})
    assert (await tipster.adds("The northern one."))["errors"] == []
    step = {"status": "CLOSED_USEFUL", "text": "Thank you."}
    moved = await reader.moves(listed["id"], **step)
    assert (moved["tip"]["status"], moved["errors"]) == ({"code": "CLOSED_USEFUL"}, [])
    thread = await tipster.reads()
    assert [(each["from"], each["text"]) for each in thread["messages"]] == [
        ("TIPSTER", "Every night packets are handed out behind the closed mill."),
        ("POLICE", "Which gate?"),
        ("TIPSTER", "The northern one."),
        ("POLICE", "Thank you."),
    ]
    assert thread["status"]["code"] == "CLOSED_USEFUL"
    assert thread["expiresOn"] == "2027-02-21"
