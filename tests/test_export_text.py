"""Tables for reports: every format says the same, in order, and no text of a record becomes markup."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import docx
import html5lib
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import geomap
from geomap.errors import OutputError, RefusedError
from geomap.export import Filters, export
from geomap.export.markdown import md_text
from geomap.export.tex import tex_text
from tests.exports import DATA, folder_of, processed

FORMS = ("md", "html", "tex", "docx")
TOML = '[camps.east]\nlabel = "East"\n[sides.first]\nlabel = "First side"\ncamp = "east"\n'
HOSTILE = (
    "<script>alert(1)</script>",
    "**bold** _it_ [link](http://x.org) ![i](y) | cell `code` ~~no~~",
    "http://bare.example.org www.example.org <http://x.org>",
    "\\input{/etc/passwd} $x^2$ 100% & # {un}balanced } \\\\ [1] *",
    "&lt;b&gt; &#60; {{7*7}} ${x}",
    "- item",
    "1. item",
)


def texts_in(path: Path) -> str:
    """All text of a table as its own reader shows it, blanks told as one."""
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        found = [*(paragraph.text for paragraph in document.paragraphs), *cells]
    elif path.suffix == ".html":
        found = list(html5lib.parse(path.read_text(encoding="utf-8"), namespaceHTMLElements=False).itertext())
    else:
        html = MarkdownIt("commonmark").enable("table").render(path.read_text(encoding="utf-8"))
        found = list(html5lib.parse(html, namespaceHTMLElements=False).itertext())
    return " ".join(" ".join(found).split())


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    events = [
        {"event_id": "late", "date": "2024-03-12", "title": "Second event", "summary": "Short account"},
        {"event_id": "early", "date": "2024-03-05/2024-03-07", "title": "First event", "place": "Kozinka"},
        {"event_id": "never", "date": "", "date_precision": "unknown", "title": "Third event"},
    ]
    report = {"event_id": "early", "speaker": "Governor", "speaker_side": "first", "stance": "denies"}
    figures = {"killed_low": "2", "killed_high": "5", "injured_best": "7", "casualties_of": "civilians"}
    source = {
        "outcome_claimed": "repelled",
        "source_url": "https://example.org/a?b=1&c=2",
        "published_on": "2024-03-08",
    }
    return folder_of(tmp_path_factory.mktemp("small"), events, [{**report, **figures, **source}], TOML)


@pytest.mark.parametrize("form", ["md", "html", "docx"])
def test_a_table_numbers_the_events_in_time_order_with_claims_and_citations(
    form: str, small: Path, tmp_path: Path
) -> None:
    text = texts_in(export(tmp_path / f"events.{form}", small).paths[0])
    order = [text.index(word) for word in ("First event", "Second event", "Third event", "date not known")]
    assert order[:2] == sorted(order[:2]) and order[1] < order[2]
    assert "Governor (First side) denies: It happened" in text
    assert "[attack beaten off; 2–5 killed (civilians); 7 injured (civilians)]" in text
    assert "Paper, 2024-03-08" in text
    assert "Short account" in text


@pytest.mark.parametrize("form", FORMS)
def test_every_event_and_claim_of_the_first_map_is_in_the_table(form: str, tmp_path: Path) -> None:
    result = export(tmp_path / f"events.{form}", DATA)
    assert (result.events, result.reports) == (178, 328)
    if form != "tex":
        text = texts_in(result.paths[0])
        titles = [" ".join(title.split()) for title in processed(DATA).events["title"]]
        assert [title for title in titles if title not in text] == []


@pytest.mark.parametrize("form", FORMS)
def test_the_same_records_give_the_same_table(form: str, small: Path, tmp_path: Path) -> None:
    one = export(tmp_path / f"one.{form}", small).paths[0]
    code = "import sys; from geomap.export import export; export(sys.argv[1], sys.argv[2])"
    other = tmp_path / f"other.{form}"
    subprocess.run([sys.executable, "-c", code, str(other), str(small)], check=True, capture_output=True)
    assert one.read_bytes() == other.read_bytes()


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Who says what"), ("uk", "Хто що каже"), ("ru", "Кто что говорит")]
)
def test_the_words_around_the_records_are_in_the_language_asked_for(
    language: str, word: str, small: Path, tmp_path: Path
) -> None:
    for form in FORMS:
        path = export(tmp_path / f"events.{form}", small, language=language).paths[0]
        assert word in (texts_in(path) if form != "tex" else path.read_text(encoding="utf-8"))
    with pytest.raises(RefusedError, match=r"--lang 'xx' is not known. Fix: give one of en, uk, ru"):
        export(tmp_path / "events.md", small, language="xx")


def test_a_place_is_named_in_the_reader_s_language_beside_the_record_s_own(tmp_path: Path) -> None:
    path = export(tmp_path / "events.md", DATA, language="uk", filters=Filters(where=("place=Belgorod",))).paths[0]
    assert "Бєлгород (Belgorod)" in path.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    events = [
        {
            "event_id": f"e{n}",
            "title": text,
            "summary": text,
            "note": text,
            "place": text,
            "location_precision": "unknown",
        }
        for n, text in enumerate(HOSTILE)
    ]
    reports = [
        {"event_id": f"e{n}", "claim": text, "speaker": text, "source_name": text, "source_url": url}
        for n, (text, url) in enumerate(zip(HOSTILE, [*URLS, *URLS], strict=False))
    ]
    toml = f"title = {HOSTILE[0]!r}\nsubtitle = '1. **x** <b>'\n"
    return folder_of(tmp_path_factory.mktemp("hostile"), events, reports, toml)


URLS = (
    "javascript:alert(1)",
    "https://example.org/a|b?c=%7B}{&d=\\e#f_g$`",
    "https://example.org/>x",
    "data:text/html,x",
)


@pytest.mark.parametrize("form", ["md", "html", "docx"])
def test_hostile_text_is_shown_letter_for_letter(form: str, hostile: Path, tmp_path: Path) -> None:
    text = texts_in(export(tmp_path / f"events.{form}", hostile).paths[0])
    assert [word for word in HOSTILE if " ".join(word.split()) not in text] == []


@pytest.mark.parametrize("form", ["md", "html"])
def test_hostile_text_makes_no_element_and_only_real_addresses_are_links(
    form: str, hostile: Path, tmp_path: Path
) -> None:
    text = export(tmp_path / f"events.{form}", hostile).paths[0].read_text(encoding="utf-8")
    if form == "md":
        text = MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(text)
    tree = html5lib.parse(text, namespaceHTMLElements=False)
    known = "html head meta title style body main h1 p table thead tbody tr th td strong ul li a br"
    assert {element.tag for element in tree.iter()} <= set(known.split())
    links = [element.get("href") or "" for element in tree.iter("a")]
    assert links and all(link.startswith("https://example.org/") for link in links)
    assert not [name for element in tree.iter() for name in element.attrib if name.startswith("on")]


def test_a_docx_links_only_to_real_addresses_and_says_nothing_of_its_maker(hostile: Path, tmp_path: Path) -> None:
    document = docx.Document(str(export(tmp_path / "events.docx", hostile).paths[0]))
    targets = [rel.target_ref for rel in document.part.rels.values() if rel.is_external]
    assert targets and all(target.startswith("https://example.org/") for target in targets)
    assert document.core_properties.author == ""


OWN = "section begin end textbf hline endhead par href linewidth raggedright tabularnewline symbol textbackslash"
SIGNS = "textbraceleft textbraceright textasciicircum textasciitilde textasciigrave textless textgreater textbar"
TEX_TOKEN = re.compile(r"\\([A-Za-z]+|.)|([{}&%$#_^~])")


def test_latex_holds_no_command_but_its_own(hostile: Path, tmp_path: Path) -> None:
    lines = export(tmp_path / "events.tex", hostile).paths[0].read_text(encoding="utf-8").splitlines()
    body = [line for line in lines if not line.startswith("%")]
    rows = [line for line in body if line.endswith(r" \tabularnewline[0.6ex]")]
    assert len(rows) == len(HOSTILE)
    for line in body:
        columns, depth = 0, 0
        for command, sign in TEX_TOKEN.findall(line):
            assert not command or command in {*OWN.split(), *SIGNS.split(), *"$&#%_"}, command
            assert sign in ("", "{", "}", "&"), line  # no mathematics, comment, parameter, index or tie
            depth += (sign == "{") - (sign == "}")
            assert depth >= 0
            columns += sign == "&" and depth == 0
        assert depth == 0
        assert columns == (5 if line in rows or line.startswith(r"\hline \textbf") else 0), line
    targets = re.findall(r"\\href\{([^}]*)\}", "\n".join(body))
    assert targets and all(target.startswith("https://example.org/") for target in targets)
    assert not re.search(r"\\(section|begin|end|href)", "".join(rows).replace(r"\href{https://example.org/", ""))


PLAIN = {r"\textbackslash{}": "\\", r"\textbraceleft{}": "{", r"\textbraceright{}": "}", r"\symbol{34}": '"'}
PLAIN |= {r"\textasciicircum{}": "^", r"\textasciitilde{}": "~", r"\textasciigrave{}": "`", r"\textbar{}": "|"}
PLAIN |= {r"\textless{}": "<", r"\textgreater{}": ">", "{[}": "[", "{]}": "]", "{*}": "*", "{}": ""}
PLAIN |= {f"\\{sign}": sign for sign in "$&#%_"}


@given(st.text(st.sampled_from("\\{}$&#%_^~\"`<>|[]*-',ab ") | st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_survives_latex_with_nothing_special_left(text: str) -> None:
    made = tex_text(text)
    pattern = "|".join(map(re.escape, sorted(PLAIN, key=len, reverse=True)))
    assert re.search(r"[\\{}$&#%_^~\"`|]", re.sub(pattern, "", made)) is None
    shown = re.sub(pattern, lambda found: PLAIN[found[0]], made)
    assert shown == " ".join("".join(c if c.isprintable() else " " for c in text).split())


@given(st.text(st.sampled_from("\\`*_{}[]<>#|~^$&@!=:/w.-1 ") | st.characters(exclude_categories=["Cs"]), max_size=40))
def test_any_text_survives_markdown_in_a_cell(text: str) -> None:
    row = f"| a |\n| --- |\n| x{md_text(text)}x |\n"
    tree = html5lib.parse(MarkdownIt("commonmark").enable("table").render(row), namespaceHTMLElements=False)
    (cell,) = tree.iter("td")
    assert list(cell) == []
    assert (cell.text or "") == "x" + " ".join("".join(c if c.isprintable() else " " for c in text).split()) + "x"


def test_a_reader_that_drops_line_ends_still_tells_title_and_claims_apart(tmp_path: Path) -> None:
    events = [{"event_id": "a", "title": "Shelling", "summary": "Short account"}]
    reports = [{"event_id": "a", "speaker": name, "claim": "It happened"} for name in ("Mayor", "Governor")]
    text = export(tmp_path / "events.md", folder_of(tmp_path / "data", events, reports)).paths[0].read_text("utf-8")
    bare = text.replace("<br>", "")  # as Pandoc writes Word and PDF
    assert "| **Shelling** Short account |" in bare
    assert re.search(r"\| • Mayor asserts: It happened \([^|]*\) • Governor asserts: It happened", bare)


def test_docx_without_its_library_names_the_extra(small: Path, tmp_path: Path) -> None:
    code = """
import sys
sys.modules["docx"] = None
from geomap.export import export
export(sys.argv[1], sys.argv[2])
"""
    words = [sys.executable, "-c", code, str(tmp_path / "events.docx"), str(small)]
    done = subprocess.run(words, capture_output=True, text=True, check=False)
    assert done.returncode and "Fix: pip install 'geomap[report]'" in done.stderr
    assert not (tmp_path / "events.docx").exists()
    assert issubclass(OutputError, geomap.RefusedError)
