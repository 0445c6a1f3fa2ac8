"""Border folders for tests: small ones written by hand, and relations on them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from geomap.border import Border, read_border
from geomap.dataset import Dataset
from geomap.relation import relate
from geomap.settings import Settings

NORTH = [[[30, 50], [31, 50.2], [32, 50], [32, 52], [30, 52], [30, 50]]]
SOUTH = [[[30, 50], [31, 50.2], [32, 50], [32, 48], [30, 48], [30, 50]]]
LINE = [[30, 50], [31, 50.2], [32, 50]]
ZONE = [[[30, 49.8], [32, 49.8], [32, 50.3], [30, 50.3], [30, 49.8]]]


def feature(kind: str, coordinates: Any, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": {"type": kind, "coordinates": coordinates}}


def north(**change: Any) -> dict[str, Any]:
    texts = {"id": "RU-N", "country": "RU", "name": "North", "name_ru": "Север", "name_uk": "Північ"}
    return feature("Polygon", NORTH, **{**texts, **change})


def south(**change: Any) -> dict[str, Any]:
    return feature("Polygon", SOUTH, **{"id": "UA-S", "country": "UA", "name": "South", **change})


def line(coordinates: Any = LINE, **change: Any) -> dict[str, Any]:
    return feature("LineString", coordinates, **{"a": "RU", "b": "UA", **change})


def write_layer(path: Path, features: Sequence[Any], **members: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", **members, "features": features}), encoding="utf-8")


def border_folder(folder: Path, layers: Mapping[str, Sequence[Any]] | None = None, **members: Any) -> Path:
    """`folder`/border with a line at 50 degrees north, a region on each side and a zone; `layers` replaces some."""
    usual = {"line": [line()], "regions": [north(), south()], "zone": [feature("Polygon", ZONE)]}
    for name, features in {**usual, **(layers or {})}.items():
        write_layer(folder / "border" / f"{name}.geojson", features, **(members if name in (layers or {}) else {}))
    (folder / "border" / "provenance.json").write_text('{"zone_km": 25}', encoding="utf-8")
    return folder / "border"


def small_border(folder: Path, layers: Mapping[str, Sequence[Any]] | None = None) -> Border:
    return read_border(border_folder(folder, layers))


def related(shapes: Sequence[shapely.Geometry | None], border: Border | None, **columns: Any) -> gpd.GeoDataFrame:
    """Events of these shapes after the step."""
    texts = {name: columns.get(name, [""] * len(shapes)) for name in ("country", "admin2")}
    events = gpd.GeoDataFrame(
        {"event_id": [f"e{i}" for i in range(len(shapes))], **texts}, geometry=list(shapes), crs="EPSG:4326"
    )
    nothing = pd.DataFrame()
    dataset = Dataset(Settings(), events, nothing, nothing, nothing, border=border)
    return relate(dataset).events
