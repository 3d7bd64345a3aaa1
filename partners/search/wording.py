"""A search in words: the heading, the title, what was searched for."""

from __future__ import annotations

from collections.abc import Sequence

from partners.search.facets import AREAS, FACETS
from partners.search.query import ANY_DISTANCE
from partners.search.radius import ENOUGH_PARTNERS
from partners.search.reasons import in_miles
from partners.search.search import Search
from reference.area_names import with_article
from reference.found_places import quoted
from reference.places import NotLocated, SeveralPlaces
from reference.positions import METRES_PER_MILE

_MOST_AREAS_NAMED = 2
_LONGEST_PLACE = 40  # letters of what somebody typed as one, in a heading
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


def heading(search: Search) -> str:
    """“48 partners within 20 miles of M4 5JD”: the number, and the place if there is one.

    “Not searched near “Cardiff”: 152 partners anywhere in England” where we had to go without.
    """
    where = _where(search)
    if search.answer is not None and search.place is None:
        found = partners(search.total) if search.total else "no partners match the rest"
        return f"{_not_near(search)}: {found}{where or ' anywhere in England'}"
    if search.total:
        return f"{partners(search.total)}{where}"
    narrowed = search.query.values or search.words.offers is not None
    return f"No partners match all of that{where}" if narrowed else f"No partners{where}"


def title(search: Search) -> str:
    if search.pages == 1:
        return heading(search)
    return f"{heading(search)} (page {search.page} of {search.pages})"


def _not_near(search: Search) -> str:
    """So that what was found without the place does not look like an answer about it."""
    near = search.query.near
    near = near if len(near) <= _LONGEST_PLACE else f"{near[:_LONGEST_PLACE]}…"
    return f"Not searched near “{near}”"


def which_place(search: Search) -> str:
    """What a name was taken for that others have, too, or the question; a place's note first."""
    answer, typed = search.answer, quoted(search.query.near)
    if answer is None or isinstance(answer, NotLocated):
        return answer.sentence if answer else ""
    absent = ""
    if option := search.index.options["region"].get(answer.absent_from):
        absent = f"We know no {typed} in {with_article(option.label)}"
    if isinstance(answer, SeveralPlaces):
        return f"{absent}. {answer.sentence}" if absent else answer.sentence
    if absent:
        taken = f"{absent}; we took it as {answer.full_label}."
    else:
        is_said = answer.alternatives or answer.is_alias
        taken = f"We took {typed} as {answer.full_label}." if is_said else ""
    return " ".join(filter(None, [answer.note, taken]))


def instead_of_a_place(search: Search) -> str:
    """Whom the page shows where the place was not understood."""
    if not search.total:
        return "Nobody matches the rest of the search, wherever they work."
    return f"Shown below: partners{_where(search) or ' anywhere in England'}."


def partners(number: int) -> str:
    return "1 partner" if number == 1 else f"{number:,} partners"


def in_words(search: Search) -> str:
    """Everything asked for, for those who read it on paper."""
    query = search.query
    parts = [f"“{query.q}”"] if query.q else []
    if search.place:
        parts.append(f"near {search.place.label}, {radius_in_words(search)}")
    parts += [listed(labels(search, name), "or") for name in FACETS if query.chosen(name)]
    if search.place and query.online:
        parts.append("also online")
    return "; ".join(parts) or "all partners"


def radius_in_words(search: Search) -> str:
    miles = search.reach.miles if search.reach else None
    return "any distance" if miles is None else f"within {in_miles(miles)}"


def radius_note(search: Search) -> str:
    """Which radius was taken when nobody said, and why."""
    if search.place is None or search.query.within or search.reach is None:
        return ""
    miles = in_miles(search.reach.miles or 0)
    near = f"within {miles} of {search.place.label}"
    if (
        search.index.bases.within(
            search.place.position, (search.reach.miles or 0) * METRES_PER_MILE
        ).bit_count()
        < ENOUGH_PARTNERS
    ):
        few = f"Fewer than {number(ENOUGH_PARTNERS)} partners"
        return f"You did not choose a distance. {few} are based {near}."
    many = f"at least {number(ENOUGH_PARTNERS)} partners"
    return f"You did not choose a distance: {many} are based {near}."


def number(amount: int) -> str:
    """“ten”: small numbers inside a sentence are words."""
    return _NUMBERS[amount] if amount < len(_NUMBERS) else str(amount)


def labels(search: Search, facet: str) -> list[str]:
    options = search.index.options[facet]
    return [options[slug].label for slug in search.query.chosen(facet) if slug in options]


def listed(words: Sequence[str], last: str = "and") -> str:
    """“A, B and C”."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])} {last} {words[-1]}"


def area_in_words(search: Search) -> str:
    """The smallest areas chosen: “Hull or Leeds”, “the South West”, “5 counties”."""
    return next((said for name in reversed(AREAS) if (said := _areas_named(search, name))), "")


def _areas_named(search: Search, name: str) -> str:
    """The areas chosen in one of the three filters of areas."""
    named = labels(search, name)
    if len(named) > _MOST_AREAS_NAMED:
        return f"{len(named)} {'counties' if name == 'county' else FACETS[name].noun + 's'}"
    return listed([with_article(one) if name == "region" else one for one in named], "or")


def _all_areas_in_words(search: Search) -> str:
    """All that they must work in: “Kent and in London”.

    A region that holds the smaller areas goes unsaid.
    """
    options, regions = search.index.options, set(search.query.chosen("region"))
    smaller = [options[name][slug] for name in AREAS[1:] for slug in search.query.chosen(name)]
    inside = smaller and all(option.within & regions for option in smaller)
    said = [_areas_named(search, name) for name in reversed(AREAS[1:] if inside else AREAS)]
    return " and in ".join(filter(None, said))


def _where(search: Search) -> str:
    area = _all_areas_in_words(search)
    if search.place and search.reach:
        label = search.place.label
        if search.query.within == ANY_DISTANCE or search.reach.miles is None:
            where = f" for a school in {label}"
            return f"{where}, working in {area}" if area else where
        where = f" within {in_miles(search.reach.miles)} of {label}"
        reach = search.reach
        metres = search.reach.miles * METRES_PER_MILE
        near = reach.visits | search.index.bases.within(reach.position, metres)
        where = f"{where} or working there" if search.organisations & ~near else where
        return f"{where}, working in {area}" if area else where
    return f" working in {area}" if area else ""
