"""Places that share a name: which of them is meant, or the question which."""

from collections.abc import Iterable
from dataclasses import replace
from itertools import chain

from django.db.models import Q

from reference.found_places import Answer, Located, NotLocated, PlaceOption, SeveralPlaces
from reference.informal_areas import counties_written_behind
from reference.models import Place
from reference.names import name_key, spelled_out
from reference.postcode_places import for_schools_in_england

# A town with so many times the people of each namesake is the one that is meant. A short name
# (“Newcastle” for Newcastle upon Tyne) counts for a fifth.
DWARFS = 10
SHORT_NAME_WEIGHT = 0.2

MOST_OPTIONS = 8
_MOST_LONGER = 3
_LONGEST_NAME = 6

_SEVERAL = "There are several places of that name. Which one do you mean?"
_ONE_ELSEWHERE = "Elsewhere there is one of that name. Is it yours?"
_LONGER_THERE = "Names there begin with it, places elsewhere have it. Which one do you mean?"


def places_named(keys: list[str], beginning: str = "") -> list[Place]:
    """Places of these names, and of every name that one of these begins with.

    With those whose own name goes on after the word `beginning`: Norton St Philip.
    """
    names = {
        " ".join(words[:length])
        for words in (key.split() for key in keys)
        for length in range(1, min(len(words), _LONGEST_NAME) + 1)
    }
    wanted = Q(keys__overlap=sorted(names | {key for key in keys if len(key) < 80}))
    if beginning:
        wanted |= Q(main_key__startswith=f"{beginning} ")
    areas = ("authority__region", "authority__county")
    return list(Place.objects.active().filter(wanted).select_related(*areas))


def area_keys(place: Place) -> set[str]:
    """What people may write behind its name: “Newport, Shropshire”, “Hull, Yorkshire”."""
    authority = place.authority
    if authority is None:
        return {name_key(place.qualifier)}
    words = [place.qualifier, authority.name, authority.official_name, *authority.synonyms]
    words += [authority.county.name, authority.region.name, *authority.region.synonyms, "England"]
    return set(map(name_key, words)).union(counties_written_behind().get(authority.slug, ()))


def qualified(places: list[Place], keys: list[str]) -> list[Place]:
    """Those whose name begins a reading and whose area ends it, the closest fits only.

    Its own qualifier fits better than another area around it, its name better than an alias.
    """
    fits: dict[tuple[bool, bool], list[Place]] = {}
    for place in places:
        areas, qualifier = area_keys(place), name_key(place.qualifier)
        found = [
            (rest != qualifier, name != place.main_key)
            for name in place.keys
            for key in keys
            if key.startswith(f"{name} ")
            and (rest := spelled_out(key.removeprefix(f"{name} "))) in areas
        ]
        if found:
            fits.setdefault(min(found), []).append(place)
    return fits[min(fits)] if fits else []


def choose(
    places: list[Place],
    key: str,
    *,
    among: list[Place] | None = None,
    region: str = "",
    is_home: bool = False,
    longer: Iterable[Place] = (),
) -> Answer:
    """One of places that share a name, or the question which is meant.

    `among` are all places of that name, when `places` were picked by their area already. Those
    in `region`, where there are some, are meant rather than the others, and asked about first;
    one that people shorten so (“Newcastle”, “Sutton” of Sutton Coldfield) is no less there than
    one that has the name whole.
    Where there are none and the region `is_home`, nothing elsewhere is taken without asking: our
    list is not all of England. Offered with them are the `longer` names of the region, which
    people shorten.
    """
    english = [place for place in places if place.nation == "E"]
    if not english:
        return NotLocated(_abroad(places[0]))
    ranked = sorted(english, key=lambda place: -_weight(place, key))
    inside = [place for place in ranked if is_in(place, region)]
    absent_from = "" if inside or among is not None else region
    shortened = [place for place in longer if is_in(place, region) and place not in places]
    beside = shortened if inside else []
    meant = sorted([*inside, *beside], key=lambda place: -_weight(place, key)) or ranked
    if not _is_clear(meant, key) or meant[0] in beside or (absent_from and is_home):
        return _ask(ranked, shortened, region, absent_from)
    return replace(_taken(meant[0], ranked, among or places, key), absent_from=absent_from)


def _is_clear(ranked: list[Place], key: str) -> bool:
    """Whether the first is meant rather than the next."""
    first = _weight(ranked[0], key)
    return all(first >= DWARFS * _weight(rival, key) for rival in ranked[1:2])


def _taken(first: Place, ranked: list[Place], among: list[Place], key: str) -> Located:
    """As the one that is meant, with the others to choose instead."""
    value = plain_value(first, among)
    others = [place for place in ranked if place is not first]
    return Located(
        label=value,
        value=value,
        position=first.position,
        authority=first.authority,
        kind="place",
        alternatives=tuple(_option(place) for place in others[:MOST_OPTIONS]),
        full_label=str(first),
        is_alias=first.main_key != key and not key.startswith(f"{first.main_key} "),
    )


def options_of(answer: Answer) -> tuple[PlaceOption, ...]:
    """What to choose between: the places of an answer."""
    if isinstance(answer, Located):
        return (PlaceOption(answer.label, answer.value),)
    return answer.options if isinstance(answer, SeveralPlaces) else ()


def is_in(place: Place | Located, region: str) -> bool:
    return place.authority is not None and place.authority.region.slug == region


def _weight(place: Place, key: str) -> float:
    people = max(place.population, 100)
    return people if place.main_key == key else people * SHORT_NAME_WEIGHT


def _abroad(place: Place) -> str:
    return for_schools_in_england(f"{place.name} is in {place.get_nation_display()}")


def _option(place: Place) -> PlaceOption:
    return PlaceOption(label=str(place), value=str(place))


def _ask(
    places: list[Place], shortened: list[Place], region: str, absent_from: str
) -> SeveralPlaces:
    """Those of the region, its longer names, then the others."""
    groups = (
        [place for place in places if is_in(place, region)],
        shortened[:_MOST_LONGER],
        [place for place in places if not is_in(place, region)],
    )
    biggest_first = [sorted(group, key=lambda one: (-one.population, one.pk)) for group in groups]
    asked = list(chain.from_iterable(biggest_first))[:MOST_OPTIONS]
    begin_so = bool(absent_from and groups[1])
    sentence = _LONGER_THERE if begin_so else _SEVERAL if len(asked) > 1 else _ONE_ELSEWHERE
    options = tuple(map(_option, asked))
    return SeveralPlaces(f"{sentence} If not, type a postcode.", options, absent_from)


def plain_value(place: Place, places: list[Place]) -> str:
    """The name alone where that finds this place, else with its qualifier."""
    rivals = [
        _weight(other, place.main_key)
        for other in places
        if other.nation == "E" and other.pk != place.pk and place.main_key in other.keys
    ]
    alone = all(_weight(place, place.main_key) >= DWARFS * rival for rival in rivals)
    return place.name if alone else str(place)
