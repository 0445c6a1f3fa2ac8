"""10,000 events, one row of which is changed: `geomap watch` against `geomap build` in a new process."""

from __future__ import annotations

import itertools
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.hundred_thousand import synthetic
from tests.benchmarks.timing import command, in_turn
from tests.watching import watching

EVENTS = 10_000


def figures() -> Iterator[tuple[str, float, float, str, str]]:
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory() as other:
        watched, rebuilt = synthetic(Path(one), EVENTS), synthetic(Path(other), EVENTS)
        texts = changed(watched.read_text(encoding="utf-8"))
        build = command(
            sys.executable, "-m", "geomap", "build", str(rebuilt), "-o", f"{other}/map.html", allowed=(0, 1)
        )

        def save_and_build() -> None:
            rebuilt.write_text(next(texts), encoding="utf-8")
            build()

        with watching(watched, Path(one) / "map.html") as run:
            run.lines.until("built")

            def save_and_wait() -> None:
                watched.write_text(next(texts), encoding="utf-8")
                run.lines.until("built")

            whole, again = in_turn(save_and_build, save_and_wait)
    detail = f"{again:.2f} s from the save to the map, against {whole:.2f} s"
    yield "geomap watch, one row of 10,000 saved, against a new process", again / whole, 0.5, "x", detail


def changed(text: str) -> Iterator[str]:
    """The table again and again, each time with another title in one row."""
    for number in itertools.count():
        yield text.replace("Reported event 77,", f"Another title {number},")
