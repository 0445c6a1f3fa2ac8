"""Every peer at every size: the page is built in one process and opened in another, so that nothing is shared."""

from __future__ import annotations

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
from rich.table import Table

from geomap.places.gazetteer import Gazetteer
from tests.benchmarks.peers import PEERS
from tests.benchmarks.synthetic import text_ratio, write_table

ROOT = Path(__file__).resolve().parents[2]
CHARACTERS = {1_000: 300, 10_000: 300, 100_000: 300, 1_000_000: 100}
BUILD_S, WATCH_S = 600, 420
MOST = {  # events beyond which a tool's page does not open within minutes, or its build takes many
    "folium Marker": 10_000,
    "folium MarkerCluster": 100_000,
    "geopandas .explore()": 100_000,
    "plotly scatter_map": 1_000_000,
    "pydeck": 1_000_000,
    "lonboard": 1_000_000,
}


FIGURES = ("build_s", "build_mb", "file_mb", "ready_s", "load_s", "memory_mb", "requests", "zoom_ms", "drag_ms")


@dataclass
class Measured:
    """One peer at one size. NaN: not measured; infinite: not within the time allowed.

    ready_s: its events can be seen and used; load_s: the browser has read the file to its end.
    """

    peer: str
    events: int
    build_s: float = float("nan")
    build_mb: float = float("nan")
    file_mb: float = float("nan")
    ready_s: float = float("nan")
    load_s: float = float("nan")
    memory_mb: float = float("nan")
    requests: float = float("nan")
    zoom_ms: float = float("nan")
    drag_ms: float = float("nan")


def measured(peer: str, table: Path, events: int) -> Measured:
    """Build the page of a table and open it."""
    found = Measured(peer, events)
    page = table.with_name(f"{peer.replace(' ', '-')}.html")
    _build(found, table, page)
    if page.exists():
        found.file_mb = page.stat().st_size / 1e6
        _watch(found, page)
    return found


def matrix(sizes: Iterable[int], peers: Iterable[str] = PEERS) -> Iterator[Measured]:
    """Each peer at each size that it can take; one line about the text of each size goes to the error output."""
    peers = list(peers)
    with tempfile.TemporaryDirectory() as folder:
        for events in sizes:
            table = synthetic(Path(folder), events)
            for peer in peers:
                if events <= MOST.get(peer, events):
                    yield measured(peer, table, events)


def synthetic(folder: Path, events: int) -> Path:
    """The table of so many events, and a word on how real its text is."""
    (folder / str(events)).mkdir()
    table = write_table(folder / str(events), events, CHARACTERS[events])
    ratio = text_ratio(pd.read_csv(table, nrows=20_000, keep_default_na=False))
    text = f"{CHARACTERS[events]} characters of text each; gzip makes the text alone {ratio:.2f} times smaller"
    print(f"{events:,} events, {text}", file=sys.stderr)
    with Gazetteer() as towns:
        if not towns.is_available:  # its index is made here, not in a build that is measured
            raise RuntimeError(f"no gazetteer: {towns.notices}")
    return table


def report(rows: Iterable[Measured]) -> Table:
    names = ("build s", "build MB", "file MB", "ready s", "load s", "page MB", "requests", "zoom ms", "drag ms")
    table = Table("events", "tool", *names, title="pages of the same events, side by side")
    for row in rows:
        table.add_row(f"{row.events:,}", row.peer, *(_told(getattr(row, name)) for name in FIGURES))
    return table


def _told(number: float) -> str:
    if number != number:
        return "-"
    return "> 180" if number == float("inf") else f"{number:,.2f}" if number < 10 else f"{number:,.0f}"


def _build(found: Measured, table: Path, page: Path) -> None:
    page.unlink(missing_ok=True)
    command = [sys.executable, "-m", "tests.benchmarks.matrix", found.peer, str(table), str(page)]
    try:
        done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, timeout=BUILD_S, check=True)
    except subprocess.TimeoutExpired:
        found.build_s = float("inf")
    else:
        seconds, kilobytes = json.loads(done.stdout.splitlines()[-1])
        found.build_s, found.build_mb = seconds, kilobytes / 1000


def _watch(found: Measured, page: Path) -> None:
    """Whatever the watcher could say before it ended, or before its time was up."""
    command = [sys.executable, "-m", "tests.benchmarks.watch", found.peer, str(page)]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
    )
    try:
        out, _ = process.communicate(timeout=WATCH_S)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        out, _ = process.communicate()
    for line in out.splitlines():
        vars(found).update(json.loads(line))


def main(peer: str, table: str, page: str) -> None:
    """Time one build in a child of this process, and tell its seconds and its largest size in kilobytes."""
    start = time.perf_counter()
    subprocess.run([sys.executable, "-m", "tests.benchmarks.peers", peer, table, page], check=True, stdout=2)
    print(json.dumps([time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss]))


if __name__ == "__main__":
    main(*sys.argv[1:])
