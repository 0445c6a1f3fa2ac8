"""HTML: a page of its own with the numbered events, for a report or an annex. No script, no request."""

from __future__ import annotations

from markupsafe import Markup

from geomap.export.content import Files
from geomap.export.entries import Claim, Entry, Listing
from geomap.markup import element, joined, link, raw_text

_STYLE = """
body { font: 1rem/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; width: 100%; }
th, td { border-bottom: 1px solid #999; padding: .4rem .6rem; text-align: start; vertical-align: top; }
td:first-child { text-align: end; }
td:nth-child(2) { min-width: 6em; }
td p { margin: 0 0 .3rem; }
ul { margin: 0; padding-inline-start: 1.2rem; }
thead { display: table-header-group; }
@media print { tr { break-inside: avoid; } body { margin: 0; } }
"""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"


def write_html(listing: Listing, name: str) -> Files:
    """A whole document; every text of a record is escaped, addresses other than http(s) are no links."""
    head = element(
        "head",
        element("meta", charset="utf-8"),
        element("meta", http_equiv="Content-Security-Policy", content=_POLICY),
        element("meta", name_="viewport", content="width=device-width, initial-scale=1"),
        element("title", listing.title),
        raw_text("style", _STYLE),
    )
    body = element("body", element("main", *_main(listing)))
    page = Markup("<!doctype html>\n") + element("html", head, "\n", body, lang=listing.language) + "\n"
    return {name: page.encode()}


def _main(listing: Listing) -> list[Markup]:
    heading = element("tr", *(element("th", text, scope="col") for text in listing.heading))
    rows = joined(part for entry in listing.entries for part in ("\n", _row(entry)))
    return [
        element("h1", listing.title),
        element("p", listing.subtitle) if listing.subtitle else Markup(),
        element("table", element("thead", heading), element("tbody", rows)),
        *(element("p", note) for note in listing.notes),
    ]


def _row(entry: Entry) -> Markup:
    event = [element("p", element("strong", entry.title))]
    event += [element("p", text) for text in (entry.summary, entry.note) if text]
    place = ", ".join(filter(None, (entry.place, entry.precision)))
    claims = element("ul", *map(_claim, entry.claims)) if entry.claims else Markup()
    cells = (str(entry.number), entry.date, joined(event), place, entry.status, claims)
    return element("tr", *(element("td", cell) for cell in cells), id=f"event-{entry.number}")


def _claim(claim: Claim) -> Markup:
    results = f" [{claim.results}]" if claim.results else ""
    source = claim.source or claim.url
    cited = (" (", link(claim.url, source), ")") if source else ()
    return element("li", joined((f"{claim.saying}: {claim.claim}{results}", *cited)))
