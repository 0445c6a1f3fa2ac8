"""Citations: from map.toml, for the data set and for each event, in the forms that reference managers take."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from geomap.errors import RefusedError, SettingsError
from geomap.export.cite import cite
from geomap.settings import read_settings
from tests.exports import DATA, folder_of

TOML = """
title = "Clashes & <b>claims</b>, {2024}"
url = "https://example.org/map.html"
as_of = "2024-04-11"

[citation]
version = "1.2"
doi = "10.5281/zenodo.1234567"
publisher = "A_B Press"
license = "CC BY 4.0"

[[citation.authors]]
family-names = "Doe"
given-names = "Jane"

[[citation.authors]]
name = "Smith and Sons, 100% {group}"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    events = [{"event_id": "e 1/ü", "title": "Title with } and \\cmd\nTY  - JOUR", "place": "Sudzha"}]
    return folder_of(tmp_path / "data", events, toml=TOML)


def test_text_names_authors_year_title_version_and_address(folder: Path) -> None:
    assert cite(folder) == (
        "Doe, Jane & Smith and Sons, 100% {group} (2024). Clashes & <b>claims</b>, {2024} (version 1.2) [data set]. "
        "A_B Press. https://doi.org/10.5281/zenodo.1234567. CC BY 4.0\n"
    )


def test_an_event_is_cited_as_a_part_with_the_address_that_opens_it(folder: Path) -> None:
    text = cite(folder, event_id="e 1/ü")
    assert "[Event e 1/ü (2024-03-12, Sudzha), as reported]. In: Clashes & <b>claims</b>, {2024}" in text
    assert "https://example.org/map.html#event=e+1%2F%C3%BC" in text
    assert text.count("\n") == 1


@pytest.mark.parametrize("event_id", ["", "e 1/ü"])
def test_bibtex_is_balanced_and_escaped(folder: Path, event_id: str) -> None:
    entry = cite(folder, event_id=event_id, form="bibtex")
    assert entry.count("{") == entry.count("}")
    assert "author = {Doe, Jane and {Smith and Sons, 100\\% \\textbraceleft{}group\\textbraceright{}}}" in entry
    assert re.match(r"@misc\{[a-z0-9-]+,\n", entry)
    assert "doi = {10.5281/zenodo.1234567}" in entry
    depth = 0
    for character in entry[:-2]:
        depth += {"{": 1, "}": -1}.get(character, 0)
        assert depth > 0 or character in "@misc"


@pytest.mark.parametrize("event_id", ["", "e 1/ü"])
def test_ris_has_a_field_a_line_and_one_end(folder: Path, event_id: str) -> None:
    lines = cite(folder, event_id=event_id, form="ris").splitlines()
    assert [line for line in lines if not re.fullmatch(r"[A-Z][A-Z0-9]  - .*", line)] == []
    assert lines[0] == "TY  - DATA" and lines[-1] == "ER  - "
    assert sum(line.startswith("TY") for line in lines) == 1
    assert "AU  - Doe, Jane" in lines and "DO  - 10.5281/zenodo.1234567" in lines


def test_what_map_toml_does_not_say_is_not_made_up(tmp_path: Path) -> None:
    folder = folder_of(tmp_path / "data", [{"event_id": "a"}])
    assert cite(folder) == "(n.d.). Reported events [data set].\n"
    assert "author" not in cite(folder, form="bibtex")


def test_an_event_that_is_not_there_is_refused_with_the_nearest(folder: Path) -> None:
    with pytest.raises(RefusedError, match=r"there is no event 'e 1/u'. Fix: Did you mean 'e 1/ü'\?"):
        cite(folder, event_id="e 1/u")


def test_the_first_map_can_be_cited_in_every_form() -> None:
    assert "Reported clashes on the Russia–Ukraine border" in cite(DATA)
    assert "2024-03-07-kozinka-strike" in cite(DATA, event_id="2024-03-07-kozinka-strike", form="ris")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('[citation]\ndoi = "https://doi.org/10.1/x"', r"map.toml:2, column 'doi': doi .* is no DOI. Fix: Write it as"),
        ('[citation]\ndate = "11.04.2024"', r"map.toml:2, column 'date': .* is no date. Fix: Write it as"),
        ('[[citation.authors]]\ngiven-names = "J"', r"map.toml:1, column 'citation.authors': an author has no name"),
        ('[citation]\nauthor = "J"', r"unknown field `author`"),
    ],
)
def test_a_wrong_line_of_the_citation_is_named(text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "map.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match=message):
        read_settings(tmp_path / "map.toml")
