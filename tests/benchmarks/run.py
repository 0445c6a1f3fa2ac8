"""`make bench`: geomap beside what it is measured against, all in one run on one machine.

Every figure that counts is a ratio of two medians taken in turn (A B A B …), so that a slow or busy
machine slows both. Plain seconds are printed for scale only.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from tests.benchmarks import figure, first_map, hundred_thousand, rebuild


@dataclass(frozen=True)
class Figure:
    """One line of the table: what was measured, against what, and the bound that it must keep."""

    what: str
    value: float
    bound: float
    unit: str = "x"
    detail: str = ""

    @property
    def kept(self) -> bool:
        return self.value <= self.bound


def main() -> int:
    figures = [Figure(*row) for part in (first_map, hundred_thousand, figure, rebuild) for row in part.figures()]
    Console(width=140).print(_table(figures))
    return 0 if all(figure.kept for figure in figures) else 1


def _table(figures: list[Figure]) -> Table:
    table = Table("figure", "measured", "bound", "kept", "detail", title="geomap side by side")
    for row in figures:
        measured, bound = (f"{number:,.2f} {row.unit}" for number in (row.value, row.bound))
        table.add_row(row.what, measured, f"<= {bound}", "yes" if row.kept else "NO", row.detail)
    return table


if __name__ == "__main__":
    sys.exit(main())
