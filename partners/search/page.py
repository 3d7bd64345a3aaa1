"""The search page: everything that its template shows, and nothing it would have to work out."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from urllib.parse import parse_qsl, urlsplit

from partners.search import panel, wording
from partners.search.cards import Card, Shown, make_cards
from partners.search.cost_among_words import cost_among_words
from partners.search.facets import FACETS
from partners.search.missed import told_along
from partners.search.notices import about_opening, notices
from partners.search.place_among_words import PlaceAmongWords, place_among_words
from partners.search.query import LIST, MAP, SearchQuery
from partners.search.reach import BAND_LIMITS
from partners.search.search import Search
from partners.search.suggestions import ENOUGH, Help, Suggestion, help_with
from reference.places import NotLocated, SeveralPlaces

SORTS = {
    "": "Fair order",
    "distance": "Nearest",
    "relevance": "Best match",
    "name": "A to Z",
    "confirmed": "Confirmed last",
}
_MOST_CHIPS = 8  # of one filter
NEAR_BANDS = (
    f"Within {BAND_LIMITS[0]} miles",
    *(f"{nearer} to {farther} miles" for nearer, farther in pairwise(BAND_LIMITS)),
    f"Over {BAND_LIMITS[-1]} miles",
    "Working in your area",
    "Also works across England",
    "Online",
)


@dataclass(frozen=True)
class Chip:
    """A value in use, or many of one filter; its link leaves that out, with its total."""

    label: str
    url: str
    count: int


@dataclass(frozen=True)
class PlaceShown:
    """What became of the place: its name, or a sentence and what to choose from."""

    label: str = ""
    sentence: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    radius_note: str = ""
    is_found: bool = True


@dataclass(frozen=True)
class Pagination:
    """Links to pages; where some are left out, the number is none."""

    current: int
    last: int
    links: list[tuple[int | None, str]]
    previous_url: str
    next_url: str


class SearchPage:
    """One page of results. At most six queries, whatever is asked and shown."""

    is_map = False

    def __init__(self, search: Search, left_out: list[str]) -> None:
        self._search = search
        self._query = search.query
        self.search = replace(search.query, page=search.page)
        self.total = search.total
        self.heading = wording.heading(search)
        self.title = wording.title(search)
        self.query_in_words = wording.in_words(search)
        self.notices = [*left_out, *notices(search)]
        self.opens_later = about_opening(search)
        self.place = self._place()
        self.distances = panel.distances(search)
        self.facets = panel.facets(search)
        self.online_count = search.total_of(search.query.changed(online=True))
        self.chips = self._chips()
        self.active_filters = (
            sum(len(values) for values in search.query.values.values())
            + (search.reach is not None and bool(search.query.within))
            + (search.reach is not None and search.query.online)
        )
        bare = search.query.without_filters()
        unfiltered = bare.url == search.query.changed(around="").url
        self.clear_url = "" if unfiltered else bare.url
        self.sorts = self._sorts()
        self.pagination = self._pagination()

    @property
    def looked_at(self) -> str:
        """A part of the map, in words; of a list none."""
        return ""

    @cached_property
    def cards(self) -> list[Card]:
        return self.cards_of(self._search.shown())

    def cards_of(self, slots: list[tuple[int, int]]) -> list[Card]:
        search = self._search
        headings = _headings(search, [band for _, band in slots])
        shown = Shown(
            slots=[slot for slot, _ in slots],
            headings=headings,
            fitting=search.selection.fitting_offers(),
            reach=search.reach,
            lexemes=search.words.lexemes,
        )
        return make_cards(search.index, search.query, shown)

    @property
    def as_list(self) -> str:
        return replace(self.search, route=LIST).url

    @property
    def on_map(self) -> str:
        return replace(self.search, route=MAP).url

    @property
    def all_but_the_place(self) -> list[tuple[str, str]]:
        """Names and values for a form that asks for the place again."""
        return parse_qsl(urlsplit(replace(self._query, near="", page=1).url).query)

    @cached_property
    def help(self) -> Help:
        return help_with(self._search)

    @property
    def suggestions(self) -> list[Suggestion]:
        return list(self.help.suggestions)

    @property
    def finds_too_few(self) -> bool:
        return self.total < ENOUGH

    @property
    def to_be_told(self) -> str:
        """What one can be told about when somebody new fits: the search in its canonical form.

        Empty where it asks for nothing, or for a place that we do not know.
        """
        search = self._search
        is_understood = search.answer is None or search.place is not None
        return search.meant.subject if is_understood and not self.opens_later else ""

    @property
    def told_along(self) -> str:
        """What the page where one tells of a gap begins with: `region=london&art_form=dance`."""
        return told_along(self._search)

    @cached_property
    def cost_among_words(self) -> Suggestion | None:
        return cost_among_words(self._search)

    @cached_property
    def place_among_words(self) -> PlaceAmongWords | None:
        return place_among_words(self._search)

    def _place(self) -> PlaceShown | None:
        answer, query = self._search.answer, self._query
        if answer is None:
            return None
        elsewhere = f" {wording.instead_of_a_place(self._search)}"
        if isinstance(answer, SeveralPlaces):
            choices = [(one.label, query.changed(near=one.value).url) for one in answer.options]
            sentence = wording.which_place(self._search) + elsewhere
            return PlaceShown("", sentence, tuple(choices), is_found=False)
        if isinstance(answer, NotLocated):
            choices = self._area_choices(answer)
            choices += [(text, query.changed(near=text).url) for text in answer.suggestions]
            return PlaceShown("", answer.sentence + elsewhere, tuple(choices), is_found=False)
        choices = [(one.label, query.changed(near=one.value).url) for one in answer.alternatives]
        others = "Others of that name:" if choices else ""
        return PlaceShown(
            label=answer.label,
            sentence=" ".join(filter(None, [wording.which_place(self._search), others])),
            choices=tuple(choices),
            radius_note=wording.radius_note(self._search),
        )

    def _area_choices(self, answer: NotLocated) -> list[tuple[str, str]]:
        """What they typed is an area: the search by that, and of which kind if it is two."""
        query, options = self._query.without_place(), self._search.index.options
        found = [(name, options[name].get(slug)) for name, slug in answer.areas]
        known = [(name, option) for name, option in found if option]
        times = Counter(option.label for _, option in known)
        return [
            (
                f"Partners working in {option.label}"
                + (f" ({FACETS[name].legend.lower()})" if times[option.label] > 1 else ""),
                query.with_values(name, [option.slug]).url,
            )
            for name, option in known
        ]

    def _chips(self) -> list[Chip]:
        search, query = self._search, self._query
        found: list[tuple[str, SearchQuery]] = []
        if query.q:
            found.append((f"“{query.q}”", query.without_words()))
        if search.place:
            place = search.place.full_label or search.place.label
            found.append((f"Near {place}", query.without_place()))
            if query.within:
                label = wording.radius_in_words(search).capitalize()
                found.append((label, query.changed(within="")))
        for name in FACETS:
            found += self._chips_of(name)
        if search.place and query.online:
            found.append(("Also online", query.changed(online=False)))
        return [Chip(label, other.url, search.total_of(other)) for label, other in found]

    def _chips_of(self, name: str) -> list[tuple[str, SearchQuery]]:
        """One for each value in use; one for all where they are many: each holds the address."""
        query, options = self._query, self._search.index.options[name]
        chosen = query.chosen(name)
        if len(chosen) > _MOST_CHIPS:
            label = f"{FACETS[name].legend}: {len(chosen)} chosen"
            return [(label, query.with_values(name, ()))]
        return [(options[slug].label, query.without_value(name, slug)) for slug in chosen]

    def _sorts(self) -> list[tuple[str, str | None]]:
        search = self._search
        usable = {"distance": search.reach is not None, "relevance": bool(self._query.q)}
        return [
            (label, None if sort == search.sort else self._query.changed(sort=sort).url)
            for sort, label in SORTS.items()
            if usable.get(sort, True)
        ]

    def _pagination(self) -> Pagination | None:
        current, last = self._search.page, self._search.pages
        if last == 1:
            return None

        def url(page: int) -> str:
            return self._query.on_page(page).url

        wanted = sorted({1, last, *range(max(1, current - 2), min(last, current + 2) + 1)})
        links: list[tuple[int | None, str]] = []
        for before, number in zip([0, *wanted], wanted, strict=False):
            if number == before + 2:
                links.append((before + 1, url(before + 1)))
            elif number > before + 2:
                links.append((None, ""))
            links.append((number, url(number)))
        return Pagination(
            current=current,
            last=last,
            links=links,
            previous_url=url(current - 1) if current > 1 else "",
            next_url=url(current + 1) if current < last else "",
        )


def _headings(search: Search, bands: list[int]) -> list[str]:
    """Above the first card of each group of the fair order on this page."""
    if search.sort:
        return [""] * len(bands)
    if search.reach is not None:
        names: tuple[str, ...] = NEAR_BANDS
    elif area := wording.area_in_words(search):
        names = (f"Based in {area}", "Also works there", "Also works across England")
    else:
        names = ("",)
    return [
        names[band] if number == 0 or band != bands[number - 1] else ""
        for number, band in enumerate(bands)
    ]
