"""Borders made for tables that bring none, kept in the user's cache folder."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from geomap.atlas.make import make_border
from geomap.errors import BorderError
from geomap.places.gazetteer import cache_folder


def cached_border(codes: tuple[str, str], *, zone_km: float) -> Path:
    """The border folder of two countries, made from open data the first time it is asked for.

    Raises BorderError where the two share no border, `geomap[world]` is missing or the cache
    folder cannot be written.
    """
    folder = cache_folder() / "borders" / f"{codes[0]}-{codes[1]}-{zone_km:g}km"
    if folder.is_dir():
        return folder
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(dir=folder.parent))
    except OSError as error:
        raise BorderError(f"{folder}: cannot be written: {error.strerror}. Fix: set GEOMAP_CACHE.") from error
    try:
        make_border(codes, fresh, zone_km=zone_km)
        fresh.rename(folder)
    except OSError:
        if not folder.is_dir():  # else another build was first, and its folder is as good
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return folder
