"""GeoPackage: a layer of events and, where geomap wrote the file, the tables that go with it."""

from __future__ import annotations

import warnings

import pyarrow as pa
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError

from geomap.problems import show
from geomap.tables.book import sheets_book
from geomap.tables.columnar import text_table
from geomap.tables.model import Limits, RawBook, RawTable, refused

_BOOK = ("events", "reports", "places", "resolved", "map")
_WGS84 = ("EPSG:4326", "OGC:CRS84", None)


def read_geopackage(data: bytes, file: str, limits: Limits) -> RawBook:
    """Read a GeoPackage; a row's "line" is its number. Raises LoadError if it is damaged.

    The events are the layer `events`, or the only layer; points give `lat` and `lon` unless there
    are columns of these names.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a file without a name, and of values that GDAL finds odd
            layers = [str(name) for name, _ in pyogrio.list_layers(data)]
            if "events" in layers:
                return sheets_book({name: _table(data, name, file, limits) for name in _BOOK if name in layers})
            if len(layers) == 1:
                return RawBook(_table(data, layers[0], file, limits))
    except (DataSourceError, DataLayerError, pa.ArrowException, UnicodeDecodeError) as error:
        message = f"cannot be read as a GeoPackage: {str(error).rstrip('.')}."
        raise refused(file, message, "Export it anew.", "file.gpkg") from error
    message = f"has {len(layers)} layers, none named 'events': {', '.join(map(show, layers)) or 'none at all'}."
    raise refused(file, message, "Name the layer of the events 'events'.", "file.gpkg")


def _table(data: bytes, layer: str, file: str, limits: Limits) -> RawTable:
    about, table = pyogrio.read_arrow(data, layer=layer)
    geometry = about["geometry_name"] or ("wkb_geometry" if about["geometry_type"] else None)
    if geometry in table.column_names and about["crs"] not in _WGS84:
        message = f"gives coordinates in {show(str(about['crs']))}, not in WGS 84."
        raise refused(file, message, "Save it in WGS 84 (EPSG:4326).", "file.crs")
    named = file if layer == "events" else f"{file}[{layer}]"
    return text_table(table, named, limits, geometry=geometry)
