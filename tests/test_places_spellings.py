"""Names of a real country file, written by rules that the resolver does not share, come back to their place."""

from __future__ import annotations

import itertools
import os
import random
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from geomap.places.added import AddedGazetteers, add
from geomap.places.answers import Toponym
from geomap.places.choose import sphere_km
from geomap.places.gazetteer import INDEX_NAME, Gazetteer
from geomap.places.regions import Regions
from geomap.places.resolve import Resolver

SAMPLE = 120
Village = tuple[str, float, float, str]
"""Ukrainian name, latitude, longitude, region."""

SOUNDS = "a b v h g d e zh z y i i i k l m n o p r s t u f kh ts ch sh"
KMU = dict(zip("абвгґдежзиіїйклмнопрстуфхцчш", SOUNDS.split(" "), strict=True))
KMU |= {"щ": "shch", "ь": "", "є": "ie", "ю": "iu", "я": "ia", "'": "", "’": ""}
LATIN: dict[str, dict[str, str]] = {
    "KMU 2010": KMU,
    "BGN/PCGN": KMU | {"й": "y", "ї": "yi", "є": "ye", "ю": "yu", "я": "ya", "ь": "’", "’": "”"},
    "scholarly": KMU
    | {
        "ж": "ž",
        "й": "j",
        "ї": "ji",
        "є": "je",
        "х": "x",
        "ц": "c",
        "ч": "č",
        "ш": "š",
        "щ": "šč",
        "ю": "ju",
        "я": "ja",
    },
    "ISO 9": KMU
    | {"г": "g", "ж": "ž", "и": "i", "і": "ì", "ї": "ï", "й": "j", "є": "ê", "х": "h", "ц": "c", "ч": "č", "ш": "š"}
    | {"щ": "ŝ", "ю": "û", "я": "â", "ь": "ʹ"},
    "German": KMU
    | {"в": "w", "ж": "sch", "з": "s", "й": "j", "ї": "ji", "є": "je", "х": "ch", "ц": "z", "ч": "tsch", "ш": "sch"}
    | {"щ": "schtsch", "ю": "ju", "я": "ja"},
    "Polish": KMU
    | {"в": "w", "ж": "ż", "й": "j", "ї": "ji", "є": "je", "х": "ch", "ц": "c", "ч": "cz", "ш": "sz", "щ": "szcz"}
    | {"ю": "ju", "я": "ja"},
}
AROUND = (
    "{}",
    "village of {}",
    "near {}",
    "on the northern outskirts of {}",
    "{} settlement",
    "{}, {region}",
    "{} ({region})",
)
CASES = {"ка": ("ку", "ки", "кою"), "не": ("ному", "ного"), "ин": ("ині", "ина"), "ів": ("ові", "ова"), "ці": ("цях",)}


@pytest.fixture(scope="module")
def villages(shared: Path) -> list[Village]:
    regions = {"07": "Kharkiv", "21": "Sumy", "02": "Chernihiv", "05": "Donetsk", "18": "Poltava", "08": "Kherson"}
    with zipfile.ZipFile(shared / "samples" / "gazetteers" / "UA.zip") as archive:
        rows = [line.split("\t") for line in archive.read("UA.txt").decode().splitlines()]
    named = [
        (name, float(row[4]), float(row[5]), f"{regions[row[10]]} Oblast")
        for row in rows
        for name in row[3].split(",")[:20]
        if row[10] in regions and re.fullmatch("[А-ЩЬЮЯЄІЇҐ][а-щьюяєіїґ’' -]{4,}", name) and re.search("[іїєґ]", name)
    ]
    return random.Random(4).sample(named, SAMPLE)


@pytest.fixture(scope="module")
def resolver(cache: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Resolver]:
    with Gazetteer(cache) as towns:
        assert towns.is_available
    folder = tmp_path_factory.mktemp("ukraine")
    os.link(cache / INDEX_NAME, folder / INDEX_NAME)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GEOMAP_CACHE", str(folder))
        add(shared / "samples" / "gazetteers" / "UA.zip")
        with Gazetteer(folder) as towns, closing(AddedGazetteers()) as added:
            yield Resolver(towns, None, Regions(None), added=[added])


def outcomes(resolver: Resolver, asked: list[tuple[str, Village]]) -> Counter[str]:
    """right, open (ambiguous, with the place among the candidates), lost, or wrong."""
    counts: Counter[str] = Counter()
    for text, (_, lat, lon, region) in asked:
        answer = resolver.resolve(Toponym(text, "Україна", region))
        if answer.status == "found":
            counts["right" if sphere_km((answer.lat, answer.lon), (lat, lon)) <= 10 else "wrong"] += 1
        else:
            near = any(sphere_km((one.lat, one.lon), (lat, lon)) <= 10 for one in answer.candidates)
            counts["open" if near else "lost"] += 1
    return counts


def latin(name: str, system: str) -> str:
    return "".join(LATIN[system].get(letter, letter) for letter in name.lower()).title()


@pytest.mark.parametrize("system", LATIN)
def test_a_name_in_any_transliteration_comes_back_or_stays_open(
    resolver: Resolver, villages: list[Village], system: str
) -> None:
    counts = outcomes(resolver, [(latin(village[0], system), village) for village in villages])
    assert counts["right"] + counts["open"] >= 0.96 * SAMPLE, counts
    assert counts["wrong"] <= 0.04 * SAMPLE, counts  # hamlets with a larger namesake in their region


@pytest.mark.parametrize("around", AROUND)
def test_words_around_a_name_change_nothing(resolver: Resolver, villages: list[Village], around: str) -> None:
    bare = outcomes(resolver, [(latin(village[0], "KMU 2010"), village) for village in villages])
    asked = [(around.format(latin(village[0], "KMU 2010"), region=village[3]), village) for village in villages]
    assert abs(outcomes(resolver, asked)["right"] - bare["right"]) <= 0.02 * SAMPLE


def test_a_name_in_a_case_of_running_text_comes_back_or_stays_open(resolver: Resolver, villages: list[Village]) -> None:
    asked = [
        (f"біля {name[: -len(ending)]}{form}", village)
        for village in villages
        for name in [village[0]]
        for ending, forms in CASES.items()
        for form in forms
        if name.endswith(ending) and " " not in name
    ]
    counts = outcomes(resolver, asked)
    assert counts.total() > 60
    assert counts["right"] + counts["open"] >= 0.95 * counts.total(), counts
    assert counts["wrong"] <= 0.04 * counts.total(), counts


def test_two_letters_exchanged_in_a_known_region_seldom_lead_elsewhere(
    resolver: Resolver, villages: list[Village]
) -> None:
    chance = random.Random(5)
    asked = []
    for village in villages:
        name = latin(village[0], "KMU 2010")
        at = chance.randrange(1, len(name) - 2)
        asked.append((name[:at] + name[at + 1] + name[at] + name[at + 2 :], village))
    counts = outcomes(resolver, asked)
    assert counts["right"] + counts["open"] >= 0.75 * SAMPLE, counts
    assert counts["wrong"] <= 0.04 * SAMPLE, counts


def test_a_name_that_the_country_does_not_have_is_refused(resolver: Resolver, villages: list[Village]) -> None:
    made_up = [f"{one[0][:4]}{other[0][-5:]}" for one, other in itertools.pairwise(villages)]
    known = {name.casefold() for name, *_ in villages}
    found = [
        name
        for name in made_up
        if name.casefold() not in known and resolver.resolve(Toponym(f"{name}щуй", "UA", "Суми")).status == "found"
    ]
    assert found == []
