"""Parquet, also as GeoParquet with points: typed columns, told as a curator would write them."""

from __future__ import annotations

import json
from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import shapely
from numpy.typing import NDArray

from geomap.problems import show
from geomap.tables.book import NESTED, nested_book, parsed
from geomap.tables.header import checked_header
from geomap.tables.model import Columns, Fault, Flaw, Limits, RawBook, RawTable, frame_of, refused
from geomap.tables.points import Point, with_points
from geomap.tables.values import cell_text, point_texts

_GEOMETRY = Flaw("the geometry is no point.", "Give a point, or none and the name of the place.", "geometry.kind")
_WGS84 = (("OGC", "CRS84"), ("EPSG", "4326"))


def read_parquet(data: bytes, file: str, limits: Limits) -> RawBook:
    """Read a Parquet file; a row's "line" is its number. Raises LoadError if it is damaged or too large.

    A column `reports` of lists of structs holds the events' claims.
    """
    try:
        parquet = pq.ParquetFile(pa.BufferReader(data))
        _refuse_bomb(parquet.metadata, file, limits)
        table = parquet.read()
        table.validate(full=True)
    except (pa.ArrowException, OSError) as error:
        message = f"cannot be read as Parquet: {str(error).rstrip('.')}."
        raise refused(file, message, "Write it anew.", "file.parquet") from error
    metadata = parquet.schema_arrow.metadata or {}
    claims = _claims(table)
    table = table.drop_columns([NESTED]) if claims is not None else table
    events = text_table(table, file, limits, geometry=_geometry_column(metadata, file))
    block = metadata.get(b"geomap")
    return nested_book(events, claims, None if block is None else parsed(block, file), limits)


def text_table(table: pa.Table, file: str, limits: Limits, *, geometry: str | None = None) -> RawTable:
    """A table of any columns as text; points of the column `geometry` (WKB) become `lat` and `lon`."""
    names = checked_header(table.column_names, file, None, limits)
    columns: dict[str, Sequence[str] | pa.ChunkedArray] = {}
    faults: list[Fault] = []
    points: list[Point | None] = []
    for name, column in zip(names, table.columns, strict=True):
        if name == geometry:
            points = [point_texts(shape) for shape in _shapes(column)]
            columns |= {} if {"lat", "lon"} & set(names) else _as_columns(name, points, column, faults)
        else:
            columns[name] = _texts(name, column, file)
    numbers = np.arange(1, table.num_rows + 1, dtype=np.int64)
    found = RawTable(file, frame_of(columns), numbers, None, tuple(faults))
    return with_points(found, points) if points else found


def _claims(table: pa.Table) -> list[list[dict[str, object]] | None] | None:
    """The nested claims of each row, or None if there is no such column."""
    if NESTED not in table.column_names:
        return None
    kind = table.schema.field(NESTED).type
    if not (pa.types.is_list(kind) or pa.types.is_large_list(kind)) or not pa.types.is_struct(kind.value_type):
        return None
    return [value or [] for value in table.column(NESTED).to_pylist()]


def _refuse_bomb(metadata: pq.FileMetaData, file: str, limits: Limits) -> None:
    size = sum(metadata.row_group(number).total_byte_size for number in range(metadata.num_row_groups))
    size = max(size, metadata.num_rows)  # equal values take no bytes in the file, but do in memory
    if size > limits.unpacked_bytes:
        message = f"unpacks to {size:,} bytes; geomap reads at most {limits.unpacked_bytes:,} (Limits.unpacked_bytes)."
        raise refused(file, message, "Split the file.", "file.size")


def _texts(name: str, column: pa.ChunkedArray, file: str) -> Sequence[str] | pa.ChunkedArray:
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
        return pc.fill_null(column.cast(pa.large_string()), "")
    texts = [cell_text(value) for value in column.to_pylist()]
    if None in texts:
        message = f"the column has the type {column.type}, which has no text form."
        raise refused(file, message, "Write it as text, number or date.", "file.type", column=name)
    return [text for text in texts if text is not None]


def _geometry_column(metadata: dict[bytes, bytes], file: str) -> str | None:
    """The column with the geometries of a GeoParquet file."""
    if b"geo" not in metadata:
        return None
    geo = json.loads(metadata[b"geo"])
    name = str(geo["primary_column"])
    about = geo["columns"][name]
    crs = about.get("crs", {"id": {"authority": "OGC", "code": "CRS84"}}) or {}
    found = crs.get("id", {})
    if about.get("encoding") != "WKB" or (str(found.get("authority")), str(found.get("code"))) not in _WGS84:
        message = f"its geometry is {show(str(about.get('encoding')))} in {show(str(crs.get('name', found)))}."
        raise refused(file, message, "Save it as WKB in WGS 84 (EPSG:4326).", "file.crs", column=name)
    return name


def _shapes(column: pa.ChunkedArray) -> NDArray[np.object_]:
    return shapely.from_wkb(np.asarray(column.to_pylist(), dtype=object), on_invalid="ignore")


def _as_columns(name: str, points: Sequence[Point | None], column: pa.ChunkedArray, faults: list[Fault]) -> Columns:
    """Columns `lat` and `lon` of a table that has none; what is no point is a fault of its row."""
    shapes = _shapes(column)
    faults += [Fault(row, name, shapes[row].wkt, _GEOMETRY) for row, point in enumerate(points) if point is None]
    pairs = [point or ("", "") for point in points]
    return {"lat": [lat for lat, _ in pairs], "lon": [lon for _, lon in pairs]}
