"""What the page knows, as one JSON text: typed columns to filter by, texts in blocks to open late.

Positions, times and categories lie in one compressed buffer of little-endian columns, so that a
browser can filter a million events in a frame. Texts are compressed in blocks of 256 events and
opened when a card is. `geomap/web/src/decode.js` is the other end; `read_payload` reads it here.
"""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
import numpy as np
import pandas as pd

import geomap
from geomap.dataset import Dataset
from geomap.problems import Problem, count
from geomap.records import DATE_PRECISIONS, EVENT_TYPES, LOCATION_PRECISIONS, OUTCOMES, STANCES, STATUSES, Value

FORMAT = "geomap/1"
NO_NUMBER = -(2**31)
BLOCK = 256
DISPLAY_TOLERANCE_M = 60.0
PROBLEMS_SHOWN = 500
LONGEST_TEXT = 20_000
"""Characters of one cell that travel in the page; the rest stays in the file, and the cut is marked."""

FLAG_ERROR, FLAG_IN_ZONE, FLAG_FIGURES = 1, 2, 4

_EVENT_TEXTS = {
    "id": "event_id",
    "title": "title",
    "summary": "summary",
    "place": "place",
    "country": "country",
    "admin1": "admin1",
    "admin2": "admin2",
    "date": "date",
    "note": "note",
    "location_note": "location_note",
    "location_reason": "location_reason",
    "method": "location_method",
    "method_source": "location_source",
    "location_name": "location_name",
    "score": "location_score",
    "distance_km": "distance_km",
    "status_rule": "status_rule",
    "status_reason": "status_reason",
    "status_override": "status_override",
    "coordinate_source_url": "coordinate_source_url",
}

_REPORT_TEXTS = {
    "id": "report_id",
    "claim": "claim",
    "speaker": "speaker",
    "side": "speaker_side",
    "stance": "stance",
    "outcome": "outcome_claimed",
    "casualties_of": "casualties_of",
    "casualties_text": "casualties_as_reported",
    "place": "place_as_reported",
    "claimed_on": "claimed_on",
    "source": "source_name",
    "publisher": "publisher",
    "url": "source_url",
    "archive_url": "archive_url",
    "published_on": "published_on",
    "retrieved_on": "retrieved_on",
    "language": "language",
    "note": "note",
}


def payload_text(dataset: Dataset) -> str:
    """The page's data block for a located and related data set, safe inside a script element."""
    events = _in_time_order(dataset.events)
    reports = _in_claim_order(dataset.reports)
    document = {
        "format": FORMAT,
        "head": _head(dataset),
        "events": _columns(events, reports, dataset.places),
        "texts": _texts(events, reports, dataset.problems),
        "layers": _packed_json(_layers(dataset)),
    }
    return _safe_in_html(json.dumps(document, ensure_ascii=False, separators=(",", ":"), allow_nan=False))


def read_payload(text: str) -> dict[str, Any]:
    """Decode a data block: `head`, `layers`, `records` (text records in page order)."""
    document = json.loads(text)
    blocks = document["texts"]["blocks"]
    records = [record for block in blocks for record in json.loads(gzip.decompress(base64.b64decode(block)))]
    layers = json.loads(gzip.decompress(base64.b64decode(document["layers"])))
    return {"head": document["head"], "layers": layers, "records": records}


def content_hash(dataset: Dataset) -> str:
    """A fingerprint of the records alone: no order of rows, no file name or line goes into it."""
    hidden = ["source_file", "source_line", "geometry"]
    digest = hashlib.sha256()
    for frame in (dataset.events, dataset.reports):
        rows = pd.DataFrame(frame.drop(columns=hidden, errors="ignore")).astype("str")
        rows = rows[sorted(rows.columns)]
        for line in sorted("\x1f".join(row) for row in rows.itertuples(index=False, name=None)):
            digest.update(line.encode("utf-8", "surrogatepass") + b"\x1e")
    return digest.hexdigest()[:16]


def _in_time_order(events: pd.DataFrame) -> pd.DataFrame:
    order = events.sort_values(["date_start", "date_end", "event_id"], na_position="last", kind="stable")
    return order.reset_index(drop=True)


def _in_claim_order(reports: pd.DataFrame) -> pd.DataFrame:
    when = reports["claimed_on"].mask(reports["claimed_on"] == "", reports["published_on"])
    return reports.assign(_when=when).sort_values(["_when", "report_id", "claim"], kind="stable").drop(columns="_when")


def _head(dataset: Dataset) -> dict[str, Any]:
    settings, events = dataset.settings, dataset.events
    pinned = events["area"].eq("") & events.geometry.notna()
    areas = events["area"].ne("")
    return {
        "title": settings.title,
        "subtitle": settings.subtitle,
        "url": settings.url,
        "version": geomap.__version__,
        "as_of": settings.as_of or _latest_publication(dataset.reports),
        "hash": content_hash(dataset),
        "languages": list(settings.languages),
        "border": _border_head(dataset),
        "tiles": msgspec.to_builtins(settings.tiles),
        "credits": list(settings.credits),
        "gaps": list(settings.gaps),
        "sides": msgspec.to_builtins(settings.sides),
        "camps": msgspec.to_builtins(settings.camps),
        "vocab": {name: _vocab(values) for name, values in _VOCABULARIES.items()},
        "counts": {
            "events": len(events),
            "placed": int((pinned | areas).sum()),
            "areas": int(areas.sum()),
            "listed": int((~pinned & ~areas).sum()),
            "reports": len(dataset.reports),
        },
        "problems": {
            "errors": count(dataset.problems, "error"),
            "warnings": count(dataset.problems, "warning"),
            "rows": sorted((_problem(p) | {"event_id": p.event_id} for p in dataset.problems), key=str)[
                :PROBLEMS_SHOWN
            ],
        },
    }


_VOCABULARIES: dict[str, Sequence[Value]] = {
    "event_type": EVENT_TYPES,
    "status": STATUSES,
    "stance": STANCES,
    "location_precision": LOCATION_PRECISIONS,
    "date_precision": DATE_PRECISIONS,
    "outcome_claimed": OUTCOMES,
}


def _vocab(values: Sequence[Value]) -> list[dict[str, str]]:
    return [{"name": value.name, "meaning": value.meaning} for value in values]


def _latest_publication(reports: pd.DataFrame) -> str:
    days = reports.loc[reports["published_on"].str.fullmatch(r"\d{4}(-\d{2}){0,2}"), "published_on"]
    return str(days.max()) if len(days) else ""


def _border_head(dataset: Dataset) -> dict[str, Any] | None:
    if dataset.border is None:
        return None
    provenance = dataset.border.provenance
    return {
        "codes": list(dataset.border.codes),
        "zone_km": provenance.get("zone_km", dataset.settings.zone_km),
        "viewpoint": provenance.get("viewpoint", ""),
        "sources": provenance.get("sources", []),
    }


def _problem(problem: Problem) -> dict[str, str]:
    """A problem as the page tells it: no file or line, which change while the records do not."""
    return {
        "severity": problem.severity,
        "column": problem.column,
        "value": _cut(problem.value),
        "message": problem.message,
        "fix": problem.fix,
    }


def _columns(events: pd.DataFrame, reports: pd.DataFrame, places: pd.DataFrame) -> dict[str, Any]:
    columns: dict[str, np.ndarray[Any, Any]] = {}
    dicts: dict[str, list[Any]] = {}
    columns["lon_e6"], columns["lat_e6"] = _micro_degrees(events)
    columns["start"], columns["end"] = _days(events["date_start"]), _days(events["date_end"])
    for name, source, dtype in _CATEGORIES:
        columns[name], dicts[name] = _coded(events[source], dtype)
    columns["place"], dicts["place"] = _place_column(events, reports, places)
    columns["area"], dicts["area"] = _area_column(events)
    columns["flags"] = _flags(events)
    columns["distance_m"] = (events["distance_km"] * 1000).round().fillna(-1).to_numpy().astype("<i4")
    for name, owner, values in _many_valued(events, reports):
        columns[f"{name}_at"], columns[name], dicts[name] = _rows_of_lists(owner, values, len(events))
    layout = [{"name": name, "type": _type_name(column), "length": len(column)} for name, column in columns.items()]
    return {"count": len(events), "dicts": dicts, "columns": layout, "data": _packed(_padded(columns.values()))}


_CATEGORIES = (
    ("event_type", "event_type", "u1"),
    ("status", "status", "u1"),
    ("precision", "location_precision", "u1"),
    ("date_precision", "date_precision", "u1"),
    ("border_side", "border_side", "u1"),
    ("region", "region", "<u2"),
)


def _micro_degrees(events: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    import shapely

    points = np.where(events["area"].eq(""), events["geometry"].to_numpy(), None)
    xy = shapely.get_coordinates(shapely.point_on_surface(points))
    lon = np.full(len(events), NO_NUMBER, dtype="<i4")
    lat = lon.copy()
    drawn = ~shapely.is_missing(points)
    lon[drawn], lat[drawn] = np.round(xy[:, 0] * 1e6), np.round(xy[:, 1] * 1e6)
    return lon, lat


def _days(times: pd.Series[Any]) -> np.ndarray[Any, Any]:
    days = times.to_numpy().astype("datetime64[D]").astype("int64")
    return np.where(times.isna(), NO_NUMBER, days).astype("<i4")


def _coded(values: pd.Series[Any], dtype: str) -> tuple[np.ndarray[Any, Any], list[str]]:
    """Codes into the sorted distinct values; a numeric type too small for them is widened."""
    codes, uniques = pd.factorize(values, sort=True)
    wide = np.dtype(dtype) if len(uniques) <= np.iinfo(np.dtype(dtype)).max else np.dtype("<u4")
    return codes.astype(wide), [str(value) for value in uniques]


def _flags(events: pd.DataFrame) -> np.ndarray[Any, Any]:
    flags = events["flagged"] * FLAG_ERROR + events["in_zone"] * FLAG_IN_ZONE + events["figures_differ"] * FLAG_FIGURES
    return np.asarray(flags.astype("u1"))


def _place_column(
    events: pd.DataFrame, reports: pd.DataFrame, places: pd.DataFrame
) -> tuple[np.ndarray[Any, Any], list[dict[str, Any]]]:
    """One entry for each place as the events name it, with its names and the spellings of reports."""
    keys = ["place", "country", "admin1", "admin2"]
    codes = events.groupby(keys, sort=True).ngroup().to_numpy().astype("<u4")
    first = events.assign(_code=codes).drop_duplicates("_code").sort_values("_code")
    spellings = _spellings(events["event_id"], codes, reports)
    entries = [
        _place_entry(place, places.iloc[int(key)] if int(key) >= 0 else None, spellings.get(code, []))
        for place, key, code in zip(first["place"], first["place_key"], first["_code"], strict=True)
    ]
    return codes, entries


def _spellings(ids: pd.Series[Any], codes: np.ndarray[Any, Any], reports: pd.DataFrame) -> dict[int, list[str]]:
    told = reports.loc[reports["place_as_reported"] != "", ["event_id", "place_as_reported"]].drop_duplicates()
    code_of = pd.Series(codes, index=ids)
    told = told.assign(code=told["event_id"].map(code_of[~code_of.index.duplicated()])).dropna(subset=["code"])
    return {int(code): sorted(set(names)) for code, names in told.groupby("code")["place_as_reported"]}


def _place_entry(place: str, row: pd.Series[Any] | None, spellings: list[str]) -> dict[str, Any]:
    if row is None:
        return {"name": place, "names": {}, "alt": spellings}
    names = {c.removeprefix("name_"): row[c] for c in row.index if re.fullmatch("name_[a-z]{2}", c) and row[c]}
    alt = sorted({*split_list(row["other_names"]), *spellings} - {place, *names.values()})
    return {"name": place, "names": names, "alt": alt}


def _area_column(events: pd.DataFrame) -> tuple[np.ndarray[Any, Any], list[dict[str, Any]]]:
    codes, uniques = _coded(events["area"], "<u2")
    shapes = events.drop_duplicates("area").set_index("area")["geometry"]
    return codes, [_area(text, shapes[text]) for text in uniques]


def _area(text: str, shape: Any) -> dict[str, Any]:
    kind, _, rest = text.partition(":")
    if kind == "regions":
        return {"kind": kind, "ids": rest.split(";")}
    if kind == "disc":
        lat, lon, radius = map(float, rest.split(","))
        return {"kind": kind, "lat": lat, "lon": lon, "radius_km": radius}
    if kind == "segment":
        return {"kind": kind, "lines": _lines(shape)}
    return {"kind": ""}


def _lines(shape: Any) -> list[list[list[float]]]:
    import shapely

    simple = shapely.simplify(shape, DISPLAY_TOLERANCE_M / 111_320)
    return [np.round(shapely.get_coordinates(line), 4).tolist() for line in shapely.get_parts(simple)]


def _many_valued(
    events: pd.DataFrame, reports: pd.DataFrame
) -> Iterable[tuple[str, np.ndarray[Any, Any], pd.Series[str]]]:
    """(name, row of the event, value) for what an event may have several of."""
    actors = events["actors"].str.split(";").explode().str.strip()
    yield "actor", actors.index.to_numpy(), actors
    row_of = pd.Series(events.index, index=events["event_id"])
    rows = reports["event_id"].map(row_of[~row_of.index.duplicated()])
    known = rows.notna()
    owner = rows[known].to_numpy().astype("int64")
    source = reports["publisher"].mask(reports["publisher"] == "", reports["source_name"])
    yield "source", owner, source[known]
    yield "side", owner, reports.loc[known, "speaker_side"]


def _rows_of_lists(
    owner: np.ndarray[Any, Any], values: pd.Series[str], rows: int
) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any], list[str]]:
    """Compressed rows: values of event i stand from at[i] to at[i + 1]."""
    pairs = pd.DataFrame({"owner": owner, "value": values.to_numpy()})
    pairs = pairs[pairs["value"] != ""].drop_duplicates().sort_values(["owner", "value"])
    codes, uniques = _coded(pairs["value"], "<u2")
    at = np.searchsorted(pairs["owner"].to_numpy(), np.arange(rows + 1)).astype("<u4")
    return at, codes, uniques


def _texts(events: pd.DataFrame, reports: pd.DataFrame, problems: Iterable[Problem]) -> dict[str, Any]:
    records = _records(events, _EVENT_TEXTS)
    claims = _by_event(reports["event_id"], _report_records(reports))
    faults = _by_event([p.event_id for p in problems], [_problem(p) for p in problems])
    for record in records:
        if found := faults.get(record.get("id", "")):
            record["problems"] = sorted(found, key=str)
        if told := claims.get(record.get("id", "")):
            record["reports"] = told
    blocks = [_packed_json(records[at : at + BLOCK]) for at in range(0, len(records), BLOCK)]
    return {"size": BLOCK, "blocks": blocks}


def _report_records(reports: pd.DataFrame) -> list[dict[str, Any]]:
    records = _records(reports, _REPORT_TEXTS)
    for noun in ("killed", "injured"):
        bounds = reports[[f"{noun}_low", f"{noun}_best", f"{noun}_high"]].astype("Float64")
        for at in np.flatnonzero(bounds.notna().any(axis=1)):
            records[at][noun] = [None if pd.isna(n) else int(n) for n in bounds.iloc[at]]
    return records


def _records(frame: pd.DataFrame, keys: dict[str, str]) -> list[dict[str, Any]]:
    """Rows as mappings without what is empty, texts cut to what a page can show."""
    columns = [_shown_values(frame[column]) for column in keys.values()]
    return [
        {key: value for key, value in zip(keys, row, strict=True) if value not in ("", None)}
        for row in zip(*columns, strict=True)
    ]


def _shown_values(column: pd.Series[Any]) -> list[Any]:
    if pd.api.types.is_numeric_dtype(column):
        return [None if pd.isna(number) else round(float(number), 3) for number in column]
    return [_cut(text) for text in column.tolist()]


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST_TEXT else f"{text[:LONGEST_TEXT]} […] ({len(text):,} characters)"


def _by_event(ids: Iterable[str], items: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for event_id, item in zip(ids, items, strict=True):
        found.setdefault(event_id, []).append(item)
    return found


def _layers(dataset: Dataset) -> dict[str, Any]:
    return dataset.border.for_display(DISPLAY_TOLERANCE_M) if dataset.border else {}


def split_list(text: str) -> list[str]:
    """The parts of a list cell."""
    return [part for part in (piece.strip() for piece in text.split(";")) if part]


def _type_name(column: np.ndarray[Any, Any]) -> str:
    return f"{column.dtype.kind}{column.dtype.itemsize * 8}"


def _padded(columns: Iterable[np.ndarray[Any, Any]]) -> bytes:
    """The columns one after another, each starting at a multiple of 8 bytes."""
    return b"".join(data + bytes(-len(data) % 8) for data in (column.tobytes() for column in columns))


def _packed_json(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return _packed(text.encode("utf-8", "backslashreplace"))


def _packed(data: bytes) -> str:
    """gzip without a clock or a system's mark in its header, then base64."""
    packed = bytearray(gzip.compress(data, 9, mtime=0))
    packed[9] = 255
    return base64.b64encode(packed).decode("ascii")


def _safe_in_html(text: str) -> str:
    """JSON that no HTML parser can mistake for markup and no script reader for a line end."""
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return text.encode("utf-8", "backslashreplace").decode()
