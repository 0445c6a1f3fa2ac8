"""LaTeX: a longtable to \\input into a report, for pdfLaTeX, XeLaTeX and LuaLaTeX."""

from __future__ import annotations

import re
from collections.abc import Iterable

from geomap.export.content import Files
from geomap.export.entries import Claim, Entry, Listing
from geomap.export.tex import tex_text
from geomap.markup import web_address

_COLUMNS = "r" + "".join(rf" >{{\raggedright}}p{{{part}\linewidth}}" for part in (0.1, 0.22, 0.13, 0.12, 0.29))
_NEEDS = (
    "% \\usepackage{array,longtable,hyperref}",
    "% With pdfLaTeX also \\usepackage[T1,T2A]{fontenc}: Latin and Cyrillic. Other letters need XeLaTeX or LuaLaTeX",
    "% and a font that has them, as in \\usepackage{fontspec}\\setmainfont{DejaVu Serif}.",
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
        rf"\hline {heading} \tabularnewline \hline",
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
    return " & ".join(cells) + r" \tabularnewline[0.6ex]"


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
