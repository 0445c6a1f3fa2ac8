"""python -m geomap.atlas RU-UA data/border --zone-km 25"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from geomap.atlas import make_border
from geomap.errors import GeomapError


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m geomap.atlas", description="Make the border folder of a map.")
    parser.add_argument("border", help="two ISO 3166-1 codes, as in AM-AZ")
    parser.add_argument("folder", type=Path, help="where to write the files")
    parser.add_argument("--zone-km", type=float, default=25.0, help="breadth of the zone on each side (%(default)s)")
    parser.add_argument(
        "--regions", default="", help="ISO 3166-2 codes of the border regions, parted by commas (all along the line)"
    )
    given = parser.parse_args()
    a, dash, b = given.border.partition("-")
    if not dash:
        parser.error(f"{given.border!r} is not two codes, as in AM-AZ")
    try:
        make_border(
            (a, b), given.folder, zone_km=given.zone_km, regions=[part for part in given.regions.split(",") if part]
        )
    except GeomapError as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
