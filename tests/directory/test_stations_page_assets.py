"""The scripts and styles of /stations: kept for long, sent compressed, and few."""

from __future__ import annotations

import httpx
from station_pages import loaded, sent_bytes

from plugins.directory.page_assets import NAMES


async def test_assets_are_kept_for_a_year_under_their_content(http: httpx.AsyncClient) -> None:
    (style, script) = [
        place for place in loaded((await http.get("/stations")).text) if place != "data:,"
    ]
    for address, kind in ((style, "text/css"), (script, "text/javascript")):
        answer = await http.get(address)
        assert answer.headers["content-type"] == f"{kind}; charset=utf-8"
        assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
        assert answer.headers["content-encoding"] == "gzip"
        assert answer.headers["vary"] == "Accept-Encoding"
        etag = answer.headers["etag"]
        again = await http.get(address, headers={"if-none-match": f'W/"x", {etag}'})
        assert (again.status_code, again.content) == (304, b"")
        plain_ = await http.get(address, headers={"accept-encoding": "gzip;q=0, identity"})
        assert "content-encoding" not in plain_.headers
        assert plain_.content == answer.content
        assert plain_.headers["etag"] != etag
        old = await http.get(address.partition("?")[0] + "?v=old")
        assert old.headers["cache-control"] == "no-cache"
    for path in ("x.js", "leaflet/LICENSE.leaflet", "../models.py", "%2e%2e/models.py", ""):
        assert (await http.get(f"/directory/assets/{path}")).status_code == 404


async def test_all_but_the_polygons_is_under_200_kilobytes(http: httpx.AsyncClient) -> None:
    addresses = [f"/directory/assets/{name}" for name in NAMES.values()]
    pages = [await sent_bytes(http, f"/stations?lang={language}") for language in ("en", "hi")]
    assets = [await sent_bytes(http, address) for address in addresses]
    stations = await sent_bytes(http, "/directory/stations.geojson")
    assert max(pages) + sum(assets) + stations < 200_000
    print(f"page {max(pages)}, scripts and styles {sum(assets)}, stations {stations} bytes")
