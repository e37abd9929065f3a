"""Brings the reference data of Madhya Pradesh into the columns that the importer of units reads."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

DATA = Path(str(files("core.demo") / "data"))
STATE = {
    "code": "MP",
    "kind": "STATE",
    "parent": "",
    "name_en": "Madhya Pradesh Police",
    "name_hi": "मध्य प्रदेश पुलिस",
}
COLUMNS = (
    "code", "kind", "parent", "name_en", "name_hi", "source_name", "latitude", "longitude",
    "flag", "phone", "address", "lgd_code", "source",
)  # fmt: skip
KINDS = {"territorial": "STATION"}
SPECIAL_DISTRICTS = {"RAIL": "RAILWAY", "CYBER": "CYBER"}
KEPT_IN_CAPITALS = {"GRP", "PS", "STF", "CID", "BG", "NG", "II", "III", "IV"}


def write_units(target: Path) -> None:
    """Write the state, its districts and their stations as one CSV, parents before their units."""
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        writer.writerows([STATE, *_districts(), *_stations()])


def _read(name: str) -> list[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _districts() -> Iterator[dict[str, str]]:
    for row in _read("districts_mp.csv"):
        special = SPECIAL_DISTRICTS.get(row["mha_district"].split()[0], "SPECIAL")
        yield {
            "code": row["mha_district_code"],
            "kind": "DISTRICT" if row["kind"] == "district" else special,
            "parent": STATE["code"],
            "name_en": display_name(row["mha_district"]),
            "name_hi": row["name_hi"],
            "source_name": row["mha_district"],
            "lgd_code": row["lgd_code"],
            "source": "districts_mp.csv",
        }


def _stations() -> Iterator[dict[str, str]]:
    flags = {row["code"]: row for row in _read("stations_mp_flags.csv")}
    for row in _read("stations_mp.csv"):
        about = flags[row["code"]]
        yield {
            "code": row["code"],
            "kind": KINDS.get(about["unit_type"], about["unit_type"].upper()),
            "parent": about["district_code_mha"],
            "name_en": display_name(row["name"]),
            "source_name": row["name"],
            "flag": about["flag"],
            **{
                column: row[column]
                for column in ("name_hi", "latitude", "longitude", "phone", "address", "source")
            },
        }


def display_name(name: str) -> str:
    """A source's name in capitals as people write it: CIVIL LINE to Civil Line, A.J.K. SAGAR to
    A.J.K. Sagar.
    """
    return (
        re.sub(r"[A-Z][A-Z.']*", lambda word: _display_word(word.group()), name)
        if name.isupper()
        else name
    )


def _display_word(word: str) -> str:
    return word if word in KEPT_IN_CAPITALS or "." in word[:-1] else word.capitalize()
