"""Events that have no exact spot: what stands for them on the map, or why nothing does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import shapely

from geomap.places.answers import Toponym
from geomap.places.curated import NO_COORDINATES, Curated, Row
from geomap.places.regions import Regions
from geomap.shapes import border_stretch, geodesic_disc, region_geometry

if TYPE_CHECKING:
    from geomap.border import Border

NO_BORDER = "There is no border layer, so there are no outlines."
NOT_IN_PLACES = "The outline is not available, and places.csv has no seat and radius for it."
LISTED = {"country": "Only the country is known.", "unknown": "The place is not known."}


@dataclass(frozen=True, slots=True)
class Area:
    """What stands for an event: a shape and how the page refers to it. Without a shape, `reason` says why.

    `is_missing` is True where a curator can mend that.
    """

    geometry: shapely.Geometry | None = None
    area: str = ""
    method: str = "none"
    source: str = ""
    name: str = ""
    reason: str = ""
    place_row: int = -1
    is_missing: bool = False


def find_area(toponym: Toponym, precision: str, curated: Curated, regions: Regions, border: Border | None) -> Area:
    """The area of an event whose precision is district, region, border_segment, country or unknown."""
    row = _curated(toponym, precision, curated)
    if precision in LISTED:
        reason = row.note if row and row.note else LISTED[precision]
        return Area(reason=reason, name=row.place if row else "", place_row=row.number if row else -1)
    if precision == "district":
        return _district(row)
    return _along_regions(toponym, precision, row, regions, border)


def _curated(toponym: Toponym, precision: str, curated: Curated) -> Row | None:
    """The row of places.csv for the area: by place, else (a district only) by its own name."""
    rows = curated.find(toponym, {precision})
    if not rows and precision == "district" and toponym.admin2:
        rows = curated.find(Toponym(toponym.admin2, toponym.country, toponym.admin1), {precision})
    return rows[0] if len(rows) == 1 else None


def _district(row: Row | None) -> Area:
    if row is None:
        return Area(reason=NOT_IN_PLACES, is_missing=True)
    if not (row.has_position and row.radius_km > 0):
        return Area(name=row.place, reason=row.note or NO_COORDINATES, place_row=row.number)
    return Area(
        geometry=geodesic_disc(row.lat, row.lon, row.radius_km),
        area=f"disc:{row.lat:.5f},{row.lon:.5f},{row.radius_km:g}",
        method="places",
        source=row.source,
        name=row.place,
        reason=f"outline not available: a disc of {row.radius_km:g} km around the seat stands for it",
        place_row=row.number,
    )


def _along_regions(toponym: Toponym, precision: str, row: Row | None, regions: Regions, border: Border | None) -> Area:
    number = row.number if row else -1
    if border is None:
        return Area(reason=NO_BORDER, place_row=number)
    named = toponym.admin1 or (row.admin1 if row else "") or toponym.place
    ids = regions.ids(named, toponym.country) or regions.ids(named)
    if ids is None:
        return Area(reason=f"The border layer has no region {named!r}.", place_row=number)
    names = "; ".join(map(regions.name, ids))
    if precision == "region":
        area = "regions:" + ";".join(ids)
        return Area(region_geometry(border, ids), area, "region", "border/regions.geojson", names, place_row=number)
    stretch = border_stretch(border, ids)
    if stretch.is_empty:
        return Area(reason=f"The border does not run along {names}.", name=names, place_row=number)
    return Area(stretch, "segment:" + ";".join(ids), "border", "border/line.geojson", names, place_row=number)
