"""The codebook's tables, written from the columns and values in records.py."""

from __future__ import annotations

from collections.abc import Iterable

from geomap.records import FLAT_REQUIRED, TABLES, Column, Table

BEGIN, END = "<!-- codebook:begin -->", "<!-- codebook:end -->"
"""Marks around these tables in a data set's own codebook."""

_FORMS = {
    "text": "text",
    "list": "texts parted by `;`",
    "category": "one of the values below",
    "date": "`YYYY-MM-DD`, `YYYY-MM`, `YYYY` or `START/END`",
    "degrees": "decimal degrees, WGS 84",
    "number": "decimal number",
    "count": "whole number, 0 or more",
    "country": "ISO 3166-1 alpha-2",
    "language": "ISO 639-1",
    "url": "http or https address",
}


def codebook() -> str:
    """Every table, column and value, and the cross-walk to other projects, as Markdown."""
    flat = ", ".join(f"`{name}`" for name in FLAT_REQUIRED)
    rule = "rows that share an `event_id` and say the same of the event, or nothing, are claims about one event"
    start = f"A single flat table needs {flat}; every column of events.csv and reports.csv may stand in it, and {rule}."
    parts = [f"{start}\n"]
    parts += [_table(table) for table in TABLES]
    parts.append(_crosswalk())
    return "\n".join(parts)


def _table(table: Table) -> str:
    rows = [(f"`{c.name}`", "yes" if c.required else "", _FORMS[c.kind], c.meaning) for c in table.columns]
    text = f"### {table.name}\n\nOne row is {table.row_is}.\n\n"
    text += _markdown(("column", "required", "form", "meaning"), rows)
    return text + "".join(_values(column) for column in table.columns if column.values)


def _values(column: Column) -> str:
    rows = [(f"`{value.name}`", value.meaning) for value in column.values]
    return f"\nValues of `{column.name}`:\n\n" + _markdown(("value", "meaning"), rows)


def _crosswalk() -> str:
    """Which columns of other projects become which of geomap, out of the importers' own tables."""
    from geomap.importers import CODES, IMPORTERS, sources_of

    header = ("geomap", "file", *(importer.name for importer in IMPORTERS.values()))
    found = {name: sources_of(importer) for name, importer in IMPORTERS.items()}
    rows = []
    for table in TABLES:
        for column in table.columns:
            cells = [", ".join(of.get((table.name, column.name), ())) or "-" for of in found.values()]
            if set(cells) != {"-"}:
                rows.append((f"`{column.name}`", table.name, *cells))
    text = "### Cross-walk to other projects\n\nThe columns that `geomap import` reads; a dash where there is none. "
    text += "Every original column is kept too.\n\n" + _markdown(header, rows)
    codes = [(f"`{to}`", name, code, value) for name, to, code, value in CODES]
    return f"{text}\nClasses of precision:\n\n" + _markdown(("geomap", "source", "its codes", "become"), codes)


def _markdown(header: Iterable[str], rows: Iterable[Iterable[str]]) -> str:
    header = tuple(header)
    lines = [header, ("---",) * len(header), *rows]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)
