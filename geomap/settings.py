"""map.toml: what the map is called, which border it is about and who counts as which camp."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from geomap.errors import SettingsError
from geomap.problems import Problem, show

LARGEST_ZONE_KM = 500
"""A border zone that is broader on each side is a mistake."""


class Tiles(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An online base map. Off unless named: a page with tiles makes requests."""

    url: str
    attribution: str
    max_zoom: int = 18


class Camp(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Speakers whose agreement counts once."""

    label: str


class Side(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A side that speakers speak for, and the camp it belongs to."""

    label: str
    camp: str


class Author(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="kebab"):
    """Someone who made the data set, with the fields of CITATION.cff: a person, or a group by `name`."""

    family_names: str = ""
    given_names: str = ""
    name: str = ""
    orcid: str = ""


class Citation(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """How the data set is to be cited; `title` and `url` of the map stand in where these are empty."""

    authors: tuple[Author, ...] = ()
    title: str = ""
    version: str = ""
    doi: str = ""  # without https://doi.org/
    url: str = ""
    date: str = ""  # YYYY-MM-DD or YYYY, of this version; as_of of the map where empty
    publisher: str = ""
    license: str = ""


class Service(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """One online service for `--online`: any geocoder of geopy, by its name there ("nominatim", "photon", ...)."""

    name: str
    domain: str = ""  # of a server of one's own
    scheme: Literal["https", "http"] = "https"
    secrets: dict[str, str] = msgspec.field(default_factory=dict)  # argument of geopy's class -> environment variable
    options: dict[str, str | int | float | bool] = msgspec.field(default_factory=dict)  # its other arguments
    pause_s: float = 1.0  # between requests, whoever makes them on this machine
    attribution: str = ""  # shown on the map; required but for nominatim and photon


class Online(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who asks which online services for places, and how patiently. Used only with `--online`."""

    user_agent: str = ""  # a name and an address to reach you; $GEOMAP_USER_AGENT where empty
    services: tuple[Service, ...] = (Service(name="nominatim"),)  # asked in this order until one knows the place
    deadline_s: float = 20.0  # for one whole call, from the name's look-up to the last byte
    retries: int = 2  # after 500, 502, 503 and 504, each after a longer wait
    failures: int = 3  # in a row, after which a service is left alone for the run
    again_after_days: float = 30.0  # "not found" is asked again after so long
    proxies: str = "environment"  # HTTP_PROXY, HTTPS_PROXY and NO_PROXY count; "none": no proxy; or host:port


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Everything map.toml may hold; each default is what a map without the line gets."""

    title: str = "Reported events"
    subtitle: str = ""
    url: str = ""  # where the map will be published; links in the page start from it
    border: tuple[str, ...] = ()  # two ISO 3166-1 alpha-2 codes, as in ["RU", "UA"]
    zone_km: float = 25.0  # breadth of the border zone on each side
    languages: tuple[str, ...] = ("en",)  # of the page, the first is shown first
    as_of: str = ""  # YYYY-MM-DD; the latest published_on where empty
    since: str = ""  # YYYY-MM-DD; an earlier event date draws a warning
    extent: tuple[float, float, float, float] | None = None  # west, south, east, north expected of coordinates
    credits: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()  # known gaps, listed in the page
    sides: dict[str, Side] = msgspec.field(default_factory=dict)
    camps: dict[str, Camp] = msgspec.field(default_factory=dict)
    tiles: Tiles | None = None
    citation: Citation = msgspec.field(default_factory=Citation)
    online: Online = msgspec.field(default_factory=Online)


def read_settings(path: Path) -> Settings:
    """Read map.toml. Raises SettingsError that names file, line and key."""
    try:
        text = path.read_text(encoding="utf-8-sig")
        settings = msgspec.convert(tomllib.loads(text), Settings)
    except OSError as error:
        raise _refused(path, None, "", f"cannot be read: {error.strerror}.", "Give the path of a map.toml.") from error
    except UnicodeDecodeError as error:
        raise _refused(path, None, "", f"is not UTF-8 (byte {error.start}).", "Save it as UTF-8.") from error
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        number = int(line[1]) if line else len(text.splitlines())
        raise _refused(path, number, "", f"is not TOML: {error}.", "Mend that line.") from error
    except msgspec.ValidationError as error:
        key = _key(str(error))
        raise _refused(
            path, _line_of(text, key), key, f"{error}.", "See the commented map.toml of 'geomap init'."
        ) from error
    _check(settings, path, text)
    return settings


def carried_settings(values: object, file: str) -> Settings:
    """The settings that an exported file carries in place of map.toml. Raises SettingsError."""
    try:
        settings = msgspec.convert(values, Settings, strict=False)  # numbers may have come as text
    except msgspec.ValidationError as error:
        raise _refused(Path(file), None, "geomap", f"{error}.", "Export the file anew.") from error
    _check(settings, Path(file), "")
    return settings


def _check(settings: Settings, path: Path, text: str) -> None:
    if settings.border and (len(settings.border) != 2 or not all(map(_is_country, settings.border))):
        message = f"border {list(settings.border)!r} is not two country codes."
        raise _refused(
            path, _line_of(text, "border"), "border", message, 'Write two ISO 3166-1 codes: border = ["RU", "UA"].'
        )
    if not 0 < settings.zone_km <= LARGEST_ZONE_KM:
        message, fix = f"{settings.zone_km} km is no zone.", f"Write 0 < km <= {LARGEST_ZONE_KM}."
        raise _refused(path, _line_of(text, "zone_km"), "zone_km", message, fix)
    if settings.tiles and not _TILE_URL.match(settings.tiles.url):
        message = f"{settings.tiles.url!r} is no address of tiles."
        fix = "Write it as https://host/{z}/{x}/{y}.png."
        raise _refused(path, _line_of(text, "url"), "tiles.url", message, fix)
    for name, side in settings.sides.items():
        if side.camp not in settings.camps:
            message = f"side {name!r} belongs to camp {side.camp!r}, which is not declared."
            raise _refused(
                path, _line_of(text, f"sides.{name}"), "sides", message, f"Add [camps.{side.camp}] with a label."
            )
    _check_citation(settings.citation, path, text)
    _check_online(settings.online, path, text)


_TILE_URL = re.compile(r"https?://[\w.{}-]+(:\d+)?/[^\s<>\"']*\{z\}[^\s<>\"']*$", re.ASCII)
"""Its host goes into the page's policy, so nothing else may slip in with it."""


def _check_citation(citation: Citation, path: Path, text: str) -> None:
    if citation.doi and not re.fullmatch(r"10\.\d{4,9}/[!-~]+", citation.doi):
        message, fix = f"doi {show(citation.doi)} is no DOI.", 'Write it as doi = "10.5281/zenodo.1234567".'
        raise _refused(path, _line_of(text, "doi"), "doi", message, fix)
    if citation.date and not re.fullmatch(r"\d{4}(-\d{2}(-\d{2})?)?", citation.date):
        message = f"date {show(citation.date)} is no date."
        raise _refused(path, _line_of(text, "date"), "date", message, 'Write it as date = "2024-04-11".')
    if any(not (author.name or author.family_names) for author in citation.authors):
        message, fix = "an author has no name.", 'Write family-names = "..." for a person, name = "..." for a group.'
        raise _refused(path, _line_of(text, "[citation.authors"), "citation.authors", message, fix)


def _check_online(online: Online, path: Path, text: str) -> None:
    least = {"deadline_s": 0.1, "retries": 0, "failures": 1, "again_after_days": 0.0}
    for key, number in least.items():
        if getattr(online, key) < number:
            message = f"{key} = {getattr(online, key)} is too small."
            raise _refused(path, _line_of(text, key), f"online.{key}", message, f"Write {number} or more.")
    for service in online.services:
        if service.name == "nominatim" and not service.domain and service.pause_s < 1:
            message = f"{service.pause_s} s between requests is too short: the public Nominatim allows one a second."
            raise _refused(path, _line_of(text, "pause_s"), "online.services", message, "Write pause_s = 1.0 or more.")


def _is_country(code: str) -> bool:
    return bool(re.fullmatch("[A-Z]{2}", code))


def _refused(path: Path, line: int | None, key: str, message: str, fix: str) -> SettingsError:
    problem = Problem(path.name, line, key, "", message, fix, "settings")
    return SettingsError(str(problem), problems=[problem])


def _key(message: str) -> str:
    """The key that msgspec names: in "... - at `$.border[0]`", or "unknown field `x`"."""
    found = re.search(r"unknown field `([^`]+)`", message) or re.search(r"`\$\.([A-Za-z_]+)", message)
    return found[1] if found else ""


def _line_of(text: str, key: str) -> int | None:
    """Line of the first mention of a key or table, since the TOML reader keeps no positions."""
    pattern = re.compile(rf"^\s*\[?{re.escape(key)}\b") if key else None
    lines = enumerate(text.splitlines(), 1)
    return next((number for number, line in lines if pattern and pattern.match(line)), None)
