"""Which ISO 3166-2 region the places of an index lie in.

A gazetteer has its own codes for regions. What a code stands for is voted for by places that have it; where they do
not agree (a country whose units are others there), and where there is no code, each point is looked up by itself.
Codes are better near the edges: the outlines of Natural Earth are some kilometres off.
"""

from __future__ import annotations

import itertools
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

RegionsAt = Callable[[Sequence[float], Sequence[float]], list[str]]
"""Latitudes and longitudes -> the region of each point, "" outside of all."""

VOTERS = 60
AGREED = 0.7
BATCH = 50_000

_SAMPLE = """
select country, admin1, lat, lon from (
  select country, admin1, lat, lon, row_number() over (partition by country, admin1 order by id % 97, id) as number
  from place where admin1 <> '' and region = ''
) where number <= ?
"""
_UNKNOWN = """
select place.id, lat, lon from place left join unit using (country, admin1)
where place.region = '' and unit.region is null and place.id > ? order by place.id limit ?
"""


def name_regions(database: sqlite3.Connection, regions_at: RegionsAt) -> None:
    """Fill `unit`, and `region` of the places whose code says nothing."""
    database.execute("begin")
    database.executemany(
        "insert into unit values (?, ?, ?)", _elected(database.execute(_SAMPLE, (VOTERS,)), regions_at)
    )
    last = 0
    while rows := database.execute(_UNKNOWN, (last, BATCH)).fetchall():
        ids, lats, lons = zip(*rows, strict=True)
        found = zip(regions_at(lats, lons), ids, strict=True)
        database.executemany("update place set region = ? where id = ?", ((name, id_) for name, id_ in found if name))
        last = ids[-1]
    database.execute("commit")


def _elected(rows: Iterable[tuple[str, str, float, float]], regions_at: RegionsAt) -> list[tuple[str, str, str]]:
    votes: dict[tuple[str, str], Counter[str]] = {}
    rows = iter(rows)
    while batch := list(itertools.islice(rows, BATCH)):
        found = regions_at([row[2] for row in batch], [row[3] for row in batch])
        for (country, code, *_), region in zip(batch, found, strict=True):
            votes.setdefault((country, code), Counter())[region] += 1
    leaders = ((code, *counter.most_common(1)[0], counter.total()) for code, counter in votes.items())
    return [(*code, region) for code, region, count, total in leaders if region and count >= AGREED * total]
