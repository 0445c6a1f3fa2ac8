"""Made-up reports with texts as varied as real ones, the same for the same seed.

Texts are drawn from made-up words and set phrases whose frequencies follow Zipf's law, as those of
real languages do, with numbers, names and addresses among them. `text_ratio` says how far gzip
shrinks the text alone: the claims of data/ shrink to a third, and a benchmark whose text shrank to a
tenth would flatter whatever compresses.
"""

from __future__ import annotations

import gzip
from pathlib import Path

import numpy as np
import pandas as pd
import shapely
from numpy.typing import NDArray

from geomap.border import read_border
from geomap.records import EVENT_TYPES

DATA = Path(__file__).resolve().parents[2] / "data"
SEED = 20240312
WORDS, PHRASES, PLACES, OUTLETS = 20_000, 5_000, 4_000, 80
EXACT = 0.25
"""Share of events with coordinates of their own; the others have their settlement's, as most have in such records."""
TEXTS = ("title", "summary", "source_url")
"""Columns that count as text: what no two events share."""

_ONSETS = "n s t r l m k d p v b g st z h pr f sh tr kr ch br gr sk vl"

Texts = NDArray[np.object_]
Random = np.random.Generator


def write_table(folder: Path, events: int, characters: int) -> Path:
    """A flat CSV with about so many characters of text an event, and a border beside it."""
    (folder / "border").symlink_to(DATA / "border")
    (folder / "map.toml").write_text('border = ["RU", "UA"]\nlanguages = ["en"]\n', encoding="utf-8")
    path = folder / "flat.csv"
    table(events, characters).to_csv(path, index=False)
    return path


def text_ratio(frame: pd.DataFrame) -> float:
    """How many times smaller gzip makes the texts, one after another."""
    text = "\n".join(row for name in TEXTS for row in frame[name].head(20_000)).encode()
    return len(text) / len(gzip.compress(text, 9))


def table(events: int, characters: int) -> pd.DataFrame:
    """Events of 18 months around places near the border; a few places and outlets have most of them."""
    random = np.random.default_rng(SEED)
    words = _words(random)
    pieces = _pieces(words, random)
    place, outlet = _often(PLACES, events, random), _often(OUTLETS, events, random)
    lon, lat = _inside(PLACES, random)
    exact = random.random(events) < EXACT
    days = np.datetime64("2023-01-01") + np.sort(random.integers(0, 540, events))  # as records are kept
    brief = characters < 200
    urls = _addresses(outlet, _sentences(events, 1 if brief else 4, words, random), random)
    title = _with_number(_sentences(events, 2 if brief else 5, pieces, random), random)
    left = characters - np.mean([len(a) + len(b) for a, b in zip(urls[:2000], title[:2000], strict=True)])
    each = np.mean([len(text) for text in _sentences(2000, 10, pieces, random)]) / 10
    return pd.DataFrame(
        {
            "date": days.astype(str),
            "place": _names(words)[place],
            "title": title,
            "summary": _sentences(events, round(left / each), pieces, random),
            "event_type": random.choice([value.name for value in EVENT_TYPES], events),
            "actors": random.choice(["Unit A; Unit B", "Unit C", "Unit A", "Unit D; Unit E"], events),
            "location_precision": np.where(exact, "point", "settlement"),
            "lat": (lat[place] + exact * random.normal(0, 0.02, events)).round(5),
            "lon": (lon[place] + exact * random.normal(0, 0.03, events)).round(5),
            "source_name": ("The " + pd.Series(words[PLACES : PLACES + OUTLETS]) + " Courier").to_numpy()[outlet],
            "source_url": urls,
        }
    )


def _words(random: Random) -> Texts:
    """Made-up words, frequent ones mostly short."""
    onsets = np.array(_ONSETS.split(), dtype=object)
    vowels = np.array([*"aeiouy", "ai", "ie", "ou"], dtype=object)
    codas = np.array(["", "", "", "n", "r", "s", "t", "l", "m", "k", "v"], dtype=object)
    count = 4 * WORDS
    syllables = [
        onsets[_often(len(onsets), count, random)]
        + vowels[_often(len(vowels), count, random)]
        + random.choice(codas, count)
        for _ in range(4)
    ]
    lengths = random.choice(4, count, p=[0.1, 0.4, 0.35, 0.15])
    words = np.array(["".join(parts[: n + 1]) for n, *parts in zip(lengths, *syllables, strict=True)], dtype=object)
    words = np.array(list(dict.fromkeys(words))[:WORDS], dtype=object)
    return words[np.argsort([len(word) + random.normal(0, 2.5) for word in words], kind="stable")]


def _pieces(words: Texts, random: Random) -> Texts:
    """What sentences are made of: words, and phrases that are said again and again."""
    phrases = _sentences(PHRASES, 4, words, random)
    pieces = np.concatenate([words, phrases])
    return pieces[np.argsort(np.concatenate([np.arange(WORDS), 2.5 * np.arange(PHRASES)]), kind="stable")]


def _names(words: Texts) -> Texts:
    """Names of places, of two words each, so that no gazetteer knows them by chance."""
    first, second = words[:PLACES], words[PLACES : 2 * PLACES]
    return np.array([f"{a} {b}".title() for a, b in zip(first, second, strict=True)], dtype=object)


def _sentences(count: int, length: int, pieces: Texts, random: Random) -> Texts:
    """Texts of so many pieces each."""
    drawn = pieces[_often(len(pieces), count * length, random)].reshape(count, length)
    return np.array([" ".join(row) for row in drawn], dtype=object)


def _with_number(texts: Texts, random: Random) -> Texts:
    return texts + " " + random.integers(2, 400, len(texts)).astype(str).astype(object)


def _addresses(outlet: NDArray[np.int64], slugs: Texts, random: Random) -> Texts:
    numbers = random.integers(10**5, 10**6, len(slugs))
    rows = zip(outlet, slugs, numbers, strict=True)
    return np.array(
        [f"https://n{at}.example/{slug.replace(' ', '-')}-{number}" for at, slug, number in rows], dtype=object
    )


def _often(kinds: int, count: int, random: Random) -> NDArray[np.int64]:
    """Numbers below `kinds`, low ones often: Zipf's law with Mandelbrot's correction."""
    share = 1 / (np.arange(kinds) + 2.7)
    return np.searchsorted(np.cumsum(share) / share.sum(), random.random(count)).clip(max=kinds - 1)


def _inside(count: int, random: Random) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes of random points inside the border's regions."""
    regions = read_border(DATA / "border").regions
    area = shapely.union_all(regions.geometry[regions["role"] == "border"].to_numpy())
    shapely.prepare(area)
    west, south, east, north = area.bounds
    lon, lat = random.uniform(west, east, 4 * count), random.uniform(south, north, 4 * count)
    inside = shapely.contains_xy(area, lon, lat)
    return lon[inside][:count], lat[inside][:count]
