"""DOCX through python-docx, which the extra `report` brings."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Any

from geomap.errors import OutputError
from geomap.export.archive import packed_anew
from geomap.export.content import Files
from geomap.export.entries import Claim, Entry, Listing
from geomap.markup import web_address

_LINKED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"
_BEGINNING = datetime(2000, 1, 1)  # noqa: DTZ001 -- Word's properties have no zone
MILLIMETRES = (11, 24, 62, 38, 32, 100)
POINTS = 9


def write_docx(listing: Listing, name: str) -> Files:
    """A landscape document: heading, table, notes. Raises OutputError where python-docx is not installed."""
    docx = _library(name)
    document = docx.Document()
    _landscape(document)
    document.styles["Normal"].font.size = docx.shared.Pt(POINTS)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = listing.title[:255], "", ""
    properties.created = properties.modified = _BEGINNING
    document.add_heading(listing.title, level=1)
    if listing.subtitle:
        document.add_paragraph(listing.subtitle)
    _table(document, listing)
    for note in listing.notes:
        document.add_paragraph(note)
    out = io.BytesIO()
    document.save(out)
    return {name: packed_anew(out.getvalue())}


def _library(name: str) -> Any:
    try:
        import docx
    except ImportError as error:
        message = f"{name}: python-docx is not installed. Fix: pip install 'geomap[report]', or export .html or .md."
        raise OutputError(message) from error
    return docx


def _landscape(document: Any) -> None:
    from docx.enum.section import WD_ORIENT
    from docx.shared import Mm

    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Mm(15)


def _table(document: Any, listing: Listing) -> None:
    from docx.oxml import OxmlElement
    from docx.shared import Mm

    table = document.add_table(rows=1, cols=len(MILLIMETRES), style="Table Grid")
    table.autofit = False
    heading = table.rows[0]
    heading._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # repeated on each page
    for cell, text in zip(heading.cells, listing.heading, strict=True):
        cell.paragraphs[0].add_run(text).bold = True
    for column, width in zip(table.columns, MILLIMETRES, strict=True):
        column.width = Mm(width)
    for entry in listing.entries:
        _row(table.add_row().cells, entry)
    for row in table.rows:
        for cell, width in zip(row.cells, MILLIMETRES, strict=True):
            cell.width = Mm(width)


def _row(cells: Any, entry: Entry) -> None:
    place = ", ".join(filter(None, (entry.place, entry.precision)))
    for at, text in ((0, str(entry.number)), (1, entry.date), (3, place), (4, entry.status)):
        cells[at].paragraphs[0].add_run(text)
    cells[2].paragraphs[0].add_run(entry.title).bold = True
    for text in filter(None, (entry.summary, entry.note)):
        cells[2].add_paragraph(text)
    for number, claim in enumerate(entry.claims):
        _claim(cells[5].add_paragraph() if number else cells[5].paragraphs[0], claim)


def _claim(paragraph: Any, claim: Claim) -> None:
    results = f" [{claim.results}]" if claim.results else ""
    paragraph.add_run(f"{claim.saying}: {claim.claim}{results}")
    source, address = claim.source or claim.url, web_address(claim.url)
    if not source:
        return
    paragraph.add_run(" (")
    _link(paragraph, source, address) if address else paragraph.add_run(source)
    paragraph.add_run(")")


def _link(paragraph: Any, text: str, address: str) -> None:
    """A run inside a hyperlink, for which python-docx has no call."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement("w:hyperlink")
    element.set(qn("r:id"), paragraph.part.relate_to(address, _LINKED, is_external=True))
    run = paragraph.add_run(text)
    run.font.underline = True
    element.append(run._r)
    paragraph._p.append(element)
