"""Work side by side gives what it gives one after another, whatever the machine."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.page import draw
from geomap.pipeline import load, process
from geomap.threads import cores, side_by_side

DATA = Path(__file__).resolve().parents[1] / "data"


@given(st.lists(st.tuples(st.integers(), st.integers())))
def test_results_stand_in_the_order_of_the_arguments(pairs: list[tuple[int, int]]) -> None:
    assert side_by_side(lambda a, b: a - b, [a for a, _ in pairs], [b for _, b in pairs]) == [a - b for a, b in pairs]


def test_a_fault_in_a_thread_comes_out() -> None:
    with pytest.raises(ZeroDivisionError):
        side_by_side(lambda number: 1 // number, [1, 0, 1])


def test_a_page_has_the_same_bytes_on_one_core_and_on_many(monkeypatch: pytest.MonkeyPatch) -> None:
    pages = []
    for number in (1, max(4, cores())):
        monkeypatch.setattr("geomap.threads.cores", lambda number=number: number)
        pages.append(draw(process(load(DATA))).get_root().render())
    assert pages[0] == pages[1]
