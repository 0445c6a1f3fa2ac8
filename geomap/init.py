"""Start a map for another border: a folder with a commented map.toml, empty tables and the border."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from string import Template

from geomap.errors import OutputError, SettingsError
from geomap.records import EVENTS, PLACES, REPORTS


def init(folder: str | Path, *, border: str, zone_km: float = 25.0, title: str = "") -> list[Path]:
    """Make `folder` ready for records about `border` ("AM-AZ") and return the files made.

    Raises OutputError if the folder has files already, SettingsError for a border that is not two
    country codes, BorderError if the two share no border or the extra `geomap[world]` is missing.
    """
    from geomap.atlas import make_border

    folder = Path(folder)
    codes = _codes(border)
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OutputError(f"{folder}: is there already and not empty. Fix: name a new folder.")
    make_border(codes, folder / "border", zone_km=zone_km)
    for table in (EVENTS, REPORTS, PLACES):
        (folder / table.name).write_text(",".join(table.names) + "\n", encoding="utf-8")
    (folder / "map.toml").write_text(_map_toml(codes, zone_km, title), encoding="utf-8")
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _codes(border: str) -> tuple[str, str]:
    codes = tuple(border.upper().split("-"))
    if len(codes) != 2 or not all(len(code) == 2 and code.isascii() and code.isalpha() for code in codes):
        raise SettingsError(f"--border {border!r}: is not two country codes. Fix: write it as AM-AZ.")
    return codes[0], codes[1]


def _map_toml(codes: tuple[str, str], zone_km: float, title: str) -> str:
    a, b = codes
    quoted = json.dumps(title or f"Reported events on the {a}-{b} border", ensure_ascii=False)  # TOML quotes alike
    template = Template(files("geomap").joinpath("map.toml.template").read_text(encoding="utf-8"))
    return template.substitute(title=quoted, a=a, b=b, low_a=a.lower(), low_b=b.lower(), zone_km=zone_km)
