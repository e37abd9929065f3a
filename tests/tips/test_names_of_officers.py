"""However a tipster writes an officer's name, the officer is kept away; and a rank that names
nobody is not taken for one.
"""

from __future__ import annotations

import pytest
from everything_stored import everything
from tipping import Reader, Tipster

from plugins.tips.conflicts import is_named, names_of

OFFICER = names_of("rakesh.tiwari", "Rakesh Kumar Tiwari")
NAMED = (
    *("Tiwari", "Rakesh", "Rakesh Tiwari", "r.tiwari", "R. Tiwari", "R.K. Tiwari", "RK Tiwari"),
    *("Tivari", "Tiwary", "Tewari", "Ti\u200bwari", "तिवारी जी", "आर के तिवारी", "राकेश"),
    *(
        "Inspector Tiwari",
        "Sub-Inspector R. Tiwari",
        "TI Tiwari",
        "टी आई तिवारी",
        "Thanedar Tiwari",
    ),
    *("थानेदार तिवारी", "निरीक्षक तिवारी", "Tiwari Sahab", "Mr Tiwari the SHO", "TIWARI (SHO)"),
    *(
        "R. Tiwari, SHO Sagar",
        "Verma, Tiwari",
        "Tiwari and Verma",
        "तिवारी और वर्मा",
        "Tiwari/Verma",
    ),
)
OTHERS = ("S. Tiwari", "Suresh Tiwari", "Ramesh Verma", "SHO of Kotwali", "कविता सोनी", "Inspector")


@pytest.mark.parametrize("name", NAMED)
def test_every_way_to_write_a_name_names_the_officer(name: str) -> None:
    assert is_named(OFFICER, [name])


@pytest.mark.parametrize("name", OTHERS)
def test_others_of_the_name_or_the_rank_are_not_meant(name: str) -> None:
    assert not is_named(OFFICER, [name])


def test_an_officer_who_goes_by_initials_is_named_by_the_whole_name() -> None:
    assert is_named(names_of("rks", "R. K. Sharma"), ["Rakesh Sharma"])


@pytest.mark.parametrize("name", ["SHO", "Inspector sahab", "थाना प्रभारी", "R. K."])
async def test_a_rank_alone_is_not_taken_for_a_name(
    tipster: Tipster, reader: Reader, name: str
) -> None:
    before = await everything()
    message = "Write the officer's name: a rank or initials alone keep nobody away."
    error = {"path": ["excludeOfficers", "1"], "code": "OFFICER_UNNAMED", "message": message}
    assert (await tipster.sends(excludeOfficers=["Tiwari", name]))["errors"] == [error]
    assert await everything() == before
