"""The first-level units (admin-1) and rivers of the world that ship with geomap, from Natural Earth 10m."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from geopandas import GeoDataFrame

from geomap.atlas.store import unpack

FOLDER = Path(__file__).parent
REGIONS_FILE = FOLDER / "world_admin1.xz"
RIVERS_FILE = FOLDER / "world_rivers.xz"
LABEL_STEP = 1e-5
UNIT_COLUMNS = ("id", "country", "name", "name_en", "name_ru", "name_uk")


def world_regions() -> GeoDataFrame:
    """Some 4,600 units: id (ISO 3166-2), country (as Natural Earth has it), name, name_en, name_ru, name_uk, kind.

    kind: "city" where the unit is one, else "". Kyiv and the region around it bear one name.

    Only edges are stored, each once. They are put together again, and every face is given to the
    unit whose label point it holds; faces without one are sea or lakes.
    """
    store = unpack(REGIONS_FILE)
    faces = shapely.get_parts(shapely.polygonize(store.lines))
    labels = np.array(store.table["labels"], dtype=float)
    points = shapely.points(labels[:, :2] * LABEL_STEP)
    number, face = shapely.STRtree(faces).query(points, "within")
    parts = pd.Series(face).groupby(labels[number, 2].astype(int)).agg(list)
    units = pd.DataFrame(store.table["units"], columns=UNIT_COLUMNS)
    units["kind"] = np.where(units.index.isin(store.table["cities"]), "city", "")
    units = units.loc[parts.index]
    return GeoDataFrame(
        units, geometry=[shapely.union_all(faces[rows]) for rows in parts], crs="EPSG:4326"
    ).reset_index(drop=True)


def world_rivers() -> GeoDataFrame:
    """Some 1,400 rivers and lake centre lines with their name."""
    store = unpack(RIVERS_FILE)
    return GeoDataFrame({"name": store.table["names"]}, geometry=store.lines, crs="EPSG:4326")
