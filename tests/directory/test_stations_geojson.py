"""The two GeoJSON files: right, cached, small on the wire, and as new as the database."""

from __future__ import annotations

import gzip
import json
from typing import Any

import httpx
import pytest
import shapely
from factories import MAKRONIYA, SAGAR
from station_pages import sent_bytes

from core import UNITS, revise, transactional
from core.units.models import Unit
from plugins.directory.models import AREAS, Area

STATIONS, DISTRICTS = "/directory/stations.geojson", "/directory/districts.geojson"
RAIL_BHOPAL = "21362"
STATIONS_IN_ALL = 1110


async def features(http: httpx.AsyncClient, address: str) -> list[dict[str, Any]]:
    answer = await http.get(address)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/geo+json"
    content = answer.json()
    assert content["type"] == "FeatureCollection"
    found: list[dict[str, Any]] = content["features"]
    return found


@transactional
async def change(code: str, **values: object) -> None:
    await Unit.filter(code=code).update(**values)
    await revise(UNITS)


async def test_all_stations_are_in_the_file(http: httpx.AsyncClient) -> None:
    found = await features(http, STATIONS)
    assert len({each["properties"]["code"] for each in found}) == len(found) == STATIONS_IN_ALL
    (makroniya,) = [each for each in found if each["properties"]["code"] == MAKRONIYA]
    assert makroniya == {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [78.7797, 23.85435]},
        "properties": {
            "code": MAKRONIYA,
            "names": {"en": "Makroniya"},
            "kind": "STATION",
            "district": SAGAR,
            "phone": None,
            "address": None,
            "verified": True,
            "updated": "2026-11-01",
        },
    }
    doubtful = await Unit.exclude(flag="").filter(kind__not_in=["STATE", "DISTRICT"]).count()
    assert sum(not each["properties"]["verified"] for each in found) == doubtful == 25
    by_code = {each["properties"]["code"]: each["properties"] for each in found}
    assert by_code["21329032"]["phone"] == "+917578252020"
    assert by_code["21329005"]["names"]["hi"] == "पुलिस थाना माखन नगर"


async def test_a_district_has_a_file_of_its_own(http: httpx.AsyncClient) -> None:
    whole = await features(http, STATIONS)
    for district, count in ((SAGAR, 34), ("21971", 8), (RAIL_BHOPAL, 9)):
        own = await features(http, f"{STATIONS}?district={district}")
        assert len(own) == count
        assert own == [each for each in whole if each["properties"]["district"] == district]


async def test_a_district_without_stations_has_an_empty_file(http: httpx.AsyncClient) -> None:
    await change(SAGAR, is_active=True)
    await Unit.filter(parent_id=SAGAR).update(is_active=False)
    await change(MAKRONIYA, is_active=False)
    assert await features(http, f"{STATIONS}?district={SAGAR}") == []


async def test_an_unknown_district_is_not_found(http: httpx.AsyncClient) -> None:
    for district in ("99999", "MP", MAKRONIYA, "", "%", "a" * 4000, "\x00"):
        query, english = {"district": district}, {"accept-language": "en"}
        answer = await http.get(STATIONS, params=query, headers=english)
        assert answer.status_code == 404
        (error,) = answer.json()["errors"]
        assert error["extensions"] == {"code": "NOT_FOUND"}
        assert error["message"] == "There is no such record, or it is not yours to see."


async def test_who_has_it_already_gets_nothing_again(http: httpx.AsyncClient) -> None:
    for address in (STATIONS, f"{STATIONS}?district={SAGAR}", DISTRICTS):
        await _is_sent_once(http, address)


async def _is_sent_once(http: httpx.AsyncClient, address: str) -> None:
    compressed = await http.get(address, headers={"accept-encoding": "br, gzip"})
    whole = await http.get(address, headers={"accept-encoding": "identity"})
    assert compressed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in whole.headers
    assert compressed.content == whole.content
    assert compressed.headers["etag"] != whole.headers["etag"]  # strong: of these very bytes
    for answer, encoding in ((compressed, "gzip"), (whole, "identity")):
        etag = answer.headers["etag"]
        assert etag.startswith('"')
        assert answer.headers["vary"] == "Accept-Encoding"
        assert answer.headers["cache-control"] == "public, max-age=300"
        for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
            headers = {"if-none-match": known, "accept-encoding": encoding}
            again = await http.get(address, headers=headers)
            assert (again.status_code, again.content) == (304, b"")
            assert again.headers["etag"] == etag
            assert again.headers["cache-control"] == "public, max-age=300"
        other = await http.get(address, headers={"if-none-match": '"other"'})
        assert other.status_code == 200


async def test_what_is_sent_is_the_compressed_file(http: httpx.AsyncClient) -> None:
    async with http.stream("GET", STATIONS, headers={"accept-encoding": "gzip"}) as answer:
        sent = b"".join([part async for part in answer.aiter_raw()])
    assert int(answer.headers["content-length"]) == len(sent)
    assert len(json.loads(gzip.decompress(sent))["features"]) == STATIONS_IN_ALL
    print(f"stations {len(sent)}, districts {await sent_bytes(http, DISTRICTS)} bytes")


async def test_head_tells_the_same_without_a_body(http: httpx.AsyncClient) -> None:
    for address in (STATIONS, DISTRICTS):
        whole, head = await http.get(address), await http.head(address)
        assert (head.status_code, head.content) == (200, b"")
        own = (
            "etag",
            "content-length",
            "content-type",
            "content-encoding",
            "cache-control",
            "vary",
        )
        assert [head.headers[name] for name in own] == [whole.headers[name] for name in own]
        assert (await http.post(address)).status_code == 405
    unknown = await http.head(f"{STATIONS}?district=99999")
    assert unknown.status_code == 404


async def test_other_sites_may_read_them_and_nothing_else(http: httpx.AsyncClient) -> None:
    origin = {"origin": "https://maps.example"}
    for address in (STATIONS, DISTRICTS):
        answer = await http.get(address, headers=origin)
        assert answer.headers["access-control-allow-origin"] == "*"
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert "access-control-allow-credentials" not in answer.headers
        assert "set-cookie" not in answer.headers
    page = await http.get("/stations", headers=origin)
    assert "access-control-allow-origin" not in page.headers
    assert page.headers["cross-origin-resource-policy"] == "same-origin"


async def test_a_change_makes_a_new_file(http: httpx.AsyncClient) -> None:
    before = await http.get(STATIONS)
    other = await http.get(f"{STATIONS}?district=21316")
    await change(MAKRONIYA, latitude=23.8412345678, flag="shared_coordinates")
    after = await http.get(STATIONS, headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.headers["etag"] != before.headers["etag"]
    own = await features(http, f"{STATIONS}?district={SAGAR}")
    (moved,) = [each for each in own if each["properties"]["code"] == MAKRONIYA]
    assert moved["geometry"]["coordinates"] == [78.7797, 23.84123]
    assert moved["properties"]["verified"] is False
    etag = {"if-none-match": other.headers["etag"]}
    assert (await http.get(f"{STATIONS}?district=21316", headers=etag)).status_code == 304


async def test_a_station_without_a_position_is_in_the_file(http: httpx.AsyncClient) -> None:
    await change(MAKRONIYA, latitude=None, longitude=None)
    own = await features(http, f"{STATIONS}?district={SAGAR}")
    (lost,) = [each for each in own if each["properties"]["code"] == MAKRONIYA]
    assert lost["geometry"] is None
    assert lost["properties"]["verified"] is False


async def test_districts_are_drawn_without_gaps(http: httpx.AsyncClient) -> None:
    found = await features(http, DISTRICTS)
    codes = [each["properties"]["code"] for each in found]
    assert len(codes) == 52
    assert codes == sorted(codes)
    sagar = found[codes.index(SAGAR)]["properties"]
    assert sagar["names"] == {"en": "Sagar", "hi": "सागर"}
    assert sagar["source"].startswith("covid19india project, MIT")

    drawn = [shapely.from_geojson(json.dumps(each["geometry"])) for each in found]
    areas = await Area.all().order_by("unit_id")
    real = [shapely.from_geojson(area.geometry) for area in areas]
    assert all(shape.is_valid for shape in drawn)
    assert sum(map(shapely.get_num_coordinates, drawn)) < sum(
        map(shapely.get_num_coordinates, real)
    )
    whole = shapely.union_all(drawn)
    assert sum(shape.area for shape in drawn) == pytest.approx(whole.area, abs=1e-9)
    real_holes = shapely.union_all(real).interiors
    assert len(whole.interiors) == len(real_holes) == 1  # one that the source has
    assert max(map(shapely.hausdorff_distance, drawn, real)) < 0.02
    assert shapely.coverage_is_valid(drawn)


async def test_boundaries_that_change_are_drawn_anew(http: httpx.AsyncClient) -> None:
    before = (await http.get(DISTRICTS)).headers["etag"]
    await _drop_sagar()
    after = await features(http, DISTRICTS)
    assert SAGAR not in [each["properties"]["code"] for each in after]
    assert (await http.get(DISTRICTS, headers={"if-none-match": before})).status_code == 200
    await _drop_all()
    assert await features(http, DISTRICTS) == []


@transactional
async def _drop_sagar() -> None:
    await Area.filter(unit_id=SAGAR).delete()
    await revise(AREAS)


@transactional
async def _drop_all() -> None:
    await Area.all().delete()
    await revise(AREAS)
