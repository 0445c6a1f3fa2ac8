"""Score the resolver on a file of spellings with the truth: `make eval`, or python -m tests.eval.score FILE.

Columns query, country, admin1, category, lat, lon; no position: the name must not be found. Only the three inputs are
given to the resolver, no data folder and no border. A found answer is right within 10 km of the truth and wrong
anywhere else, and wrong for a name that must not be found.
"""

from __future__ import annotations

import csv
import os
import sys
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from geomap.places.added import AddedGazetteers, added
from geomap.places.answers import Toponym
from geomap.places.choose import sphere_km
from geomap.places.gazetteer import Gazetteer
from geomap.places.regions import Regions
from geomap.places.resolve import Resolver

RIGHT_KM = 10.0
ROOT = Path(__file__).resolve().parents[2]
SHARED = Path(os.environ.get("GEOMAP_SHARED", ROOT / ".." / "shared")).resolve()
DEVELOPMENT_SET = SHARED / "eval" / "toponyms_dev.csv"
OUTCOMES = ("right", "misplaced", "ambiguous", "not found", "refused", "invented")
"""Of names to be found the first four, of the others the last two. Misplaced and invented are wrong."""


def score(rows: Iterable[Mapping[str, str]], resolver: Resolver) -> dict[str, Counter[str]]:
    """How often each outcome came up, by category and in all ("all")."""
    table: dict[str, Counter[str]] = {}
    for row in rows:
        outcome = _outcome(row, resolver)
        for category in (row.get("category") or "-", "all"):
            table.setdefault(category, Counter())[outcome] += 1
    return table


def told(table: Mapping[str, Counter[str]]) -> str:
    """The table as text, with the shares that the figures are about."""
    lines = [f"{'category':24}" + "".join(f"{outcome:>11}" for outcome in OUTCOMES)]
    for category, counts in sorted(table.items(), key=lambda item: (item[0] == "all", item[0])):
        lines.append(f"{category:24}" + "".join(f"{counts[outcome]:11,}" for outcome in OUTCOMES))
    counts = table.get("all", Counter())
    present = counts["right"] + counts["misplaced"] + counts["ambiguous"] + counts["not found"]
    lines.append(f"right {_share(counts['right'], present)} of the {present} to be found")
    wrong, total = counts["misplaced"] + counts["invented"], sum(counts.values())
    lines.append(f"wrong {_share(wrong, total)} of all {total}")
    return "\n".join(lines)


def main(path: Path) -> int:
    """Print the table for a file; says plainly where there is none."""
    if not path.is_file():
        print(f"no evaluation set at {path}: nothing was scored. Set GEOMAP_SHARED, or name a file.")
        return 0
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    with Gazetteer() as gazetteer, closing(AddedGazetteers()) as more:
        resolver = Resolver(gazetteer, None, Regions(None), added=[more])
        resolver.resolve(Toponym("Paris"))
        started = time.perf_counter()
        table = score(rows, resolver)
    milliseconds = (time.perf_counter() - started) / max(len(rows), 1) * 1000
    print(told(table))
    print(f"{milliseconds:.1f} ms a name; gazetteers added: {', '.join(one.name for one in added()) or 'none'}")
    return 0


def _outcome(row: Mapping[str, str], resolver: Resolver) -> str:
    answer = resolver.resolve(Toponym(row["query"], row.get("country", ""), row.get("admin1", "")))
    must_be_found = bool(row.get("lat", "").strip())
    if answer.status != "found":
        return answer.status.replace("_", " ") if must_be_found else "refused"
    if not must_be_found:
        return "invented"
    is_right = sphere_km((answer.lat, answer.lon), (float(row["lat"]), float(row["lon"]))) <= RIGHT_KM
    return "right" if is_right else "misplaced"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "-"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]) if len(sys.argv) > 1 else DEVELOPMENT_SET))
