"""The faults of records as data: what goes in, which exit code it must end with, what must be said.

Sections A, B, C (as far as reading goes), D1 to D8 and E of the list of faults; the id of a case
starts with the id of its line. Every place has coordinates, so that nothing is looked up and the
exit code depends on the fault alone.
"""

from __future__ import annotations

import codecs
import datetime
import gzip
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field

import openpyxl
from openpyxl.utils.datetime import CALENDAR_MAC_1904

HEADER = "date,place,title,lat,lon,source_name"
GOOD = "2024-03-12,Tetkino,Gunfire at Tetkino,51.276,34.282,Example Daily"
OTHER = "2024-03-13,Kozinka,Fighting at Kozinka,50.4,35.7,Example Daily"
CYRILLIC = "2024-03-12,Тёткино,Стрельба в Тёткино,51.276,34.282,Пример"

EVENTS_HEADER = "event_id,date,title,place,lat,lon"
EVENT = "e1,2024-03-12,Gunfire at Tetkino,Tetkino,51.276,34.282"
EVENT_2 = "e2,2024-03-13,Fighting at Kozinka,Kozinka,50.4,35.7"
REPORTS_HEADER = "report_id,event_id,claim,speaker,stance,publisher"
REPORT = "r1,e1,Shots were heard,A resident,asserts,Example Daily"


@dataclass(frozen=True)
class Case:
    """One fault. `rows` is the number of events that must be there (None: refused)."""

    id: str
    files: dict[str, bytes]
    exit: int
    messages: tuple[str, ...]
    rows: int | None = None
    source: str = "flat.csv"  # what is built, within the folder of the files; "." is the folder
    options: dict[str, str] = field(default_factory=dict)  # encoding, delimiter, sheet
    grown: int = 0  # bytes that the source is made to have by a hole at its end


def flat(*rows: str, header: str = HEADER) -> dict[str, bytes]:
    return {"flat.csv": lines(header, *rows)}


def full(*events: str, header: str = EVENTS_HEADER, reports: Sequence[str] = (REPORT,)) -> dict[str, bytes]:
    return {"events.csv": lines(header, *events), "reports.csv": lines(REPORTS_HEADER, *reports)}


def lines(*rows: str) -> bytes:
    return ("\n".join(rows) + "\n").encode()


def with_cell(name: str, text: str, *, header: str = HEADER) -> dict[str, bytes]:
    """A flat table whose second row has `text` in the column `name`, which is added if need be."""
    names = header.split(",")
    first, second = (dict(zip(names, row.split(","), strict=True)) for row in (GOOD, OTHER))
    second[name] = text
    names += [name] if name not in names else []
    quoted = ['"' + second.get(column, "").replace('"', '""') + '"' for column in names]
    return {"flat.csv": lines(",".join(names), ",".join(first.get(column, "") for column in names), ",".join(quoted))}


def workbook(*rows: Sequence[object], sheets: Sequence[str] = (), mac: bool = False) -> bytes:
    book = openpyxl.Workbook()
    if mac:
        book.epoch = CALENDAR_MAC_1904
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    for name in sheets:
        book.create_sheet(name).append(["remarks"])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _book(**cells: object) -> bytes:
    """A workbook of two rows, the second with other cells."""
    names = HEADER.split(",")
    second = dict(zip(names, OTHER.split(","), strict=True)) | cells
    return workbook(names, GOOD.split(","), [second[name] for name in names])


def zipped(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return out.getvalue()


def zip_bomb() -> bytes:
    """A workbook whose directory says that a sheet unpacks to 4 GB."""
    data = bytearray(workbook(HEADER.split(","), GOOD.split(",")))
    entry = data.index(b"PK\x01\x02")
    data[entry + 24 : entry + 28] = (0xFFFF_FFF0).to_bytes(4, "little")
    return bytes(data)


def xml_bomb() -> bytes:
    entities = b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    bomb = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a0 "x">' + entities + b"]><x>&a9;</x>"
    out = io.BytesIO(workbook(HEADER.split(","), GOOD.split(",")))
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/sharedStrings2.xml", bomb)
    return out.getvalue()


def document(*records: dict[str, object]) -> bytes:
    return json.dumps(records, indent=1).encode()


def _record(row: str) -> dict[str, object]:
    return dict(zip(HEADER.split(","), row.split(","), strict=True))


_LATIN = "2024-03-12,Zürich,Bericht über Zürich,47.37,8.54,Beispiel"
_MIXED = lines(HEADER, CYRILLIC) + "2024-03-13,Козинка,Бой,50.4,35.7,Пример\n".encode("cp1251")
_DUP = '[\n {"date": "2024-03-12",\n  "place": "Tetkino", "date": "2024-03-13"}\n]'
_EXTRA = ("has 7 cells where the header has 6", "none of them is used")

FILES = (
    Case(
        "A1-missing",
        {"events.csv": b""},
        2,
        ("does not exist", "evnets.csv", "close to it: 'events.csv'"),
        None,
        "evnets.csv",
    ),
    Case(
        "A2-folder-without-events", {"event.csv": b"x"}, 2, ("is a folder without events.csv", "'event.csv'"), None, "."
    ),
    Case("A2-url", {}, 2, ("is an address; geomap fetches nothing",), None, "https://example.org/events.csv"),
    Case("A3-empty", {"flat.csv": b""}, 2, ("no header",)),
    Case("A3-blank-lines", {"flat.csv": b"\n  \n\r\n\n"}, 2, ("no header",)),
    Case("A4-header-only", flat(), 1, ("flat.csv:1", "has no rows; the map is empty"), 0),
    Case("A5-bom", {"flat.csv": codecs.BOM_UTF8 + lines(HEADER, GOOD)}, 0, (), 1),
    Case("A5-double-bom", {"flat.csv": codecs.BOM_UTF8 * 2 + lines(HEADER, GOOD)}, 0, (), 1),
    Case(
        "A6-utf16-le",
        {"flat.csv": "\ufeff".encode("utf-16-le") + lines(HEADER, CYRILLIC).decode().encode("utf-16-le")},
        0,
        ("is UTF-16-LE, read by its byte order mark",),
        1,
    ),
    Case(
        "A6-utf16-be",
        {"flat.csv": "\ufeff".encode("utf-16-be") + lines(HEADER, CYRILLIC).decode().encode("utf-16-be")},
        0,
        ("is UTF-16-BE, read by its byte order mark",),
        1,
    ),
    Case(
        "A7-cp1251",
        {"flat.csv": f"{HEADER}\n{CYRILLIC}\n".encode("cp1251")},
        2,
        ("flat.csv:2", "is not UTF-8: byte 0xF2 at position 51", "cp1251 '024-03-12,Тёткино", "--encoding cp1251"),
    ),
    Case(
        "A7-koi8-u",
        {"flat.csv": f"{HEADER}\n{CYRILLIC}\n".encode("koi8-u")},
        2,
        ("flat.csv:2", "-03-12,Тёткино"),
    ),
    Case("A7-cp1252", {"flat.csv": f"{HEADER}\n{_LATIN}\n".encode("cp1252")}, 2, ("flat.csv:2", "cp1252 ", "Zürich")),
    Case(
        "A7-named", {"flat.csv": f"{HEADER}\n{CYRILLIC}\n".encode("cp1251")}, 0, (), 1, options={"encoding": "cp1251"}
    ),
    Case("A8-mixed", {"flat.csv": _MIXED}, 2, ("flat.csv:3", "mixes encodings", "byte 0xCA")),
    Case(
        "A9-semicolon",
        flat(GOOD.replace(",", ";"), header=HEADER.replace(",", ";")),
        2,
        ("flat.csv:1", "header of one cell", "a semicolon", "--delimiter ';'"),
    ),
    Case("A9-tab", flat(GOOD.replace(",", "\t"), header=HEADER.replace(",", "\t")), 2, ("a tab", "--delimiter tab")),
    Case(
        "A9-named", flat(GOOD.replace(",", ";"), header=HEADER.replace(",", ";")), 0, (), 1, options={"delimiter": ";"}
    ),
    Case(
        "A10-unclosed",
        flat(GOOD, '2024-03-12,"Tetkino,A title,1,2,x', OTHER, OTHER),
        2,
        ("flat.csv:3", "is opened here and never closed"),
    ),
    Case(
        "A10-closed-far-away",
        flat(GOOD, '2024-03-12,"Tetkino,A title,1,2,x', '2024-03-13,"Kozinka",A title,1,2,x'),
        2,
        ("flat.csv:3", "closing quote"),
    ),
    Case(
        "A11-more", flat(GOOD, "2024-03-13,Kozinka, Belgorod,Fighting,50.4,35.7,Daily"), 1, ("flat.csv:3", *_EXTRA), 2
    ),
    Case(
        "A11-fewer",
        flat(GOOD, "2024-03-13,Kozinka,Fighting at Kozinka,Daily"),
        1,
        ("flat.csv:3", "has 4 cells where the header has 6"),
        2,
    ),
    Case("A12-trailing-comma", flat(GOOD + ",", OTHER + ","), 2, ("header of 6 cells, but its rows have 7",)),
    Case("A13-duplicate", flat(GOOD + ",x", header=HEADER + ",place"), 2, ("column 'place'", "positions 2 and 7")),
    Case("A13-blank", flat(GOOD + ",x", header=HEADER + ", "), 2, ("blank at position 7 of 7",)),
    Case(
        "A14-missing",
        flat("2024-03-12,Tetkino", header="date,place"),
        2,
        ("column 'title'", "the column is missing; there are 'date', 'place'"),
    ),
    Case(
        "A14-misspelt", flat("2024-03-12,Tetkino,Gunfire", header="date,place,titel"), 2, ("Rename 'titel' to 'title'",)
    ),
    Case(
        "A14-events",
        full("2024-03-12,Gunfire,Tetkino", header="date,title,place"),
        2,
        ("column 'event_id'",),
        None,
        ".",
    ),
    Case("A15-xlsx", {"flat.csv": workbook(["date"])}, 2, ("is named .csv, but is an Excel workbook",)),
    Case("A15-zip", {"flat.csv": zipped(events=b"x")}, 2, ("is a zip archive",)),
    Case("A15-gzip", {"flat.csv": gzip.compress(b"x")}, 2, ("is gzip",)),
    Case("A15-html", {"flat.csv": b"\n<!DOCTYPE html><html><body>Sign in</body></html>"}, 2, ("is an HTML page",)),
    Case(
        "A15-conflict",
        flat(GOOD, "<<<<<<< HEAD", OTHER, "=======", OTHER, ">>>>>>> other"),
        2,
        ("flat.csv:3", "merge conflict"),
    ),
    Case(
        "A16-nul",
        with_cell("title", "Fighting\0 at Kozinka"),
        1,
        ("flat.csv:3", "column 'title'", "U+0000 at position 9"),
        2,
    ),
    Case("A16-control", with_cell("place", "\x08Kozinka"), 1, ("U+0008 at position 1",), 2),
    Case(
        "A17-several-sheets",
        {"flat.xlsx": workbook(HEADER.split(","), GOOD.split(","), sheets=["notes"])},
        2,
        ("has 2 sheets with rows: 'Sheet', 'notes'", "--sheet"),
        None,
        "flat.xlsx",
    ),
    Case(
        "A17-named-sheet",
        {"flat.xlsx": workbook(HEADER.split(","), GOOD.split(","), sheets=["notes"])},
        0,
        (),
        1,
        "flat.xlsx",
        {"sheet": "Sheet"},
    ),
    Case(
        "A17-no-such-sheet",
        {"flat.xlsx": workbook(HEADER.split(","), GOOD.split(","), sheets=["notes"])},
        2,
        ("no sheet 'note'; there are 'Sheet', 'notes'", "--sheet 'notes'"),
        None,
        "flat.xlsx",
        {"sheet": "note"},
    ),
    Case(
        "A17-formula",
        {"flat.xlsx": _book(title="=A1+1")},
        1,
        ("flat.xlsx:3", "column 'title', value '=A1+1'", "holds a formula"),
        2,
        "flat.xlsx",
    ),
    Case(
        "A17-error-cell",
        {"flat.xlsx": _book(lat="#DIV/0!")},
        1,
        ("column 'lat', value '#DIV/0!'", "error of the spreadsheet"),
        2,
        "flat.xlsx",
    ),
    Case("A17-date-cell", {"flat.xlsx": _book(date=datetime.date(2024, 3, 5))}, 0, (), 2, "flat.xlsx"),
    Case(
        "A17-1904",
        {"flat.xlsx": workbook(HEADER.split(","), [datetime.date(2024, 3, 5), *GOOD.split(",")[1:]], mac=True)},
        0,
        (),
        1,
        "flat.xlsx",
    ),
    Case(
        "A18-archive-bomb",
        {"flat.xlsx": zip_bomb()},
        2,
        ("unpacks to 4,29", "Limits.unpacked_bytes"),
        None,
        "flat.xlsx",
    ),
    Case(
        "A18-xml-bomb",
        {"flat.xlsx": xml_bomb()},
        2,
        ("declares XML entities in 'xl/sharedStrings2.xml'",),
        None,
        "flat.xlsx",
    ),
    Case(
        "A18-file-size",
        flat(GOOD),
        2,
        ("has 1,200,000,000 bytes", "at most 1,000,000,000 (Limits.file_bytes)"),
        grown=1_200_000_000,
    ),
    Case(
        "A19-duplicate-key",
        {"flat.json": _DUP.encode()},
        2,
        ("flat.json:3", "line 3, column 23: the key 'date' stands twice"),
        None,
        "flat.json",
    ),
    Case("A19-nan", {"flat.json": b'[\n {"lat": NaN}\n]'}, 2, ("line 2, column 10: NaN",), None, "flat.json"),
    Case(
        "A19-truncated",
        {"flat.json": document(_record(GOOD))[:-40]},
        2,
        ("is broken at line 7, column 10: unterminated string",),
        None,
        "flat.json",
    ),
)

_SAME = "2024-03-12,Gunfire at Tetkino,Tetkino,51.276,34.282"

RECORDS = (
    Case(
        "B1-same-id-same-content",
        full(EVENT, EVENT_2, EVENT),
        1,
        ("events.csv:4", "column 'event_id', value 'e1'", "repeats line 2; only the first is drawn"),
        3,
        ".",
    ),
    Case("B1-same-row", flat(GOOD, OTHER, GOOD), 1, ("flat.csv:4", "repeats line 2"), 3),
    Case(
        "B2-same-id-other-content",
        full(EVENT, EVENT_2, EVENT.replace("Gunfire", "Battle")),
        1,
        ("events.csv:2", "line 4 has the same identifier", "events.csv:4", "line 2 has the same identifier"),
        3,
        ".",
    ),
    Case(
        "B2-report",
        full(EVENT, EVENT_2, reports=[REPORT, REPORT.replace("Shots", "Cries")]),
        1,
        ("reports.csv:2", "reports.csv:3", "line 2 has the same identifier"),
        2,
        ".",
    ),
    Case(
        "B3-id-as-text",
        full(EVENT.replace("e1", "00123"), EVENT_2.replace("e2", "1e5"), reports=[REPORT.replace("e1", "00123")]),
        0,
        (),
        2,
        ".",
    ),
    Case(
        "B3-id-empty", full(EVENT, "," + _SAME), 1, ("events.csv:3", "column 'event_id'", "the cell is empty"), 2, "."
    ),
    Case(
        "B4-words-of-absence",
        flat(GOOD, "2024-03-13,NA,null,-22.5,17.1,None,NA", header=HEADER + ",country")
        | {
            "flat.csv": lines(
                HEADER + ",country",
                GOOD + ",RU",
                "2024-03-13,NA,null,-22.5,17.1,None,NA",
                "2024-03-14,nan,None,-22.6,17.1,NaN,NA",
            )
        },
        0,
        (),
        3,
    ),
    *(
        Case(f"B5-{name}", with_cell("title", text), 1, ("flat.csv:3", "column 'title'", "the cell is empty"), 2)
        for name, text in (("spaces", "   "), ("nbsp", "\u00a0"), ("zero-width", "\u200b\u200b"))
    ),
    *(
        Case(
            f"B6-{text}",
            with_cell("killed_best", text),
            1,
            ("column 'killed_best'", f"value {text!r}", "not a whole number", "such as 1200"),
            2,
        )
        for text in ("-3", "1,200", "5-7", "~10")
    ),
    Case(
        "B6-order",
        flat(
            GOOD + ",5,3,4,,,",  # lowest above stated
            OTHER + ",,9,8,,,",  # stated above highest
            OTHER.replace("at Kozinka", "by night") + ",7,,6,2,2,2",  # lowest above highest, and equal is in order
            header=HEADER + ",killed_low,killed_best,killed_high,injured_low,injured_best,injured_high",
        ),
        0,
        (
            "flat.csv:2, column 'killed_low', value '5': the lowest number is above the stated one, 3 in 'killed_best'."
            " Fix: Exchange them, or mend the wrong one.",
            "flat.csv:3, column 'killed_best', value '9': the stated number is above the highest one, 8 in",
            "flat.csv:4, column 'killed_low', value '7': the lowest number is above the highest one, 6 in",
        ),
        3,
    ),
    Case(
        "B7-category",
        with_cell("event_type", "shellling"),
        1,
        ("column 'event_type', value 'shellling'", "Did you mean 'shelling'?"),
        2,
    ),
    Case("B7-country", with_cell("country", "Russia"), 1, ("value 'Russia'", "Did you mean 'RU'?"), 2),
    Case("B7-language", with_cell("language", "ukr"), 1, ("value 'ukr'", "ISO 639-1"), 2),
    Case(
        "B7-side",
        full(EVENT, EVENT_2, reports=[REPORT + ",rusia"])
        | {
            "reports.csv": lines(REPORTS_HEADER + ",speaker_side", REPORT + ",rusia"),
            "map.toml": b'[sides.russia]\nlabel = "Russia"\ncamp = "russia"\n[camps.russia]\nlabel = "Russia"\n',
        },
        1,
        ("column 'speaker_side', value 'rusia'", "Did you mean 'russia'?"),
        2,
        ".",
    ),
    Case("B8-no-source", with_cell("source_name", ""), 0, ("flat.csv:3", "no source is named"), 2),
    Case(
        "B8-not-http",
        with_cell("source_url", "ftp://example.org/x"),
        0,
        ("value 'ftp://example.org/x'", "shown as text, without a link"),
        2,
    ),
    Case(
        "B9-every-row-bad",
        flat("2024-02-30,A,B,1,1,x", "2024-03-01,A,B,91,1,x"),
        2,
        ("all 2 rows have an error", "February 2024", "latitude"),
    ),
    Case("B10-extra-column", with_cell("wheather", "fog"), 0, ("flat.csv:1, column 'wheather'", "carried through"), 2),
    Case(
        "report-without-event",
        full(EVENT, EVENT_2, reports=[REPORT.replace("e1", "e11")]),
        1,
        ("reports.csv:2", "column 'event_id', value 'e11'", "no event has this identifier", "Did you mean 'e1'?"),
        2,
        ".",
    ),
)

TEXTS = (
    *(
        Case(
            f"C8-{ord(mark):04X}",
            with_cell("title", f"Fighting{mark} at Kozinka"),
            0,
            (f"U+{ord(mark):04X}", "turns the direction of text, at position 9"),
            2,
        )
        for mark in "\u202e\u2066\u200f"
    ),
    Case(
        "C9-surrogate",
        {"flat.json": document(_record(GOOD), _record(OTHER)).replace(b"Fighting", b"\\ud800")},
        1,
        ("column 'title'", "ud800", "half of a surrogate pair"),
        2,
        "flat.json",
    ),
    Case("C9-line-separator", with_cell("title", "Fighting\u2028at Kozinka"), 1, ("U+2028 at position 9",), 2),
    Case(
        "C9-nul",
        {"flat.json": document(_record(GOOD), _record(OTHER)).replace(b"Fighting", b"\\u0000")},
        1,
        ("U+0000 at position 1",),
        2,
        "flat.json",
    ),
    Case("C11-megabyte", with_cell("summary", "x" * 1_000_000), 0, (), 2),
    Case("C11-marks", with_cell("summary", "a" + "\u0301" * 10_000), 0, (), 2),
    Case("C13-escape", with_cell("title", "\x1b[31mred"), 1, ("value '\\x1b[31mred'", "U+001B at position 1"), 2),
)

COORDINATES = (
    Case("D1-lat", with_cell("lat", "91"), 1, ("column 'lat', value '91'", "between -90 and 90"), 2),
    Case("D1-lon", with_cell("lon", "200"), 1, ("column 'lon', value '200'", "between -180 and 180", "not wrapped"), 2),
    Case(
        "D2-swapped",
        flat(GOOD, "2024-03-13,Kozinka,Fighting,35.7,50.4,Daily") | {"map.toml": b"extent = [30, 44, 42, 54]\n"},
        1,
        ("value '35.7, 50.4'", "swapped?"),
        2,
    ),
    Case("D3-null-island", flat(GOOD, "2024-03-13,Kozinka,Fighting,0,0,Daily"), 1, ("value '0, 0'", "null island"), 2),
    Case(
        "D3-said-so",
        flat(
            GOOD + ",",
            "2024-03-13,Buoy,A report,0,0,Daily,https://example.org/buoy",
            header=HEADER + ",coordinate_source_url",
        ),
        0,
        (),
        2,
    ),
    *(
        Case(f"D4-{text}", with_cell("lat", text), 1, ("column 'lat'", "not finite"), 2)
        for text in ("NaN", "inf", "1e400")
    ),
    Case("D5-comma", with_cell("lat", "50,4"), 1, ("value '50,4'", "Write '50.4'"), 2),
    *(
        Case(f"D6-{name}", with_cell("lat", text), 1, ("column 'lat'", "decimal degrees such as 49.5"), 2)
        for name, text in (
            ("degrees", "50°30'N"),
            ("minus", "\u221250.4"),
            ("underscore", "5_0.4"),
            ("arabic", "\u0665\u0660.\u0664"),
        )
    ),
    Case("D7-half", with_cell("lon", ""), 1, ("column 'lon'", "only the latitude is given"), 2),
    Case(
        "D8-metres",
        flat(GOOD, "2024-03-13,Kozinka,Fighting,6000000,3000000,Daily"),
        1,
        ("value '6000000'", "looks projected (metres)"),
        2,
    ),
)

DATES = (
    Case(
        "E1-ambiguous",
        with_cell("date", "03/04/2024"),
        1,
        ("can be read as 2024-04-03 or as 2024-03-04", "YYYY-MM-DD"),
        2,
    ),
    Case("E1-dots", with_cell("date", "05.03.2024"), 1, ("2024-03-05 or as 2024-05-03",), 2),
    Case(
        "E2-day",
        with_cell("date", "2024-02-30"),
        1,
        (
            "flat.csv:3, column 'date', value '2024-02-30': day 30 does not exist in February 2024. "
            "Fix: Write a real day as YYYY-MM-DD.",
        ),
        2,
    ),
    Case("E2-month", with_cell("date", "2024-13-01"), 1, ("there is no month 13",), 2),
    *(
        Case(f"E3-{text}", with_cell("date", text), 1, (f"value {text!r}", "YYYY-MM-DD"), 2)
        for text in ("24-03-01", "20240305", "2024-W10-2")
    ),
    *(
        Case(f"E3-{text}", with_cell("date", text), 1, (f"value {text!r}", f"Fix: Write {meant}."), 2)
        for text, meant in (
            ("12 March 2024", "2024-03-12"),
            ("12-Mar-2024", "2024-03-12"),
            ("March 12, 2024", "2024-03-12"),
            ("2024-03-12/14", "2024-03-12/2024-03-14"),
            ("2024-03-30/04-02", "2024-03-30/2024-04-02"),
        )
    ),
    *(
        Case(f"E3-{text}", with_cell("date", text), 1, (f"value {text!r}", "Write YYYY-MM-DD, YYYY-MM, YYYY or"), 2)
        for text in ("31 Foo 2024", "31 April 2024", "2024-03-12/99", "2024/03")
    ),
    Case("E4-month", with_cell("date", "2024-03"), 0, (), 2),
    Case("E4-year", with_cell("date", "2024"), 0, (), 2),
    Case("E5-range", with_cell("date", "2024-03-05/2024-03-07"), 0, (), 2),
    Case("E5-backwards", with_cell("date", "2024-03-07/2024-03-05"), 1, ("ends before it starts",), 2),
    Case("E6-serial", with_cell("date", "45356"), 1, ("Excel serial, did you mean 2024-03-05?",), 2),
    Case(
        "E7-late",
        with_cell("published_on", "2024-03-12"),
        0,
        ("column 'date', value '2024-03-13'", "lies after 2024-03-12"),
        2,
    ),
    Case("E7-as-of", flat(GOOD, OTHER) | {"map.toml": b'as_of = "2024-03-12"\n'}, 0, ("lies after 2024-03-12",), 2),
    Case("E7-since", flat(GOOD, OTHER) | {"map.toml": b'since = "2024-03-13"\n'}, 0, ("lies before 2024-03-13",), 2),
    Case("E8-zone", with_cell("date", "2024-03-13T23:30+03:00"), 0, (), 2),
    Case("E8-time", with_cell("date", "2024-03-13 00:10:00Z"), 0, (), 2),
    *(
        Case(f"E9-{word}", with_cell("date", word), 1, (f"value {word!r}", "is not a date"), 2)
        for word in ("today", "now")
    ),
)

CASES = FILES + RECORDS + TEXTS + COORDINATES + DATES
