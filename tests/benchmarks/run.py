"""`make bench`: geomap beside what it is measured against, all in one run on one machine.

Every figure that counts is a ratio of two medians taken in turn (A B A B …), so that a slow or busy
machine slows both. Plain seconds are printed for scale only.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from tests.benchmarks import bounds, figure, first_map, hundred_thousand, rebuild
from tests.benchmarks.matrix import CHARACTERS, matrix, report


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, against what, and the bound that it must keep."""

    what: str
    value: float
    bound: float
    unit: str = "x"
    detail: str = ""
    at_least: bool = False

    @property
    def kept(self) -> bool:
        return self.value >= self.bound if self.at_least else self.value <= self.bound


PARTS = (first_map, hundred_thousand, figure, rebuild, bounds)


def main() -> int:
    """With --all every peer at every size, which takes an hour or two, or at the sizes that follow it;
    else the bounds that geomap keeps."""
    match sys.argv[1:]:
        case ["--all", *sizes]:
            Console(width=140).print(report(matrix(map(int, sizes or CHARACTERS))))
            return 0
    figures = [Figure(*row) for part in PARTS for row in part.figures()]
    Console(width=140).print(_table(figures))
    return 0 if all(figure.kept for figure in figures) else 1


def _table(figures: list[Figure]) -> Table:
    table = Table("figure", "measured", "bound", "kept", "detail", title="geomap side by side")
    for row in figures:
        measured, bound = (f"{number:,.2f} {row.unit}" for number in (row.value, row.bound))
        table.add_row(
            row.what, measured, f"{'>=' if row.at_least else '<='} {bound}", "yes" if row.kept else "NO", row.detail
        )
    return table


if __name__ == "__main__":
    sys.exit(main())
