"""The contract of the typed frames as pandera schemas, made from the codebook.

For tests and for notebooks (`check_dataset(dataset)`), not for builds: `validate` makes the frames
column by column and knows why a cell failed, which a schema does not, and importing pandera alone
would take 0.2 s of every build.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd
import pandera.pandas as pa

from geomap.dataset import Dataset
from geomap.records import EVENTS, LOCK, PLACES, REPORTS, Column, Table
from geomap.validate.dates import Span, parse_date

_KEYS = {EVENTS.name: "event_id"}
_REQUIRED_VALUES = {EVENTS.name: frozenset({"date_precision"})}
_DERIVED: dict[str, dict[str, pa.Column]] = {
    EVENTS.name: {
        "date_start": pa.Column("datetime64[s]", nullable=True),
        "date_end": pa.Column("datetime64[s]", nullable=True),
        "flagged": pa.Column(bool),
        "coordinates_bad": pa.Column(bool),
    }
}


def schema_of(table: Table) -> pa.DataFrameSchema:
    """The schema of the frame that `validate` makes of a table. Further columns are allowed."""
    columns = {column.name: _column(column, table) for column in table.columns}
    columns |= {"source_file": pa.Column(str), "source_line": pa.Column("int64", pa.Check.ge(1))}
    columns |= _DERIVED.get(table.name, {})
    checks = list(_event_checks()) if table is EVENTS else []
    return pa.DataFrameSchema(columns, checks=checks, index=pa.Index("int64"), name=table.name)


def check_dataset(dataset: Dataset) -> None:
    """Raise pandera's SchemaErrors with every place where a frame breaks the contract."""
    for table, frame in zip(
        (EVENTS, REPORTS, PLACES, LOCK),
        (dataset.events, dataset.reports, dataset.places, dataset.lock),
        strict=True,
    ):
        schema_of(table).validate(pd.DataFrame(frame), lazy=True)


def _column(column: Column, table: Table) -> pa.Column:
    if column.kind == "degrees":
        limit = 90 if column.name == "lat" else 180
        return pa.Column("float64", pa.Check.in_range(-limit, limit), nullable=True)
    if column.kind == "number":
        return pa.Column("float64", pa.Check.ge(0), nullable=True)
    if column.kind == "count":
        return pa.Column("Int64", pa.Check.ge(0), nullable=True)
    key = _KEYS.get(table.name) == column.name
    checks = [*_text_checks(column, table), *([pa.Check.str_length(min_value=1)] if key else [])]
    return pa.Column(str, checks, unique=key)


def _text_checks(column: Column, table: Table) -> Iterator[pa.Check]:
    if column.kind == "category":
        unknown = () if column.name in _REQUIRED_VALUES.get(table.name, ()) else ("",)
        yield pa.Check.isin([*column.allowed, *unknown])
    elif column.kind == "country":
        yield pa.Check.str_matches(r"^([A-Z]{2})?$")
    elif column.kind == "language":
        yield pa.Check.str_matches(r"^([a-z]{2})?$")
    elif column.kind == "date":
        yield pa.Check(_are_dates, name="dates", error="a date of the codebook, or empty")


def _are_dates(texts: pd.Series[str]) -> bool:
    return all(not text or isinstance(parse_date(text), Span) for text in texts.unique())


def _event_checks() -> Iterator[pa.Check]:
    yield pa.Check(lambda events: ~(events["date_end"] < events["date_start"]), name="dates_in_order")
    yield pa.Check(lambda events: events["date_start"].isna() == (events["date_precision"] == "unknown"), name="dated")
    yield pa.Check(
        lambda events: ~events["coordinates_bad"] | (events["lat"].isna() & events["lon"].isna()),
        name="bad_coordinates_are_gone",
    )
