"""GeoPackage: a layer `events`, and the other tables without geometry."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pyarrow as pa
import pyogrio
import shapely

from geomap.errors import OutputError
from geomap.export.archive import MOMENT
from geomap.export.content import Content, Files, arrow_of
from geomap.export.workbook import tables_of

KEY = "fid"
"""GDAL's own number of a row, which comes first in every table."""


def write_gpkg(content: Content, name: str) -> Files:
    """One file with the tables events, reports, places, resolved and map."""
    former = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": MOMENT})
    try:
        with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
            path = Path(folder) / "export.gpkg"
            _write(content, path, name)
            return {name: path.read_bytes()}
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": former})


def _write(content: Content, path: Path, name: str) -> None:
    for layer, frame in tables_of(content).items():
        table = arrow_of(frame)
        _refuse_alike(table.column_names, layer, name)
        if layer == "events":
            shapes = pa.array(shapely.to_wkb(content.shapes).tolist(), pa.binary())
            table = table.append_column("geometry", shapes)
        pyogrio.write_arrow(
            table,
            path,
            layer=layer,
            driver="GPKG",
            append=path.exists(),
            geometry_name="geometry" if layer == "events" else None,
            geometry_type="Unknown" if layer == "events" else None,
            crs="EPSG:4326" if layer == "events" else None,
        )


def _refuse_alike(names: list[str], layer: str, file: str) -> None:
    """SQL takes no notice of case."""
    seen = {KEY: KEY, "geometry": "geometry"}
    for name in names:
        other = seen.setdefault(name.lower(), name)
        if other != name or name in (KEY, "geometry"):
            message = f"{file}: a GeoPackage cannot tell the columns {other!r} and {name!r} of {layer} apart."
            raise OutputError(f"{message} Fix: rename one, or export another format.")
