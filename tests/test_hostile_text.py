"""Faults C: whatever a record says, it is shown as text and runs nowhere."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import html5lib
import pytest
from playwright.sync_api import Browser, expect

from geomap.decode import records
from tests.pages import built, opened

HOSTILE = {
    "C1-image": "<img src=x onerror=window.hacked=1>",
    "C1-svg": "<svg onload=window.hacked=1>",
    "C2-script": "</script><script>window.hacked=1</script>",
    "C2-comment": "<!--<script>window.hacked=1",
    "C3-template": "`${window.hacked=1}` \\`",
    "C4-jinja": "{{7*7}} {% of %} {# x #}",
    "C4-code": "{{ cycler.__init__.__globals__.os.system('touch hacked') }}",
    "C5-quotes": "\"'&amp; &#x3c;b&#x3e; &lt;",
    "C7-prototype": "__proto__",
    "C7-constructor": "constructor",
    "C8-bidi": "left \u202eright\u202c",
    "C10-formula": "=1+1",
    "C10-at": "@SUM(A1)",
}

FIELDS = ("title", "place", "summary", "actors", "claim", "speaker", "source_name", "publisher", "note", "event_id")
TOML = "title = {0}\nsubtitle = {0}\ncredits = [{0}]\ngaps = [{0}]\n"


def page_of(folder: Path, text: str) -> Path:
    quoted = '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
    return built(folder, dict.fromkeys(FIELDS, text), toml=TOML.format(quoted))


@pytest.fixture(scope="module")
def harmless(tmp_path_factory: pytest.TempPathFactory) -> str:
    return page_of(tmp_path_factory.mktemp("harmless"), "harmless").read_text(encoding="utf-8")


def parsed(html: str) -> html5lib.treebuilders.etree.ElementTree.Element:
    return html5lib.parse(html, namespaceHTMLElements=False)


def policy(html: str) -> str:
    return next(m.get("content") for m in parsed(html).iter("meta") if m.get("http-equiv") == "Content-Security-Policy")


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_page_has_the_same_elements_and_policy_as_with_harmless_text(
    tmp_path: Path, harmless: str, text: str
) -> None:
    html = page_of(tmp_path, text).read_text(encoding="utf-8")
    kinds = [[element.tag for element in parsed(page).iter()] for page in (html, harmless)]
    assert kinds[0] == kinds[1]
    assert policy(html) == policy(harmless)
    for element in parsed(html).iter():
        assert not [name for name in element.attrib if str(name).lower().startswith("on")]
    assert not (tmp_path / "hacked").exists()


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_data_block_gives_the_text_back_unchanged(tmp_path: Path, text: str) -> None:
    html = page_of(tmp_path, text).read_text(encoding="utf-8")
    (data,) = (e.text for e in parsed(html).iter("script") if e.get("id") == "geomap-data")
    blocks = [e.text for e in parsed(html).iter("template")]
    (record,) = records(json.loads(data)["texts"] | {"blocks": blocks})
    assert (record["title"], record["reports"][0]["claim"]) == (text, text)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_reader_sees_the_text_and_nothing_runs(tmp_path: Path, browser: Browser, text: str) -> None:
    with opened(browser, page_of(tmp_path, text)) as found:
        card = found.open_card()
        shown = card + found.page.locator("body").inner_text()
        assert found.page.evaluate("window.hacked") is None
        assert visible(text) in visible(shown)
        assert found.page.title() == " ".join(text.split())


@pytest.mark.parametrize("lang", ["en", "uk", "ru"])
@pytest.mark.parametrize("name", ["C1-image", "C2-script", "C3-template", "C4-jinja", "C7-prototype", "C8-bidi"])
def test_text_stays_text_in_search_address_filters_and_every_language(
    tmp_path: Path, browser: Browser, name: str, lang: str
) -> None:
    text = HOSTILE[name]
    rows = [{"title": text, "actors": text, "source_name": text}, {"title": "Quiet", "actors": "Nobody"}]
    page_file = built(tmp_path, *rows, toml='languages = ["en", "uk", "ru"]\n')
    with opened(browser, page_file) as found:
        page = found.page
        address = "text => location.hash = new URLSearchParams({q: text, event: text, lang: text, 'is.actor': text})"
        page.evaluate(address, text)
        page.evaluate("([text, lang]) => geomap.set({query: text, facets: {actor: [text]}, lang})", [text, lang])
        page.locator(".gm-filter-button").click()
        page.locator(".gm-facet:not([open]) summary").evaluate_all("all => all.forEach(node => node.click())")
        chip = page.locator(".gm-take-back").last
        expect(chip).to_be_visible()
        assert visible(text) == visible(chip.inner_text())
        assert page.evaluate("window.hacked") is None
        assert page.locator(".gm :is(img, script, [onload], [onerror])").count() == 0
        assert page.evaluate("geomap.state.query") == text


def visible(text: str) -> str:
    """Text as the page shows it: bidi controls as code points, white space folded."""
    shown = re.sub(r"[\u202a-\u202e]", lambda m: f"⟨U+{ord(m[0]):04X}⟩", text)
    return re.sub(r"[\s⟨⟩]+", " ", shown).strip()


@pytest.mark.parametrize(
    "text", ["one\u2028two", "\u009b31m red", "nul\0"], ids=["C9-separator", "C13-terminal", "A16-nul"]
)
def test_control_characters_flag_the_row_and_never_reach_the_page(tmp_path: Path, browser: Browser, text: str) -> None:
    page = built(tmp_path, {"title": text}, {"title": "harmless"})
    (tmp_path / "out" / "problems.csv").read_text(encoding="utf-8").index("control character")
    with opened(browser, page) as found:
        assert found.counts["total"] == 2
        assert text not in found.page.locator("body").inner_text()


@pytest.mark.parametrize(
    "url", ["javascript:window.hacked=1", "data:text/html,x", " JaVaScRiPt:alert(1)", "https://a b.org"]
)
def test_c6_only_web_addresses_become_links(tmp_path: Path, browser: Browser, url: str) -> None:
    page = built(tmp_path, {"source_name": "Paper", "source_url": url})
    with opened(browser, page) as found:
        found.open_card()
        targets = found.page.eval_on_selector_all("a[href]", "links => links.map(a => a.getAttribute('href'))")
    assert all(target.startswith(("#", "https://")) for target in targets)
    assert not [target for target in targets if "hacked" in target or "a b" in target]


def test_c6_a_source_link_tells_the_other_page_nothing(tmp_path: Path, browser: Browser) -> None:
    page = built(tmp_path, {"source_name": "Paper", "source_url": "https://news.example.org/a?b=1"})
    with opened(browser, page) as found:
        found.open_card()
        link = found.page.locator(".gm-card a[href='https://news.example.org/a?b=1']").first
        assert set(link.get_attribute("rel").split()) >= {"noopener", "noreferrer"}


def test_c11_a_huge_cell_is_cut_in_the_page_with_a_mark(tmp_path: Path, browser: Browser) -> None:
    page = built(tmp_path, {"summary": "x" * 1_000_000, "title": "e" + "\u0301" * 10_000})
    with opened(browser, page) as found:
        assert "[…]" in found.open_card()
    assert page.stat().st_size < 1_000_000


def test_c12_a_hostile_border_and_tile_attribution_stay_text(tmp_path: Path, browser: Browser) -> None:
    text = HOSTILE["C1-image"]
    toml = f'[tiles]\nurl = "https://127.0.0.1:9/{{z}}/{{x}}/{{y}}.png"\nattribution = "{text}"\n'
    page = built(tmp_path, {}, toml=toml)
    context = browser.new_context(offline=True)
    found = context.new_page()
    found.goto(page.as_uri())
    found.evaluate("geomap.ready")
    assert found.evaluate("window.hacked") is None
    assert found.locator("img[src=x]").count() == 0
    assert text in found.locator("body").inner_text()
    context.close()


def test_c14_a_title_from_the_command_line_is_escaped(tmp_path: Path) -> None:
    from geomap import build
    from tests.pages import flat_table

    table = flat_table(tmp_path / "flat.csv", {})
    html = build(table, tmp_path / "out" / "map.html", title="<b>bold</b>").path.read_text(encoding="utf-8")
    (title,) = parsed(html).iter("title")
    assert title.text == "<b>bold</b>"


def test_every_script_and_style_is_named_in_the_policy_and_nothing_else_is(harmless: str) -> None:
    allowed = set(re.findall(r"'sha256-([^']+)'", policy(harmless)))
    texts = [e.text for tag in ("script", "style") for e in parsed(harmless).iter(tag) if e.get("type") is None]
    sums = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts}
    assert sums == allowed
    assert "unsafe" not in policy(harmless)
