"""map.toml: what is wrong is named by line and key."""

from __future__ import annotations

from pathlib import Path

import pytest

from geomap.errors import SettingsError
from geomap.settings import Settings, read_settings


def written(folder: Path, text: str) -> Path:
    path = folder / "map.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_empty_file_gives_the_defaults(tmp_path: Path) -> None:
    assert read_settings(written(tmp_path, "")) == Settings()


def test_every_line_may_be_given(tmp_path: Path) -> None:
    text = """
title = "A"
border = ["AM", "AZ"]
zone_km = 10
[camps.one]
label = "One"
[sides.first]
label = "First"
camp = "one"
[tiles]
url = "https://{s}.tiles.example.org/{z}/{x}/{y}.png"
attribution = "Tiles"
"""
    settings = read_settings(written(tmp_path, text))
    assert (settings.border, settings.zone_km, settings.sides["first"].camp) == (("AM", "AZ"), 10, "one")
    assert settings.tiles is not None and settings.tiles.max_zoom == 18


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("title = 'a'\nzone_km = 'wide'", r"map.toml:2, column 'zone_km': Expected `float`, got `str`"),
        ("title = 'a'\nztitle = 1", r"map.toml:2, column 'ztitle': Object contains unknown field `ztitle`"),
        ("title = 'a'\ntitle = 'b", r"map.toml:2: is not TOML"),
        (
            "border = ['RU']",
            r"map.toml:1, column 'border': .* is not two country codes.*Fix: Write two ISO 3166-1 codes",
        ),
        ("\nzone_km = 0", r"map.toml:2, column 'zone_km': 0.0 km is no zone"),
        ("[sides.x]\nlabel='X'\ncamp='y'", r"map.toml:1, column 'sides': .*'y', which is not declared.*\[camps.y\]"),
        ("[tiles]\nurl='javascript:1'\nattribution=''", r"map.toml:2, column 'tiles.url': .*is no address of tiles"),
        (
            "[tiles]\nurl=\"https://x.org;script-src */{z}\"\nattribution=''",
            r"map.toml:2, column 'tiles.url': .*is no address of tiles",
        ),
    ],
)
def test_a_wrong_line_is_named(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(SettingsError, match=message) as caught:
        read_settings(written(tmp_path, text))
    assert len(caught.value.problems) == 1


def test_bytes_that_are_not_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "map.toml"
    path.write_bytes("title = 'Курск'".encode("cp1251"))
    with pytest.raises(SettingsError, match=r"is not UTF-8 \(byte 9\)"):
        read_settings(path)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="cannot be read"):
        read_settings(tmp_path / "map.toml")
