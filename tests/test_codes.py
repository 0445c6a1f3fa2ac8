"""Whole columns at once give what a look at each row gives."""

from __future__ import annotations

import numpy as np
import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from geomap.codes import ascending, coded, combined, distinct, filled, first_seen, order_by, rows_of, spelt, taken

TEXTS = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=5))


def series(texts: list[str]) -> pd.Series[str]:
    return pd.Series(texts, dtype="str")


@given(TEXTS)
def test_codes_spell_the_texts_again(texts: list[str]) -> None:
    for codes, values in (coded(series(texts)), first_seen(series(texts))):
        assert spelt(codes, values).tolist() == texts
    assert coded(series(texts)).values == sorted(set(texts))
    assert filled(series(texts)) == any(texts)


@given(TEXTS, TEXTS)
def test_each_id_is_found_in_its_row_or_nowhere(ids: list[str], among: list[str]) -> None:
    among = list(dict.fromkeys(among))
    expected = [among.index(text) if text in among else -1 for text in ids]
    assert rows_of(series(ids), series(among)).tolist() == expected


@given(st.lists(st.integers(0, 9)))
def test_distinct_numbers_are_sorted_and_know_their_rows(numbers: list[int]) -> None:
    values, first, codes = distinct(np.array(numbers, dtype=np.int64))
    assert values.tolist() == sorted(set(numbers)) == ascending(np.array(numbers, dtype=np.int64)).tolist()
    assert values[codes].tolist() == numbers
    assert first.tolist() == [numbers.index(value) for value in values]


@given(st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5))))
def test_combined_codes_differ_and_sort_as_their_rows_do(pairs: list[tuple[int, int]]) -> None:
    numbers = combined([one for one, _ in pairs], [other for _, other in pairs]).tolist()
    for row, number in enumerate(numbers):
        for pair, other in zip(pairs, numbers, strict=True):
            assert (pairs[row] < pair, pairs[row] == pair) == (number < other, number == other)


def test_columns_of_several_frames_and_pieces_keep_their_own_texts() -> None:
    title, claim = series(["a", "b", "c"]), series(["x", "y", "z"])
    pieces = pd.concat([series(["p"]), series(["q", "r"])], ignore_index=True)
    events = pd.DataFrame({"title": title, "pieces": pieces, "same": series(["s"] * 3), "number": [1, 2, 3]})
    reports = pd.DataFrame({"claim": claim, "title": title, "others": pieces[::-1].reset_index(drop=True)})
    order, reverse = np.array([1, 2, 0]), np.array([2, 1, 0])
    for rows in (order, reverse):
        told, claimed = taken((events, order), (reports, rows))
        assert told.equals(events.take(order).reset_index(drop=True))
        assert claimed.equals(reports.take(rows).reset_index(drop=True))


@given(st.lists(st.tuples(st.text("ab", max_size=2), st.integers(0, 3)), min_size=1))
def test_rows_are_taken_in_the_order_of_their_columns(rows: list[tuple[str, int]]) -> None:
    frame = pd.DataFrame({"text": series([text for text, _ in rows]), "empty": "", "number": [n for _, n in rows]})
    frame["empty"] = frame["empty"].astype("str")
    [ordered] = taken((frame, order_by(frame["number"], frame["text"])))
    expected = sorted(rows, key=lambda row: (row[1], row[0]))
    assert list(zip(ordered["text"], ordered["number"], strict=True)) == expected
    assert ordered["empty"].tolist() == [""] * len(rows)
