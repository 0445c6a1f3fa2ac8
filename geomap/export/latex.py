"""LaTeX: a longtable to \\input into a report, for pdfLaTeX, XeLaTeX and LuaLaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geomap.export.content import Files
from geomap.export.entries import Claim, Entry, Listing
from geomap.export.tex import tex_text
from geomap.markup import web_address

_COLUMNS = r"r p{0.11\linewidth} p{0.22\linewidth} p{0.13\linewidth} p{0.1\linewidth} p{0.3\linewidth}"
_NEEDS = (
    "% \\usepackage{longtable,hyperref}; Cyrillic needs XeLaTeX or LuaLaTeX, or \\usepackage[T2A]{fontenc}",
    "% Written by geomap export; every text of the records is escaped.",
)


def write_tex(listing: Listing, name: str) -> Files:
    """The heading, the table and its notes, without a preamble."""
    heading = " & ".join(rf"\textbf{{{tex_text(text)}}}" for text in listing.heading)
    lines = [
        *_NEEDS,
        rf"\section*{{{tex_text(listing.title)}}}",
        *([tex_text(listing.subtitle), ""] if listing.subtitle else []),
        rf"\begin{{longtable}}{{{_COLUMNS}}}",
        rf"\hline {heading} \\ \hline",
        r"\endhead",
        *map(_entry, listing.entries),
        r"\hline",
        r"\end{longtable}",
        *(f"\n{tex_text(note)}" for note in listing.notes),
    ]
    return {name: ("\n".join(lines) + "\n").encode()}


def _entry(entry: Entry) -> str:
    rest = _paragraphs(map(tex_text, (entry.summary, entry.note)))
    event = _paragraphs((rf"\textbf{{{tex_text(entry.title)}}}", rest))
    place = tex_text(", ".join(filter(None, (entry.place, entry.precision))))
    claims = _paragraphs(map(_claim, entry.claims))
    cells = (str(entry.number), tex_text(entry.date), event, place, tex_text(entry.status), claims)
    return " & ".join(cells) + r" \\"


def _claim(claim: Claim) -> str:
    results = f" [{claim.results}]" if claim.results else ""
    said = tex_text(f"{claim.saying}: {claim.claim}{results}")
    source, address = tex_text(claim.source or claim.url), web_address(claim.url)
    cited = rf"\href{{{_encoded(address)}}}{{{source}}}" if address else source
    return f"{said} ({cited})" if source else said


def _encoded(url: str) -> str:
    """An address in a table's cell, where TeX has read its signs before \\href can."""
    plain = re.sub(r"[^!-~]|[{}\\^~`\"]", lambda found: "".join(f"%{b:02X}" for b in found[0].encode()), url)
    return re.sub("[%#&_$]", lambda found: "\\" + found[0], plain)


def _paragraphs(parts: Iterable[str]) -> str:
    return r"\par ".join(filter(None, parts))
