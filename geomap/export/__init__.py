"""Exports: the data set as a file for other programs, or as a table for a report.

content     what every export carries        filters     which events
delimited workbook document columnar geopackage placemarks    a module for each data format
entries     events as a reader is told them
markdown page latex letter                   a module for each kind of text
drawing     the figure that geomap.figure draws
cite        how the data set and its events are cited
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path

from geomap.dataset import Dataset
from geomap.errors import LoadError, OutputError, RefusedError
from geomap.export.content import Content, Files, content_of
from geomap.export.drawing import FIGURES, Drawing
from geomap.export.entries import Listing, listing
from geomap.export.filters import Filters, select, selected
from geomap.pipeline import load, process
from geomap.problems import Problem, count, show
from geomap.tables import Limits
from geomap.tables.datapackage import FILE as PACKAGE
from geomap.tables.datapackage import own_package
from geomap.tables.header import nearest
from geomap.words import LANGUAGES, first_language
from geomap.write import check_output, write_bytes

__all__ = ["DATA", "FIGURES", "TEXT", "ExportResult", "Filters", "chosen", "export"]

DATA = {
    ".csv": "delimited.write_csv",
    ".xlsx": "workbook.write_xlsx",
    ".json": "document.write_json",
    ".geojson": "document.write_geojson",
    ".parquet": "columnar.write_parquet",
    ".gpkg": "geopackage.write_gpkg",
    ".kml": "placemarks.write_kml",
}
"""Ending of a file and the function that makes it of a `Content` and the file's name."""

TEXT = {
    ".md": "markdown.write_md",
    ".html": "page.write_html",
    ".tex": "latex.write_tex",
    ".docx": "letter.write_docx",
}
"""Ending of a file and the function that makes it of a `Listing` and the file's name."""


@dataclass(frozen=True, slots=True)
class ExportResult:
    """What an export wrote. `exit_code`: 0 no errors, 1 the files are there and errors are listed."""

    paths: tuple[Path, ...]
    events: int
    reports: int
    problems: tuple[Problem, ...]

    @property
    def exit_code(self) -> int:
        return 1 if count(self.problems, "error") else 0


def export(
    target: str | Path,
    source: str | Path = "data",
    *,
    filters: Filters | None = None,
    language: str = "",
    size: str = "",
    dpi: int | None = None,
    border: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> ExportResult:
    """Write the records of `source` to `target`, in the format that its ending names.

    language: "en", "uk" or "ru", of the words around the records in a table or figure for a report;
    the first of map.toml where empty. Data formats have the same columns in every language.
    size: of a figure, "180" or "180x240" in millimetres; dpi: dots an inch of a PNG.
    Raises RefusedError where the records cannot be read, OutputError where the file cannot be
    written; files that are there stay as they were.
    """
    target, source = Path(target), Path(source)
    drawing = Drawing.of(target, size=size, dpi=dpi, bbox=filters.bbox if filters else None)
    writer = None if drawing else _writer(target)
    inputs = [path for path in source.iterdir() if path.is_file()] if source.is_dir() else [source]
    check_output(target, inputs=inputs)
    loaded = load(source, border=border, encoding=encoding, delimiter=delimiter, sheet=sheet)
    dataset = process(loaded)
    content = chosen(dataset, loaded, filters or Filters())
    problems = dataset.problems
    if drawing:
        made = drawing.drawn(content, _listing(content, language, claims=False), dataset.border)
        files, problems = {target.name: made.data}, (*problems, *made.problems)
    elif writer:
        files = writer(content, target.name, language)
    paths = tuple(target.with_name(name) for name in files)
    _check_companions(paths, inputs)
    for path, data in zip(reversed(paths), reversed(files.values()), strict=True):
        write_bytes(path, data)
    return ExportResult(paths, len(content.events), len(content.reports), problems)


def chosen(dataset: Dataset, loaded: Dataset, filters: Filters) -> Content:
    """The content of a processed data set, of which `loaded` is the state before, reduced by the filters."""
    content = content_of(dataset, loaded.events["location_precision"])
    if filters.is_empty:
        return content
    return selected(content, select(dataset, content, filters))


def _writer(target: Path) -> Callable[[Content, str, str], Files]:
    suffix = target.suffix.lower()
    known = DATA | TEXT
    if suffix not in known:
        guess = nearest(suffix, [*known, *FIGURES])
        fix = f"Did you mean {guess}? " if guess else ""
        raise OutputError(
            f"{target}: geomap writes no {show(suffix)}. Fix: {fix}Use one of {', '.join((*known, *FIGURES))}."
        )
    module, _, name = known[suffix].partition(".")
    writer = getattr(import_module(f"geomap.export.{module}"), name)
    return partial(_text_files, writer) if suffix in TEXT else partial(_data_files, writer)


def _data_files(writer: Callable[[Content, str], Files], content: Content, name: str, language: str) -> Files:
    _known_language(language)
    return writer(content, name)


def _text_files(writer: Callable[[Listing, str], Files], content: Content, name: str, language: str) -> Files:
    return writer(_listing(content, language), name)


def _listing(content: Content, language: str, *, claims: bool = True) -> Listing:
    return listing(content, _known_language(language) or first_language(content.settings), claims=claims)


def _known_language(language: str) -> str:
    if language and language not in LANGUAGES:
        raise RefusedError(f"--lang {show(language)} is not known. Fix: give one of {', '.join(LANGUAGES)}.")
    return language


def _check_companions(paths: tuple[Path, ...], inputs: list[Path]) -> None:
    """Files that go beside the one asked for must not fall on others' files."""
    main, *others = paths
    for path in others:
        check_output(path, inputs=inputs)
    there = [path.name for path in others if path.exists()]
    if there and not _is_own(main):
        message = f"{main}: would replace {' and '.join(there)} beside it, which geomap did not export with it."
        folder = main.parent / main.stem
        raise OutputError(f"{message} Fix: export into a folder of its own, as in {folder / main.name}.")


def _is_own(main: Path) -> bool:
    """Whether the data package beside the file is of an earlier export of the same name."""
    try:
        return own_package(main.with_name(PACKAGE), main.name, Limits()) is not None
    except LoadError:
        return False
