"""What the page must keep beside its peers, as ratios of medians taken in turn."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.matrix import FIGURES, Measured, measured, synthetic

FAST = "folium FastMarkerCluster"

Row = tuple[str, float, float, str, str, bool]


def figures() -> Iterator[Row]:
    yield from ten_thousand()
    yield from hundred_thousand()
    yield from million()


def ten_thousand() -> Iterator[Row]:
    ours, cluster = _in_turn(10_000, "geomap", "folium MarkerCluster")
    (plain,) = _in_turn(10_000, "folium Marker", rounds=1)
    yield _ratio("10,000: ready sooner than MarkerCluster", cluster.ready_s, ours.ready_s, 2, "s")
    yield _ratio("10,000: ready sooner than Marker", plain.ready_s, ours.ready_s, 20, "s")
    yield _ratio("10,000: file smaller than MarkerCluster's", cluster.file_mb, ours.file_mb, 3, "MB")
    yield "10,000: requests", ours.requests, 0, "", "", False


def hundred_thousand() -> Iterator[Row]:
    ours, fast = _in_turn(100_000, "geomap", FAST)
    yield _ratio("100,000: ready sooner than FastMarkerCluster", fast.ready_s, ours.ready_s, 6, "s")
    yield _ratio("100,000: file smaller than FastMarkerCluster's", fast.file_mb, ours.file_mb, 2, "MB")
    yield _ratio("100,000: less memory than FastMarkerCluster", fast.memory_mb, ours.memory_mb, 4, "MB")
    yield "100,000: 95 % of frames while time is dragged", ours.drag_ms, 20, "ms", "", False


def million() -> Iterator[Row]:
    ours, fast = _in_turn(1_000_000, "geomap", FAST, rounds=1)
    yield _ratio("1,000,000: built sooner than FastMarkerCluster", fast.build_s, ours.build_s, 4, "s")
    yield _ratio("1,000,000: ready sooner than FastMarkerCluster", fast.ready_s, ours.ready_s, 15, "s")
    yield _ratio("1,000,000: file smaller than FastMarkerCluster's", fast.file_mb, ours.file_mb, 2, "MB")
    yield _ratio("1,000,000: less memory than FastMarkerCluster", fast.memory_mb, ours.memory_mb, 6, "MB")
    yield "1,000,000: 95 % of frames while time is dragged", ours.drag_ms, 50, "ms", "", False


def _in_turn(events: int, *peers: str, rounds: int = 3) -> list[Measured]:
    """The medians of each peer; every round builds and opens each once."""
    with tempfile.TemporaryDirectory() as folder:
        table = synthetic(Path(folder), events)
        found = [[measured(peer, table, events) for peer in peers] for _ in range(rounds)]
    return [_median([row[number] for row in found]) for number in range(len(peers))]


def _median(found: list[Measured]) -> Measured:
    figures = {name: statistics.median(getattr(one, name) for one in found) for name in FIGURES}
    return Measured(found[0].peer, found[0].events, **figures)


def _ratio(what: str, theirs: float, ours: float, least: float, unit: str) -> Row:
    """How many times theirs is ours, which must be at least so many."""
    return what, theirs / ours, least, "x", f"{theirs:,.2f} {unit} against {ours:,.2f} {unit}", True
