"""Everything that is read from a search address, and the same search in SQL.

No value in an address makes an error, and none is dropped in silence: what cannot be used is left
out with a sentence, and what stands beside it is kept.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any

import django_filters
from django import forms
from django.db import models
from django.http import QueryDict

from partners.models import Organisation
from partners.search.facets import FACETS, Facet, Options
from partners.search.query import ANY_DISTANCE, SORTS, SearchQuery
from partners.search.sql import SqlPlace, matching
from reference.places import Located, printable

LONGEST_WORDS = 200
LONGEST_PLACE = 200  # a whole address
MOST_SENTENCES = 5
LONGEST_SHOWN = 40
FARTHEST_MILES = 250
MOST_DIGITS_OF_A_PAGE = 12
MOST_VALUES = 20


class Checked:
    """A parameter as it can be used, and sentences for what cannot."""

    def __init__(self, value: Any, left_out: Sequence[str] = ()) -> None:
        self.value, self.left_out = value, list(left_out)


class OneField(forms.Field):
    """A parameter that stands once in an address. `read` keeps its value or says why not."""

    def __init__(self, *, name: str, empty: Any = "", **kwargs: Any) -> None:
        super().__init__(widget=forms.SelectMultiple, **kwargs)
        self.name, self.empty = name, empty

    def clean(self, value: Any) -> Checked:
        given = [" ".join(str(one).split()) for one in value or ()]
        given = list(dict.fromkeys(one for one in given if one))
        if not given:
            return Checked(self.empty)
        read = self.read(given[0])
        for other in given[1:]:
            read.left_out.append(left_out(self.name, other, "one is enough"))
        return read

    def read(self, text: str) -> Checked:
        raise NotImplementedError


class TextField(OneField):
    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def read(self, text: str) -> Checked:
        text = printable(text)
        if len(text) <= self.longest:
            return Checked(text)
        kept = text[: self.longest].rsplit(" ", 1)[0].strip()
        reason = f"it is longer than {self.longest} letters, and we read its beginning"
        return Checked(kept, [left_out(self.name, text, reason)])


class WithinField(OneField):
    def read(self, text: str) -> Checked:
        if text.lower() == ANY_DISTANCE:
            return Checked(ANY_DISTANCE)
        number = _whole_number(text, FARTHEST_MILES)
        if number is not None:
            return Checked(str(number))
        reason = f"a distance is a whole number of miles from 1 to {FARTHEST_MILES}, or “any”"
        return Checked("", [left_out(self.name, text, reason)])


class OnlineField(OneField):
    def read(self, text: str) -> Checked:
        if text == "1":
            return Checked(True)
        return Checked(False, [left_out(self.name, text, "it is 1, or it is not there")])


class AroundField(OneField):
    """The region whose page somebody came from: no filter, see `settled_place`."""

    options: Options = Options()

    def read(self, text: str) -> Checked:
        if text.lower() in self.options:
            return Checked(text.lower())
        return Checked("", [left_out(self.name, text, "there is no such region")])


class SortField(OneField):
    def read(self, text: str) -> Checked:
        if text.lower() in SORTS:
            return Checked("" if text.lower() == SORTS[0] else text.lower())
        return Checked("", [left_out(self.name, text, "there is no such order")])


class PageField(OneField):
    def read(self, text: str) -> Checked:
        short = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS_OF_A_PAGE
        if short and int(text):
            return Checked(int(text))
        return Checked(1, [left_out(self.name, text, "there is no such page")])


class ValuesField(forms.Field):
    """The values of a filter: those that exist, once each, sorted, and not too many."""

    def __init__(self, *, facet: Facet, **kwargs: Any) -> None:
        super().__init__(widget=forms.SelectMultiple, **kwargs)
        self.facet = facet
        self.options: Options = Options()

    def clean(self, value: Any) -> Checked:
        given = dict.fromkeys(str(one).strip().lower() for one in value or ())
        known = sorted(one for one in given if one in self.options)
        sentences = [
            left_out(self.facet.name, one, self._why_not(one))
            for one in given
            if one and one not in self.options
        ]
        too_many = f"at most {MOST_VALUES} of one filter"
        sentences += [left_out(self.facet.name, one, too_many) for one in known[MOST_VALUES:]]
        return Checked(tuple(known[:MOST_VALUES]), sentences)

    def _why_not(self, slug: str) -> str:
        if slug in self.options.retired:
            return f"this {self.facet.noun} is not used any more"
        return f"there is no such {self.facet.noun}"


class AddressFilter(django_filters.Filter):
    """Reads one parameter. The SQL of all of them is made at once: see `SearchFilterSet`."""


def _filter(field: type[forms.Field], **kwargs: Any) -> django_filters.Filter:
    made = AddressFilter(label="", **kwargs)
    made.field_class = field
    return made


class SearchFilterSet(django_filters.FilterSet):
    """A search address over public organisations.

    `query` is what it asks for, `left_out` the sentences about what it could not use, and `qs`
    the organisations that match, in SQL. A place must be found and words understood first: give
    them as `place` and `lexemes`.
    """

    q = _filter(TextField, name="q", longest=LONGEST_WORDS)
    near = _filter(TextField, name="near", longest=LONGEST_PLACE)
    within = _filter(WithinField, name="within")
    online = _filter(OnlineField, name="online", empty=False)
    sort = _filter(SortField, name="sort")
    page = _filter(PageField, name="page", empty=1)
    around = _filter(AroundField, name="around")

    class Meta:
        model = Organisation
        fields: Sequence[str] = ()

    @classmethod
    def get_filters(cls) -> dict[str, django_filters.Filter]:
        """One for each parameter: those above, and those of the table of filters."""
        facets = {name: _filter(ValuesField, facet=facet) for name, facet in FACETS.items()}
        return {**super().get_filters(), **facets}

    def __init__(
        self,
        data: QueryDict,
        *,
        options: Mapping[str, Options],
        place: Located | None = None,
        lexemes: str = "",
        queryset: models.QuerySet[Organisation] | None = None,
    ) -> None:
        if queryset is None:
            queryset = Organisation.objects.public()
        super().__init__(data, queryset=queryset)
        self.place, self.lexemes = place, lexemes
        for name, options_of in options.items():
            self.form.fields[name].options = options_of
        self.form.fields["around"].options = options["region"]

    @cached_property
    def _checked(self) -> dict[str, Checked]:
        self.form.full_clean()
        return self.form.cleaned_data

    @cached_property
    def query(self) -> SearchQuery:
        checked = {name: parameter.value for name, parameter in self._checked.items()}
        values = {name: checked.pop(name) for name in FACETS}
        chosen = {name: slugs for name, slugs in values.items() if slugs}
        return SearchQuery(values=MappingProxyType(chosen), **checked)

    @property
    def left_out(self) -> list[str]:
        """“We left out region=narnia: there is no such region.”; not more than a few of them."""
        sentences = [text for checked in self._checked.values() for text in checked.left_out]
        if len(sentences) <= MOST_SENTENCES:
            return sentences
        more = len(sentences) - MOST_SENTENCES
        return [*sentences[:MOST_SENTENCES], f"We left out {more} more that we could not use."]

    def filter_queryset(self, queryset: models.QuerySet[Any]) -> models.QuerySet[Any]:
        place = SqlPlace.of(self.query, self.place) if self.place else None
        return queryset.filter(matching(self.query, place, self.lexemes))


def left_out(name: str, value: str, reason: str) -> str:
    shown = value if len(value) <= LONGEST_SHOWN else f"{value[:LONGEST_SHOWN]}…"
    return f"We left out {name}={shown}: {reason}."


def _whole_number(text: str, most: int) -> int | None:
    if not text.isascii() or not text.isdigit() or len(text) > len(str(most)):
        return None
    return int(text) if 1 <= int(text) <= most else None
