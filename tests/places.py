"""Small real data sets for the tests of geomap.places: frames as `geomap.load` makes them, a border of boxes."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geomap.border import Border
from geomap.dataset import Dataset
from geomap.records import EVENTS, LOCK, PLACES, REPORTS, Table
from geomap.settings import Settings

NUMBERS = {"degrees", "number"}


def frame(table: Table, rows: list[dict[str, object]]) -> pd.DataFrame:
    """Rows with the columns of `table`: text "" and numbers NaN where a row says nothing."""
    columns = {}
    for column in table.columns:
        default = float("nan") if column.kind in NUMBERS else ""
        values = [row.get(column.name, default) for row in rows]
        columns[column.name] = pd.Series(values, dtype="float64" if column.kind in NUMBERS else "str")
    others = dict.fromkeys(name for row in rows for name in row if name not in columns)
    extra = {name: pd.Series([row.get(name, "") for row in rows], dtype="str") for name in others}
    lines = pd.Series(range(2, len(rows) + 2), dtype="int64")
    return pd.DataFrame({**columns, **extra, "source_line": lines}).assign(source_file=table.name)


def dataset(
    events: list[dict[str, object]],
    *,
    places: list[dict[str, object]] | None = None,
    lock: list[dict[str, object]] | None = None,
    border: Border | None = None,
    source: Path | None = None,
) -> Dataset:
    """A loaded data set of these rows, about the border of Russia and Ukraine."""
    numbered = [{"event_id": f"e{number}", "coordinates_bad": "", **row} for number, row in enumerate(events)]
    table = frame(EVENTS, numbered)
    table["coordinates_bad"] = [row["coordinates_bad"] == "yes" for row in numbered]
    table["coordinates_bad"] = table["coordinates_bad"].astype(bool)
    table["flagged"] = table["coordinates_bad"]
    return Dataset(
        settings=Settings(border=("RU", "UA")),
        events=GeoDataFrame(table, geometry=[None] * len(table), crs="EPSG:4326"),
        reports=frame(REPORTS, []),
        places=frame(PLACES, places or []),
        lock=frame(LOCK, lock or []),
        source=source,
        border=border,
    )


def box_border() -> Border:
    """Three regions as boxes around the places that the tests name: Belgorod, Kursk and Sumy."""
    regions = GeoDataFrame(
        {
            "id": ["RU-BEL", "RU-KRS", "UA-59"],
            "country": ["RU", "RU", "UA"],
            "name": ["Belgorod", "Kursk", "Sumy"],
            "name_ru": ["Белгородская область", "Курская область", "Сумская область"],
            "name_uk": ["Бєлгородська область", "Курська область", "Сумська область"],
            "role": ["border"] * 3,
        },
        geometry=[
            shapely.box(35.55, 49.8, 39.2, 51.05),
            shapely.box(34.0, 51.05, 38.5, 52.4),
            shapely.box(33.0, 50.1, 35.55, 51.05),
        ],
        crs="EPSG:4326",
    )
    line = shapely.LineString([(34.0, 51.05), (35.55, 51.05), (35.55, 49.8)])
    return Border(
        codes=("RU", "UA"),
        line=GeoDataFrame({"a": ["RU"], "b": ["UA"], "disputed": [False]}, geometry=[line], crs="EPSG:4326"),
        zone=GeoDataFrame({"geometry": []}, crs="EPSG:4326"),
        regions=regions,
        rivers=GeoDataFrame({"geometry": []}, crs="EPSG:4326"),
        towns=GeoDataFrame({"geometry": []}, crs="EPSG:4326"),
        provenance={},
    )
