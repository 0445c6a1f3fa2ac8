"""Parquet with the claims as a list of structs in each row, and GeoParquet 1.1 metadata."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from geomap.export.content import Content, Files, arrow_of, arrow_type
from geomap.tables.book import NESTED


def write_parquet(content: Content, name: str) -> Files:
    """One row an event; `geometry` is WKB in WGS 84, null where the event has no place."""
    table = arrow_of(content.events)
    table = table.append_column(NESTED, pa.array(content.nested(), pa.list_(_claim(content))))
    table = table.append_column("geometry", pa.array(shapely.to_wkb(content.shapes).tolist(), pa.binary()))
    metadata = {"geo": json.dumps(_geo(content.shapes)), "geomap": json.dumps(content.block(), ensure_ascii=False)}
    out = pa.BufferOutputStream()
    pq.write_table(table.replace_schema_metadata(metadata), out, compression="zstd")
    return {name: out.getvalue().to_pybytes()}


def _claim(content: Content) -> pa.DataType:
    """The type of one claim; its event is the row that it stands in."""
    reports = content.reports
    return pa.struct([(str(name), arrow_type(reports[name])) for name in reports if name != "event_id"])


def _geo(shapes: Any) -> dict[str, Any]:
    """GeoParquet's metadata. Without a crs it is OGC:CRS84, longitude first."""
    drawn = shapes[~shapely.is_missing(shapes)]
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": sorted({shape.geom_type for shape in drawn})}
    if len(drawn):
        column["bbox"] = np.asarray(shapely.total_bounds(drawn)).tolist()
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
