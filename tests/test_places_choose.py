"""Of several places of one name the likeliest is chosen, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from geomap.places.choose import NEIGHBOUR_KM, ODDS_ON, Asked, apart, chances_of, choose, rough_km
from geomap.places.index import Place
from geomap.places.names import sound_keys

PLACES = st.lists(
    st.builds(
        Place,
        ref=st.integers(1, 10**6).map("geonames:{}".format),
        name=st.sampled_from(["Popivka", "Popovka", "Artemivsk"]),
        names=st.just(("Popivka",)),
        country=st.just("UA"),
        admin1=st.just(""),
        lat=st.floats(45, 52),
        lon=st.floats(23, 40),
        population=st.integers(0, 10**6),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda place: place.ref,
)
ASKED = st.builds(
    Asked,
    name=st.sampled_from(["Popivka", "Popovka", "Попівка"]),
    form=st.sampled_from(["name", "case", "sister"]),
    has_region=st.booleans(),
    lists_villages=st.booleans(),
    namesakes=st.integers(1, 50),
)


def place(name: str, population: int, lat: float, *names: str) -> Place:
    return Place(f"t:{name}{lat}", name, names, "UA", "", lat, 35.0, population)


def asked(name: str, **more: object) -> Asked:
    return Asked(name, keys=frozenset(sound_keys(name)), **more)  # type: ignore[arg-type]


def km_from_the_50th_parallel(places: Sequence[Place]) -> list[float]:
    return [abs(one.lat - 50) * 111 for one in places]


@given(fits=PLACES, known=ASKED)
def test_chances_never_add_up_to_more_than_one_and_only_a_good_one_is_an_answer(
    fits: list[Place], known: Asked
) -> None:
    fits = apart(fits)
    chances = chances_of(fits, known)
    assert sum(chances.values()) < 1
    choice = choose(fits, known)
    if choice is None:
        assert max(chances.values()) < ODDS_ON
    else:
        assert chances[choice.place] == max(chances.values())
        around = [chances[one] for one in fits if rough_km(one, choice.place) <= NEIGHBOUR_KM]
        assert sum(around) >= ODDS_ON
        assert choice.has_neighbours == (chances[choice.place] < ODDS_ON)


@given(fits=PLACES, known=ASKED)
def test_more_inhabitants_and_a_known_region_never_speak_against_a_place(fits: list[Place], known: Asked) -> None:
    first, *others = apart(fits)
    larger = replace(first, population=first.population + 9999)
    assert chances_of([larger, *others], known)[larger] >= chances_of([first, *others], known)[first]


def test_a_city_is_chosen_among_hamlets_and_none_among_hamlets() -> None:
    city, *hamlets = place("Sumy", 250_000, 51.0), place("Sumy", 300, 48.0), place("Sumy", 200, 49.0)
    assert choose([city, *hamlets], asked("Sumy", namesakes=3)).place is city  # type: ignore[union-attr]
    assert choose(hamlets, asked("Sumy", namesakes=2)) is None


def test_the_place_of_todays_name_goes_before_one_that_bore_it_once() -> None:
    today, once = place("Artemivsk", 7_000, 48.4), place("Bakhmut", 9_000, 48.6, "Artemivsk")
    assert chances_of([once, today], asked("Artemivsk"))[today] > chances_of([once, today], asked("Artemivsk"))[once]


def test_a_place_entered_twice_is_one_place_with_the_names_of_both() -> None:
    listed = Place("t:1", "Prymorske", (), "UA", "", 48.0, 35.0, 10_543)
    elsewhere = Place("t:1", "Primorskoye", ("Morske",), "UA", "", 48.3, 35.0, 0, "PPL")
    beside = Place("t:2", "Приморське", (), "UA", "", 48.02, 35.0, 0, "PPL")
    (place,) = apart([beside, elsewhere, listed])
    assert (place.ref, place.name, place.population) == ("t:1", "Prymorske", 10_543)
    assert set(place.names) == {"Primorskoye", "Morske", "Приморське"}
    (place,) = apart([replace(elsewhere, population=12_000), listed])
    assert (place.name, place.population) == ("Prymorske", 12_000)
    suburb = Place("t:3", "Rybatske", (), "UA", "", 48.06, 35.0, 900, "PPL")
    (place,) = apart([suburb, listed])
    assert place.names == ()


def test_a_village_with_the_number_of_a_listed_city_of_its_name_has_none() -> None:
    city = Place("t:1", "Mykolaiv", (), "UA", "", 46.9, 32.0, 498_748)
    copy = Place("t:2", "Mikolayiv", ("Mykolaiv",), "UA", "", 50.3, 25.0, 498_748, "PPL")
    town = Place("t:3", "Mykolaiv", (), "UA", "", 49.5, 24.0, 14_498)
    places = apart([copy, city, town])
    assert [(place.ref, place.population) for place in places] == [("t:1", 498_748), ("t:3", 14_498), ("t:2", 0)]
    assert choose(places, asked("Mykolaiv", namesakes=3)).place.ref == "t:1"  # type: ignore[union-attr]


def test_a_city_is_found_by_a_name_that_it_bore_once() -> None:
    city, village = place("Bakhmut", 80_500, 48.6, "Artemivsk"), place("Kypuche", 7_203, 48.4, "Artemivsk")
    choice = choose([city, village], asked("Artemivsk", namesakes=3))
    assert choice is not None
    assert choice.place is city


def test_a_city_is_not_taken_for_villages_that_bear_its_old_name_today() -> None:
    city = place("Donetsk", 901_645, 48.0, "Oleksandrivka")
    villages = [place("Oleksandrivka", 5_740, 47.0), place("Oleksandrivka", 5_740, 48.6)]
    known = asked("Oleksandrivka", has_region=True, lists_villages=True, namesakes=80)
    assert choose([city, *villages], known) is None
    named = place("Zaporizhzhia", 710_052, 47.8, "Zaporozhye")
    choice = choose([named, place("Zaporozhye", 3_004, 48.6)], asked("Zaporozhye", namesakes=4))
    assert choice is not None
    assert choice.place is named


def test_namesakes_side_by_side_are_one_answer_that_is_less_exact() -> None:
    beside = [place("Ed Dahr", 0, 48.0), place("Ed Dahr", 0, 48.04), place("Ed Dahr", 0, 48.06)]
    known = asked("Ed Dahr", has_region=True, lists_villages=True, namesakes=3)
    choice = choose(beside, known)
    assert choice is not None
    assert choice.has_neighbours
    assert choice.reason == "3 places of this name lie within 8 km"
    assert choose([*beside[:2], place("Ed Dahr", 0, 49.0)], known) is None


def test_a_slip_of_the_pen_is_mended_where_the_name_is_long_and_villages_are_listed() -> None:
    village = [Place("t:1", "Manukhivka", (), "UA", "", 50.0, 35.0, 0, "PPL")]
    known = asked("Manukhivka", form="slip", lists_villages=True)
    assert choose(village, known) is not None
    assert choose(village, replace(known, lists_villages=False)) is None
    assert choose(village, replace(known, sounds=4, namesakes=3)) is None
    assert choose([replace(village[0], population=40_000)], replace(known, lists_villages=False)) is not None


def test_size_alone_decides_nothing_against_a_namesake_at_the_border() -> None:
    town, hamlet = place("Lyman", 20_000, 48.0), place("Lyman", 300, 50.1)
    border = asked("Lyman", namesakes=2, border_km=km_from_the_50th_parallel, zone_km=20)
    assert choose([town, hamlet], asked("Lyman", namesakes=2)) is not None
    choice = choose([town, hamlet], border)
    assert choice is not None
    assert choice.place is hamlet
    assert "from the border" in choice.reason
    beside = place("Lyman", 300, 50.5)
    assert choose([town, hamlet, beside], border) is None


def test_a_place_beside_the_others_of_its_event_is_meant() -> None:
    town, hamlet = place("Lyman", 20_000, 48.0), place("Lyman", 300, 50.1)
    choice = choose([town, hamlet], asked("Lyman", near=[(50.2, 35.1)]))
    assert choice is not None
    assert choice.place is hamlet
