"""KML as a stream of placemarks, for files of any size and from any hand.

The parser is expat itself, for it tells lines and stops at a document type: without one there are
no entities, so nothing in the file can swell, whatever its encoding.
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from xml.parsers import expat

from geomap.importers.model import Row, Source
from geomap.problems import show
from geomap.tables.model import Flaw, Limits, refused

NAMES = ("id", "folder", "name", "description", "styleUrl", "address", "when", "begin", "end", "longitude", "latitude")
DATA = "data"
"""Column of what stands in a placemark's ExtendedData, as JSON."""

DEEPEST = 100
"""Elements inside each other: more than any map has, few enough to look through at each tag."""

_CHUNK = 1 << 16
_TEXTS = {"name", "description", "styleUrl", "address", "when", "begin", "end", "coordinates"}
_NO_POINT = Flaw(
    "the placemark is no point; it has no coordinates here.", "Give a point.", "import.geometry", "warning"
)


def read_kml(path: Path) -> Source:
    """The placemarks of a KML file, or of the KML in a KMZ or zip file. A "line" is the placemark's."""
    return Source(path.name, None, (*NAMES, DATA), _rows(path))


def _rows(path: Path) -> Iterator[Row]:
    placemarks = _Placemarks(path.name)
    with _bytes(path) as file:
        try:
            while chunk := file.read(_CHUNK):
                yield from placemarks.feed(chunk)
            yield from placemarks.feed(b"", is_last=True)
        except expat.ExpatError as error:
            message = f"cannot be read as KML: {expat.ErrorString(error.code)}."
            raise refused(path.name, message, "Export it anew.", "file.kml", line=error.lineno) from error
        except (zipfile.BadZipFile, zipfile.LargeZipFile) as error:
            raise refused(path.name, f"is a broken archive: {error}.", "Export it anew.", "file.kml") from error
    if not placemarks.is_kml:
        raise refused(path.name, "is XML, but not KML.", "Export it as KML.", "file.kml")


@contextmanager
def _bytes(path: Path) -> Iterator[IO[bytes]]:
    if path.suffix.lower() == ".kml":
        with path.open("rb") as file:
            yield file
        return
    try:
        archive = zipfile.ZipFile(path)
    except zipfile.BadZipFile as error:
        raise refused(path.name, "is no zip archive.", "Export it anew.", "file.kml") from error
    with archive, archive.open(_kml_in(archive, path.name)) as file:
        yield file


def _kml_in(archive: zipfile.ZipFile, file: str) -> zipfile.ZipInfo:
    found = [info for info in archive.infolist() if info.filename.lower().endswith(".kml")]
    if len(found) != 1:
        message = f"holds {len(found)} files that end in .kml, not one."
        raise refused(file, message, "Unpack it and give the KML file.", "file.kml")
    most = Limits().unpacked_bytes
    if found[0].file_size > most:  # a zip file cannot unpack to more than it says here
        message = f"unpacks to {found[0].file_size:,} bytes; geomap reads at most {most:,}."
        raise refused(file, message, "Unpack it and give the KML file.", "file.size")
    return found[0]


class _Placemarks:
    """Collects the placemarks that end in what the parser was fed so far."""

    def __init__(self, file: str) -> None:
        self.is_kml = False
        self._file = file
        self._parser = expat.ParserCreate()
        self._parser.buffer_text = True
        self._parser.StartElementHandler = self._start
        self._parser.EndElementHandler = self._end
        self._parser.CharacterDataHandler = self._characters
        self._parser.StartDoctypeDeclHandler = self._refuse
        self._folders: list[str] = []
        self._path: list[str] = []
        self._text: list[str] = []
        self._row: dict[str, str] = {}
        self._data: dict[str, str] = {}
        self._data_name, self._line = "", 0
        self._done: list[Row] = []

    def feed(self, chunk: bytes, *, is_last: bool = False) -> list[Row]:
        self._parser.Parse(chunk, is_last)
        done, self._done = self._done, []
        return done

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        name = tag.rpartition(":")[2]
        self.is_kml |= not self._path and name == "kml"
        self._path.append(name)
        self._text = []
        if len(self._path) > DEEPEST:
            message, line = f"nests more than {DEEPEST} elements in each other.", self._parser.CurrentLineNumber
            raise refused(self._file, message, "Export it anew.", "file.kml", line=line)
        if name == "Folder":
            self._folders.append("")
        elif name == "Placemark":
            self._row, self._data, self._line = {"id": attributes.get("id", "")}, {}, self._parser.CurrentLineNumber
        elif name in ("Data", "SimpleData"):
            self._data_name = attributes.get("name", "")

    def _characters(self, text: str) -> None:
        self._text.append(text)

    def _end(self, _tag: str) -> None:
        name, text = self._path.pop(), "".join(self._text).strip()
        parent = self._path[-1] if self._path else ""
        self._text = []
        if name == "Placemark":
            self._done.append(self._placemark())
        elif name == "Folder":
            self._folders.pop()
        elif name == "name" and parent == "Folder":
            self._folders[-1] = text
        elif "Placemark" in self._path:
            self._told(name, parent, text)

    def _told(self, name: str, parent: str, text: str) -> None:
        if name == "SimpleData" or (name == "value" and parent == "Data"):
            self._data[self._data_name] = text
        elif name == "coordinates" and parent == "Point":
            longitude, _, rest = text.partition(",")
            self._row |= {"longitude": longitude.strip(), "latitude": rest.partition(",")[0].strip()}
        elif name in _TEXTS and name not in self._row:
            self._row[name] = text

    def _placemark(self) -> Row:
        self._row["folder"] = " / ".join(filter(None, self._folders))
        data = json.dumps(self._data, ensure_ascii=False) if self._data else ""
        cells = [*(self._row.get(name, "") for name in NAMES), data]
        flaw = None if "longitude" in self._row else _NO_POINT
        return Row(self._line, cells, flaw)

    def _refuse(self, name: str, *_: object) -> None:
        message = f"declares a document type ({show(name)}) and with it XML entities, as no KML does."
        line = self._parser.CurrentLineNumber
        raise refused(self._file, message, "Export it anew.", "file.xml_bomb", line=line)
