"""Border folders for any land border of the world, made from open data.

    make_border(("AM", "AZ"), Path("border"), zone_km=25)

needs the extra `geomap[world]` for the lines (OpenStreetMap); regions and rivers (Natural Earth)
ship with geomap. `python -m geomap.atlas AM-AZ border` does the same.
"""

from geomap.atlas.make import make_border

__all__ = ["make_border"]
