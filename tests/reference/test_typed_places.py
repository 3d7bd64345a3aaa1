"""The specification of `near` in `typed_places.txt`: what people type, and what they get."""

import re
import time
from pathlib import Path

import pytest

from reference.informal_areas import counties_written_behind, informal_areas
from reference.models import County, LocalAuthority, Postcode, Region
from reference.places import Answer, Located, NotLocated, SeveralPlaces, resolve, split_place
from reference.positions import GridPoint

pytestmark = pytest.mark.django_db


SPECIFICATION = (Path(__file__).parent / "typed_places.txt").read_text(encoding="utf-8")


def rows(section: str) -> list[list[str]]:
    lines = SPECIFICATION.partition(f"[{section}]")[2].partition("\n\n")[0].splitlines()[1:]
    return [visible(line).split(" -> ") for line in lines]


def visible(line: str) -> str:
    return re.sub(r"\\u([0-9a-f]{4})", lambda code: chr(int(code[1], 16)), line)


def known(texts: list[str]) -> bool:
    return all(isinstance(resolve(text), Located) for text in texts)


@pytest.mark.parametrize(("typed", "value"), rows("found"))
def test_a_place_is_found(typed, value, django_assert_num_queries):
    with django_assert_num_queries(1):
        found = resolve(typed)
    assert isinstance(found, Located), found
    assert found.value == value
    assert found.note == "" or typed == "PL48"


@pytest.mark.parametrize(("typed", "expected"), rows("noted"))
def test_a_place_that_is_not_quite_what_they_typed_says_so(typed, expected):
    value, _, words = expected.partition(": ")
    found = resolve(typed)
    assert isinstance(found, Located), found
    assert found.value == value
    assert words in found.note
    assert len(found.note) < 250


@pytest.mark.parametrize(("typed", "choices"), rows("asked"))
def test_a_name_that_can_be_several_places_is_a_question(typed, choices):
    answer = resolve(typed)
    assert isinstance(answer, SeveralPlaces), answer
    values = [option.value for option in answer.options]
    assert values[: len(choices.split("; "))] == choices.split("; ")
    assert known(values)


@pytest.mark.parametrize(("typed", "offered"), rows("areas"))
def test_an_area_is_answered_with_filters_and_towns(typed, offered):
    answer = resolve(typed)
    assert isinstance(answer, NotLocated), answer
    filters = {":".join(area) for area in answer.areas}
    assert set(offered.split("; ")) <= filters | set(answer.suggestions), answer
    assert known(list(answer.suggestions))


@pytest.mark.parametrize("row", rows("said"), ids=lambda row: row[0])
def test_what_is_no_place_is_answered_in_a_sentence(row):
    typed, words, *suggestions = row
    answer = resolve(typed)
    assert isinstance(answer, NotLocated), answer
    assert words in answer.sentence
    assert not answer.areas
    wanted = suggestions[0].split("; ") if suggestions else []
    assert list(answer.suggestions[: len(wanted)]) == wanted
    assert bool(answer.suggestions) == bool(wanted), answer
    assert known(list(answer.suggestions)), "one question is enough"


def test_a_full_postcode_that_the_table_lacks_is_searched_from_its_sector_and_says_so():
    plymouth = LocalAuthority.objects.get(slug="plymouth")
    assert resolve("PL4 8ZZ").note == ""
    Postcode.objects.create(
        postcode="PL48AA", nation="E", authority=plymouth, position=GridPoint(248077, 55025)
    )
    answer = resolve("PL4 8ZZ")
    assert isinstance(answer, Located)
    assert (answer.value, answer.note) == (
        "PL4 8",
        "We do not know PL4 8ZZ. We search from PL4 8.",
    )


def test_everything_that_the_informal_areas_offer_exists():
    models = {"county": County, "region": Region, "authority": LocalAuthority}
    areas = set(informal_areas().values())
    assert len(areas) > 40
    for area in areas:
        assert [resolve(town).value for town in area.towns] == list(area.towns), area.name
        for name, slug in area.areas:
            assert models[name].objects.filter(slug=slug).exists(), (area.name, slug)
    for slug in counties_written_behind():
        assert LocalAuthority.objects.filter(slug=slug).exists(), slug


@pytest.mark.parametrize(
    ("words", "rest", "place"),
    [
        ("dance in the Cotswolds", "dance", "the Cotswolds"),
        ("music near Teesside free", "music free", "Teesside"),
        ("led by artists in the Peak District", "led by artists", "the Peak District"),
    ],
)
def test_an_informal_area_in_a_search_is_its_place(words, rest, place):
    assert split_place(words) == (rest, place)


@pytest.mark.parametrize("typed", ["x" * 200, "a b " * 50, "12 High Street, " * 12, "PL4 " * 50])
def test_nonsense_is_answered_soon(typed):
    resolve(typed)
    began = time.perf_counter()
    answer: Answer = resolve(typed)
    assert isinstance(answer, NotLocated | Located)
    assert time.perf_counter() - began < 0.5, "thirty thousandths, on a machine that is not busy"
