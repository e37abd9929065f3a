"""What platform.services says of the directory."""

from __future__ import annotations

from clients import GraphQLClient


async def test_the_service_says_when_it_answers(as_nobody: GraphQLClient) -> None:
    query = """{ platform { services { code requiresSignIn errorCodes
      due { days rule(language: HI) } } } }"""
    services = (await as_nobody.run(query))["platform"]["services"]
    [directory] = [each for each in services if each["code"] == "directory"]
    assert directory["requiresSignIn"] is False
    assert directory["due"] == {
        "days": 15,
        "rule": "ग़लती की सूचना पर ज़िला 15 कार्य दिवसों में उत्तर देता है।",
    }
    assert {"PHONE_INVALID", "STATION_UNKNOWN"} <= set(directory["errorCodes"])
