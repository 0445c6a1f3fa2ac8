"""KML: placemarks whose ExtendedData holds the columns of a record, as geomap exports them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator

from geomap.errors import LoadError
from geomap.tables.book import NESTED, claims_in, nested_book, parsed
from geomap.tables.model import Limits, RawBook, refused
from geomap.tables.points import Point, with_points
from geomap.tables.rows import table_of

KML = "{http://www.opengis.net/kml/2.2}"
BLOCK = "geomap"
"""Name of the Document's Data that holds what an export carries along."""


def read_placemarks(data: bytes, file: str, limits: Limits) -> RawBook:
    """Read the placemarks of a KML file; a "line" is a placemark's number.

    Columns are the Data and SimpleData of a placemark; its name is the title and its point gives
    `lat` and `lon` where they do not say otherwise. Raises LoadError for what is no KML.
    """
    document = _parsed(data, file)
    placemarks = list(document.iter(f"{KML}Placemark"))
    rows = [_row(placemark) for placemark in placemarks]
    claims = [claims_in(parsed(row.pop(NESTED), file)) if NESTED in row else None for row in rows]
    events = with_points(table_of(rows, file, limits), [_point(placemark) for placemark in placemarks])
    carried = next((value for name, value in _data(document, f"*/{KML}ExtendedData/") if name == BLOCK), None)
    block = None if carried is None else parsed(carried, file)
    return nested_book(events, claims if any(told is not None for told in claims) else None, block, limits)


def _parsed(data: bytes, file: str) -> ET.Element:
    try:
        root = ET.fromstring(data, ET.XMLParser(target=_Tree(file)))  # noqa: S314 -- no document type, so no entities
    except LoadError:
        raise
    except (ET.ParseError, ValueError, LookupError) as error:
        raise refused(file, f"cannot be read as KML: {error}.", "Export it anew.", "file.kml") from error
    if root.tag != f"{KML}kml":
        message = "is XML, but not KML 2.2 (its root is no 'kml' of http://www.opengis.net/kml/2.2)."
        raise refused(file, message, "Save it as KML.", "file.kml")
    return root


class _Tree(ET.TreeBuilder):
    """Stops the parser at a document type: that could make it swell the text, and KML has none."""

    def __init__(self, file: str) -> None:
        super().__init__()
        self._file = file

    def doctype(self, *_: str | None) -> None:
        message, fix = "declares a document type and with it XML entities, as no KML does.", "Export it anew."
        raise refused(self._file, message, fix, "file.xml_bomb")


def _row(placemark: ET.Element) -> dict[str, str]:
    row = dict(_data(placemark, f"{KML}ExtendedData/"))
    row.setdefault("title", placemark.findtext(f"{KML}name") or "")
    point = _point(placemark)
    if point and not {"lat", "lon"} & row.keys():
        row |= dict(zip(("lat", "lon"), point, strict=True))
    return row


def _point(placemark: ET.Element) -> Point | None:
    parts = (placemark.findtext(f"{KML}Point/{KML}coordinates") or "").strip().split(",")
    return (parts[1].strip(), parts[0].strip()) if len(parts) >= 2 else None


def _data(element: ET.Element, path: str) -> Iterator[tuple[str, str]]:
    for found in element.iterfind(f"{path}{KML}Data"):
        yield found.get("name", ""), found.findtext(f"{KML}value") or ""
    for found in element.iterfind(f"{path}{KML}SchemaData/{KML}SimpleData"):
        yield found.get("name", ""), found.text or ""
