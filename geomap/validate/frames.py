"""From a table of text to a typed frame. Each distinct text of a column is parsed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from geomap.codes import filled, first_seen, repeats
from geomap.records import Column
from geomap.tables import Fault, Flaw, RawTable
from geomap.tables.model import frame_of
from geomap.threads import side_by_side
from geomap.validate.characters import check_characters
from geomap.validate.dates import Span, parse_date, with_precision
from geomap.validate.numbers import COUNT, DECIMAL, parse_count, parse_degrees, parse_number
from geomap.validate.words import URL, parse_category, parse_country, parse_language, parse_list, parse_url

Values = Any  # a pandas or numpy array, as long as its table
Found = tuple[Values, list[Fault]]


def typed(raw: RawTable, columns: Sequence[Column]) -> tuple[pd.DataFrame, list[Fault]]:
    """Return the columns of the codebook, typed and complete, then the further ones as text.

    A cell that cannot be read becomes unknown and a fault; so does an empty one in a required
    column. The frame has `source_file` and `source_line` besides.
    """
    known = {column.name: column for column in columns}
    names = [*known, *(name for name in raw.names if name not in known)]
    told = [name for name in names if name in raw.names and (name not in known or filled(raw.cells[name]))]
    cells = (raw.cells[name] for name in told)
    found = dict(zip(told, side_by_side(_read, cells, map(known.get, told)), strict=True))
    faults = [*raw.faults, *(fault for _, some in found.values() for fault in some)]
    kinds = {known[name].kind for name in names if name not in found}
    unknown = {kind: _unknown(kind, len(raw)) for kind in kinds}  # one for all of a kind: none is changed in place
    frame: dict[str, Values] = {name: found[name][0] if name in found else unknown[known[name].kind] for name in names}
    frame["source_file"] = constant(raw.file, len(raw))
    frame["source_line"] = raw.lines
    return pd.DataFrame(frame, copy=False), faults


def constant(text: str, rows: int) -> pd.Series[str]:
    """The same text for every row."""
    return frame_of({"": pa.repeat(pa.scalar(text, pa.large_string()), rows)})[""]


def cell(texts: pd.Series[Any], row: int | np.integer[Any]) -> str:
    """The text in one row."""
    return str(texts.iloc[int(row)])


def blanked(texts: pd.Series[str], rows: Iterable[int]) -> pd.Series[str]:
    """The texts with "" in some rows."""
    places = sorted(set(rows))
    if not places:
        return texts
    result = texts.copy()
    result.iloc[places] = ""
    return result


def add_spans(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Fault]]:
    """Add `date_start`, `date_end` (datetime64[s]) and fill `date_precision` from `date`.

    A precision that contradicts the date is a fault; the date's own form counts then.
    """
    dates, precisions = first_seen(frame["date"]), first_seen(frame["date_precision"])
    codes, pairs = pd.factorize(dates.codes * np.int64(len(precisions.values)) + precisions.codes)
    spans, faults = [], []
    for place, pair in enumerate(pairs):
        text, given = dates.values[pair // len(precisions.values)], precisions.values[pair % len(precisions.values)]
        span = parse_date(text) if text else None
        result = with_precision(span, given) if isinstance(span, Span) else None
        if isinstance(result, Flaw):
            faults += [Fault(int(row), "date_precision", given, result) for row in np.flatnonzero(codes == place)]
            result = span if isinstance(span, Span) else None
        spans.append(result)
    added: dict[str, Values] = {
        "date_start": _days([span and span.start for span in spans])[codes],
        "date_end": _days([span and span.end for span in spans])[codes],
        "date_precision": _taken([span.precision if span else "unknown" for span in spans], codes),
    }
    return frame.assign(**added), faults


def _read(texts: pd.Series[str], column: Column | None) -> Found:
    """A column of the codebook, or one that it does not know."""
    clean, faults = _clean(texts)
    if column is None:
        return clean, faults
    values, more = _READERS.get(column.kind, _text)(clean, column)
    return values, faults + more


def _clean(texts: pd.Series[str]) -> tuple[pd.Series[str], list[Fault]]:
    """Blank cells and cells with control characters are unknown."""
    faults, blank = check_characters(texts)
    bad = [fault.row for fault in faults if fault.flaw.severity == "error"]
    return blanked(texts, [*blank, *bad]), faults


def _unknown(kind: str, rows: int) -> pd.Series[Any]:
    if kind in ("degrees", "number"):
        return pd.Series(np.full(rows, np.nan))
    if kind == "count":
        return pd.Series(pd.arrays.IntegerArray(np.zeros(rows, dtype=np.int64), np.ones(rows, dtype=bool)))
    return constant("", rows)


def _text(texts: pd.Series[str], column: Column) -> Found:  # noqa: ARG001
    return texts, []


def _words(texts: pd.Series[str], column: Column, parse: Callable[[str], object], plain: str = "") -> Found:
    """Texts that stay texts; those that match `plain` need no parsing."""
    codes, words = _distinct(texts)
    results = _parsed(words, _unlike(words, plain), parse)
    changed = {place: _kept(words[place], result) for place, result in results.items()}
    if all(words[place] == word for place, word in changed.items()):
        return texts, _faults(codes, words, results, column)
    final = [changed.get(place, word) for place, word in enumerate(words)]
    return _taken(final, codes), _faults(codes, words, results, column)


def _numbers(
    texts: pd.Series[str], column: Column, parse: Callable[[str], object], plain: str, least: float, most: float
) -> tuple[NDArray[np.float64], list[Fault]]:
    """Floats; those that match `plain` and lie from `least` to `most` need no parsing."""
    codes, words = _distinct(texts)
    todo = _unlike(words, plain)
    values = np.full(len(words), np.nan)
    easy = ~todo & (words != "")
    values[easy] = pc.cast(pa.array(words[easy].array), pa.float64()).to_numpy()
    results = _parsed(words, todo | (values < least) | (values > most), parse)
    for place, result in results.items():
        values[place] = np.nan if isinstance(result, Flaw) else result
    return values[codes], _faults(codes, words, results, column)


def _category(texts: pd.Series[str], column: Column) -> Found:
    return _words(texts, column, partial(parse_category, allowed=column.allowed))


def _degrees(texts: pd.Series[str], column: Column) -> Found:
    limit = 90 if column.name == "lat" else 180
    return _numbers(texts, column, partial(parse_degrees, name=column.name), DECIMAL, -limit, limit)


def _count(texts: pd.Series[str], column: Column) -> Found:
    values, faults = _numbers(texts, column, parse_count, COUNT, 0, 1e12)
    return pd.Series(values).astype("Int64"), faults


def _number(texts: pd.Series[str], column: Column) -> Found:
    return _numbers(texts, column, parse_number, DECIMAL, 0, np.inf)


_READERS: Mapping[str, Callable[[pd.Series[str], Column], Found]] = {
    "category": _category,
    "count": _count,
    "country": partial(_words, parse=parse_country),
    "date": partial(_words, parse=lambda text: _flaw_or(parse_date(text), text)),
    "degrees": _degrees,
    "language": partial(_words, parse=parse_language),
    "list": partial(_words, parse=parse_list),
    "number": _number,
    "url": partial(_words, parse=parse_url, plain=URL),
}


def _flaw_or(result: object, text: str) -> str | Flaw:
    return result if isinstance(result, Flaw) else text


def _distinct(texts: pd.Series[str]) -> tuple[NDArray[np.intp], pd.Index[str]]:
    """For each row the position of its text among the distinct ones, and these; all, where most are distinct."""
    if not repeats(texts):
        return np.arange(len(texts)), pd.Index(texts)
    codes, words = texts.factorize()
    return codes, pd.Index(words)


def _unlike(words: pd.Index[str], plain: str) -> NDArray[np.bool_]:
    """Which words are neither empty nor as plain as the pattern says."""
    filled = np.asarray(words != "")
    return filled & ~np.asarray(words.str.fullmatch(plain), dtype=bool) if plain else filled


def _parsed(words: pd.Index[str], todo: NDArray[np.bool_], parse: Callable[[str], object]) -> dict[int, object]:
    return {place: parse(words[place]) for place in np.flatnonzero(todo).tolist()}


def _kept(word: str, result: object) -> str:
    if isinstance(result, Flaw):
        return word if result.severity == "warning" else ""
    return str(result)


def _faults(
    codes: NDArray[np.intp], words: pd.Index[str], results: Mapping[int, object], column: Column
) -> list[Fault]:
    flaws = {place: result for place, result in results.items() if isinstance(result, Flaw)}
    if not flaws:
        return []
    flawed = np.zeros(len(words), dtype=bool)
    flawed[list(flaws)] = True
    rows = np.flatnonzero(flawed[codes])
    places = codes[rows].tolist()
    return [
        Fault(row, column.name, words[place], flaws[place]) for row, place in zip(rows.tolist(), places, strict=True)
    ]


def _taken(words: Sequence[str], codes: NDArray[np.intp]) -> pd.Series[str]:
    """The word of each row."""
    return frame_of({"": pa.array(words, pa.large_string()).take(pa.array(codes))})[""]


def _days(days: Sequence[object]) -> NDArray[np.datetime64]:
    return np.array([np.datetime64("NaT") if day is None else day for day in days], dtype="datetime64[s]")
