"""How the data set, or one event of it, is cited: as text, BibTeX or RIS.

The fields are those of CITATION.cff, given under [citation] in map.toml; what is missing there is
left out, never made up.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode

from geomap.dataset import Dataset
from geomap.errors import RefusedError
from geomap.export.tex import tex_text
from geomap.pipeline import load
from geomap.problems import show
from geomap.settings import Author, Settings
from geomap.tables.header import nearest

UNDATED = "n.d."


@dataclass(frozen=True, slots=True)
class Source:
    """The parts of a citation as plain text, each on one line; "" for what is not known."""

    key: str
    authors: tuple[Author, ...]
    title: str
    part_of: str  # the data set's title if an event is cited
    date: str
    version: str
    publisher: str
    doi: str
    url: str
    license: str
    note: str

    @property
    def year(self) -> str:
        return self.date[:4]


def cite(
    source: str | Path = "data",
    *,
    event_id: str = "",
    form: str = "text",
    border: str = "",
    encoding: str = "",
    delimiter: str = "",
    sheet: str = "",
) -> str:
    """The citation of the records at `source`, or of one event, ended by a line end.

    form: "text", "bibtex" or "ris". Raises RefusedError for an event that is not there.
    """
    dataset = load(source, border=border, encoding=encoding, delimiter=delimiter, sheet=sheet)
    return FORMS[form](event_source(dataset, event_id) if event_id else dataset_source(dataset.settings))


def dataset_source(settings: Settings) -> Source:
    """The data set as a source."""
    given = settings.citation
    title = _line(given.title or settings.title)
    date = given.date or settings.as_of
    return Source(
        key=_key(_first_name(given.authors) or " ".join(title.split()[:3]), date[:4]),
        authors=given.authors,
        title=title,
        part_of="",
        date=date,
        version=_line(given.version),
        publisher=_line(given.publisher),
        doi=given.doi,
        url=_line(given.url or settings.url),
        license=_line(given.license),
        note="",
    )


def event_source(dataset: Dataset, event_id: str) -> Source:
    """One event as a part of the data set. Raises RefusedError with the nearest identifier if it is not there."""
    events = dataset.events
    found = events[events["event_id"] == event_id]
    if found.empty:
        guess = nearest(event_id, events["event_id"].tolist())
        fix = f"Did you mean {show(guess)}?" if guess else "Give an event_id of the records."
        raise RefusedError(f"there is no event {show(event_id)}. Fix: {fix}")
    event = found.iloc[0]
    whole = dataset_source(dataset.settings)
    where = ", ".join(filter(None, (_line(event["date"]), _line(event["place"]))))
    return Source(
        key=_key(whole.key, event_id),
        authors=whole.authors,
        title=_line(event["title"]),
        part_of=whole.title,
        date=whole.date,
        version=whole.version,
        publisher=whole.publisher,
        doi=whole.doi,
        url=_page(_line(dataset.settings.url), event_id) or whole.url,
        license=whole.license,
        note=f"Event {_line(event_id)}" + (f" ({where}), as reported" if where else ", as reported"),
    )


def text(source: Source) -> str:
    """One paragraph."""
    authors = _joined([_spelt(author) for author in source.authors])
    title = f"“{source.title}” [{source.note}]. In: {source.part_of}" if source.part_of else source.title
    version = f" (version {source.version})" if source.version else ""
    address = f"https://doi.org/{source.doi}" if source.doi else source.url
    if source.part_of and source.doi and source.url:
        address = f"https://doi.org/{source.doi}, {source.url}"
    head = f"{authors} ({source.year or UNDATED})" if authors else f"({source.year or UNDATED})"
    parts = [f"{head}. {title}{version} [data set]", source.publisher, address, source.license]
    return ". ".join(part.rstrip(".") for part in parts if part) + ("\n" if address else ".\n")


def bibtex(source: Source) -> str:
    """One @misc entry, which every style knows; text is escaped for LaTeX, addresses stay as they are."""
    fields = {
        "author": " and ".join(_bibtex_name(author) for author in source.authors),
        "title": f"{{{tex_text(source.title)}}}",
        "year": source.year,
        "date": source.date,
        "howpublished": "Data set",
        "booktitle": tex_text(source.part_of),
        "version": tex_text(source.version),
        "publisher": tex_text(source.publisher),
        "doi": _address(source.doi),
        "url": _address(source.url),
        "note": tex_text("; ".join(filter(None, (source.note, source.license)))),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    return "".join([f"@misc{{{source.key},\n", *lines, "}\n"])


def ris(source: Source) -> str:
    """One entry of type DATA, a field a line."""
    day = source.date.replace("-", "/")
    fields = [
        ("TY", "DATA"),
        *(("AU", _spelt(author)) for author in source.authors),
        ("TI", source.title),
        ("T2", source.part_of),
        ("PY", source.year),
        ("DA", day),
        ("ET", source.version),
        ("PB", source.publisher),
        ("DO", source.doi),
        ("UR", source.url),
        ("N1", "; ".join(filter(None, (source.note, source.license)))),
        ("ID", source.key),
    ]
    return "".join(f"{tag}  - {value}\n" for tag, value in fields if value) + "ER  - \n"


FORMS = {"text": text, "bibtex": bibtex, "ris": ris}


def _spelt(author: Author) -> str:
    return _line(author.name) or ", ".join(filter(None, (_line(author.family_names), _line(author.given_names))))


def _first_name(authors: tuple[Author, ...]) -> str:
    return (authors[0].family_names or authors[0].name) if authors else ""


def _joined(names: list[str]) -> str:
    return " & ".join(filter(None, ("; ".join(names[:-1]), names[-1]))) if names else ""


def _bibtex_name(author: Author) -> str:
    """A group stands in braces, so that its name is not taken apart."""
    if author.name:
        return f"{{{tex_text(_line(author.name))}}}"
    parts = (tex_text(_line(part)) for part in (author.family_names, author.given_names))
    return ", ".join(f"{{{part}}}" if "," in part or " and " in f" {part.lower()} " else part for part in parts if part)


def _page(url: str, event_id: str) -> str:
    """The address that opens the event in the published page."""
    return f"{url.partition('#')[0]}#{urlencode({'event': event_id})}" if url else ""


def _address(text: str) -> str:
    """An address between braces: what would end them, or start a command, is encoded."""
    return re.sub(r"[^!-~]|[{}\\]", lambda found: _percent(found[0]), text)


def _percent(character: str) -> str:
    return "".join(f"%{byte:02X}" for byte in character.encode())


def _key(*parts: str) -> str:
    """A name for the entry: letters, digits and hyphens."""
    from anyascii import anyascii

    words: Iterable[str] = (re.sub("[^a-z0-9]+", "-", anyascii(part).lower()).strip("-") for part in parts)
    return "-".join(filter(None, words))[:80].strip("-") or "data"


def _line(text: str) -> str:
    """Text on one line, without what steers a reader's display."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
