"""Text stays text when HTML is built."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.markup import element, link, raw_text


class Reader(HTMLParser):
    def __init__(self, markup: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(markup)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
def test_any_text_comes_out_of_an_element_as_it_went_in(text: str) -> None:
    read = Reader(element("td", text, title=text))
    assert read.text == text
    assert read.tags == [("td", {"title": text})]


@pytest.mark.parametrize("text", ["</script >", "</SCRIPT>", "<!--"])
def test_raw_text_that_would_end_its_element_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="must not hold"):
        raw_text("script", text)


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " https://x.org", "data:text/html,x", "https://x.org/\u202e", ""]
)
def test_only_plain_web_addresses_become_links(url: str) -> None:
    assert Reader(link(url, "source")).tags == []


def test_a_link_tells_the_other_page_nothing() -> None:
    expected = {"href": "https://x.org/a?b=1&c", "rel": "noopener noreferrer", "target": "_blank"}
    assert Reader(link("https://x.org/a?b=1&c", "source")).tags == [("a", expected)]
