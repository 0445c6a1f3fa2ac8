"""KML 2.2 for Google Earth: a placemark for each event, all of its record in ExtendedData."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET

import numpy as np
import shapely
from markupsafe import Markup
from shapely.geometry.base import BaseGeometry

from geomap.export.content import Content, Files, Row, cell, filled_cells, rows_of
from geomap.export.document import DIGITS
from geomap.markup import element, joined, link
from geomap.tables.book import NESTED
from geomap.tables.placemarks import BLOCK

NAMESPACE = "http://www.opengis.net/kml/2.2"
AREA_COLOUR = "400055ff"  # alpha, blue, green, red: the ground stays visible
LINE_COLOUR = "ff0055ff"


def write_kml(content: Content, name: str) -> Files:
    """A document of placemarks; an event without a place has no geometry and is only listed."""
    kml = ET.Element("kml", xmlns=NAMESPACE)
    document = ET.SubElement(kml, "Document")
    _child(document, "name", content.settings.title)
    _style(document)
    _data(ET.SubElement(document, "ExtendedData"), BLOCK, _json(content.block()))
    for event, claims, shape in zip(rows_of(content.events), content.nested(), content.shapes, strict=True):
        _placemark(document, filled_cells(event), list(map(filled_cells, claims)), shape)
    ET.indent(kml, space=" ")
    text = ET.tostring(kml, encoding="unicode").replace("\r", "&#13;")  # a parser would make a line feed of it
    return {name: f'<?xml version="1.0" encoding="UTF-8"?>\n{text}\n'.encode()}


def _placemark(document: ET.Element, event: Row, claims: list[Row], shape: BaseGeometry | None) -> None:
    """The order of the elements is that of the KML schema."""
    placemark = ET.SubElement(document, "Placemark")
    _child(placemark, "name", event.get("title", ""))
    _child(placemark, "Snippet", "").set("maxLines", "0")
    _child(placemark, "description", _balloon(event, claims))
    if "date_start" in event:
        span = ET.SubElement(placemark, "TimeSpan")
        _child(span, "begin", event["date_start"])
        _child(span, "end", event["date_end"])
    _child(placemark, "styleUrl", "#event")
    extended = ET.SubElement(placemark, "ExtendedData")
    for name, value in ({"title": "", "lat": "", "lon": ""} | event).items():
        _data(extended, name, "" if value is None else cell(value))
    _data(extended, NESTED, _json(claims))
    if shape is not None and not shape.is_empty:
        _geometry(placemark, shape)


def _balloon(event: Row, claims: list[Row]) -> str:
    """What a click shows. Google Earth reads it as HTML and puts data in place of "$[name]"."""
    facts = (event.get("date"), event.get("place"), event.get("status", "").replace("_", " "))
    told = [
        element("li", joined((f"{claim.get('speaker', '')} {claim.get('stance', '')}: ", _cited(claim))))
        for claim in claims
    ]
    html = element("p", ", ".join(filter(None, facts))) + element("p", event.get("summary", "")) + element("ul", *told)
    return str(html).replace("$", "&#36;")


def _cited(claim: Row) -> Markup:
    source = ", ".join(filter(None, (claim.get("publisher") or claim.get("source_name"), claim.get("published_on"))))
    address = claim.get("source_url", "")
    cited = joined((" (", link(address, source or address), ")")) if source or address else Markup()
    return joined((claim.get("claim", ""), cited))


def _style(document: ET.Element) -> None:
    style = ET.SubElement(document, "Style", id="event")
    line = ET.SubElement(style, "LineStyle")
    _child(line, "color", LINE_COLOUR)
    _child(line, "width", "2")
    _child(ET.SubElement(style, "PolyStyle"), "color", AREA_COLOUR)


def _geometry(parent: ET.Element, shape: shapely.Geometry) -> None:
    if isinstance(shape, shapely.Point):
        _coordinates(ET.SubElement(parent, "Point"), shape)
    elif isinstance(shape, shapely.LineString):
        line = ET.SubElement(parent, "LineString")
        _child(line, "tessellate", "1")
        _coordinates(line, shape)
    elif isinstance(shape, shapely.Polygon):
        polygon = ET.SubElement(parent, "Polygon")
        _child(polygon, "tessellate", "1")
        for ring in shapely.get_rings(shapely.orient_polygons(shape)):
            outer = polygon.find("outerBoundaryIs") is None
            boundary = ET.SubElement(polygon, "outerBoundaryIs" if outer else "innerBoundaryIs")
            _coordinates(ET.SubElement(boundary, "LinearRing"), ring)
    else:
        several = ET.SubElement(parent, "MultiGeometry")
        for part in shapely.get_parts(shape):
            _geometry(several, part)


def _coordinates(parent: ET.Element, shape: shapely.Geometry) -> None:
    lonlat = shapely.get_coordinates(shape)
    if not isinstance(shape, shapely.Point):
        lonlat = np.round(lonlat, DIGITS)
    _child(parent, "coordinates", " ".join(f"{lon!r},{lat!r}" for lon, lat in lonlat.tolist()))


def _data(parent: ET.Element, name: str, value: str) -> None:
    _child(ET.SubElement(parent, "Data", name=name), "value", value)


def _child(parent: ET.Element, name: str, text: str) -> ET.Element:
    child = ET.SubElement(parent, name)
    child.text = text
    return child


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
