"""Markdown: a table as GitHub and Pandoc read it. Text stays text: no markup, HTML or link of its own."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geomap.export.content import Files
from geomap.export.entries import Claim, Entry, Listing
from geomap.markup import web_address

_MEANING = re.compile(r"[\\`*_{}\[\]<>#|~^$&@!=]|:(?=//)|(?<=www)\.", re.IGNORECASE)
_RULES = ("----:", *("-" * share for share in (11, 22, 14, 13, 30)))  # Pandoc breaks long lines by these shares
_START = re.compile(r"[-+:%]|(?<=\d)[.)]")


def write_md(listing: Listing, name: str) -> Files:
    """A heading, the table, and what the table is."""
    head = [f"# {md_text(listing.title)}", _paragraph(listing.subtitle)]
    rows = [_row(map(md_text, listing.heading)), _row(_RULES), *map(_entry, listing.entries)]
    parts = [*filter(None, head), "\n".join(rows), *map(_paragraph, listing.notes)]
    return {name: ("\n\n".join(parts) + "\n").encode()}


def md_text(text: str) -> str:
    """`text` on one line, each sign that may mean something to a reader of Markdown as a reference.

    References are text in every dialect; a backslash before a table's bar or a bare address is not.
    """
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return _MEANING.sub(_reference, line)


def _paragraph(text: str) -> str:
    """Text that starts a line, where it must not start a list, either."""
    found = re.match(r"\d{0,9}\W", text)
    start = found[0] if found else ""
    return _START.sub(_reference, md_text(start)) + md_text(text[len(start) :]) if start.strip() else md_text(text)


def _reference(found: re.Match[str]) -> str:
    return f"&#{ord(found[0])};"


def _entry(entry: Entry) -> str:
    title = [f"**{md_text(entry.title)}**"] if md_text(entry.title) else []
    event = " <br>".join([*title, *(md_text(part) for part in (entry.summary, entry.note) if part)])
    place = md_text(", ".join(filter(None, (entry.place, entry.precision))))
    mark = "• " if len(entry.claims) > 1 else ""  # for Word and PDF, where Pandoc drops the line ends
    claims = " <br>".join(mark + _claim(claim) for claim in entry.claims)
    return _row([str(entry.number), md_text(entry.date), event, place, md_text(entry.status), claims])


def _claim(claim: Claim) -> str:
    results = f" [{claim.results}]" if claim.results else ""
    said = md_text(f"{claim.saying}: {claim.claim}{results}")
    source, address = md_text(claim.source or claim.url), web_address(claim.url)
    cited = f"[{source}](<{_encoded(address)}>)" if address else source
    return f"{said} ({cited})" if source else said


def _encoded(url: str) -> str:
    """An address between angle brackets in a table's cell."""
    return re.sub(r"[<>\\|`&]", lambda found: "&#38;" if found[0] == "&" else f"%{ord(found[0]):02X}", url)


def _row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
