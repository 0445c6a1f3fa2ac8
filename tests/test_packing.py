"""What the page carries is packed the same way each time and comes apart as it was."""

from __future__ import annotations

import base64
import gzip
import json

from hypothesis import given
from hypothesis import strategies as st

from geomap.packing import packed, packed_json, safe_in_html, stepped


@given(st.binary())
def test_packed_bytes_come_back_and_are_the_same_each_time(data: bytes) -> None:
    assert gzip.decompress(base64.b64decode(packed(data))) == data
    assert packed(data) == packed(data)


@given(st.text())
def test_any_text_survives_even_lone_surrogates(text: str) -> None:
    assert json.loads(gzip.decompress(base64.b64decode(packed_json(text)))) == text


@given(st.text())
def test_json_in_the_page_holds_no_markup_and_no_line_end_of_scripts(text: str) -> None:
    safe = safe_in_html(json.dumps(text, ensure_ascii=False))
    assert not set("<>&\u2028\u2029") & set(safe)
    assert json.loads(safe) == text
    safe.encode("utf-8")


def test_lines_go_in_steps_of_a_ten_thousandth_of_a_degree() -> None:
    assert stepped([[35.0, 51.0], [35.0001, 50.9999]]) == [350000, 510000, 1, -1]
    assert stepped([[[1, 2], [1, 3]]]) == [[10000, 20000, 0, 10000]]
