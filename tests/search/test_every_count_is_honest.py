"""Random directories, searches and places: index, SQL and the plain rules say the same numbers."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partners.search.current import current
from partners.search.facets import FACETS
from partners.search.filters import SearchFilterSet
from partners.search.search import Search
from reference.models import LocalAuthority
from reference.places import Located
from reference.positions import GridPoint
from tests.search import random_directories as some
from tests.search.model_directory import matching as matching_by_the_rules

pytestmark = pytest.mark.django_db


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    directory=some.directories(),
    searches=st.lists(some.searches(), min_size=1, max_size=3),
    hidden_later=st.lists(st.integers(0, 13), max_size=3),
)
def test_every_total_and_count_is_what_the_rules_say(directory, searches, hidden_later):
    with transaction.atomic():
        ids = some.write(directory)
        for search in searches:
            check(ids, search)
        some.hide(ids, hidden_later)
        check(ids, searches[0])
        transaction.set_rollback(True)


def check(ids, asked):
    england = some.england()
    identities = {id(one): pk for pk, one in ids.items()}

    def by_the_rules(search):
        found = matching_by_the_rules(england, list(ids.values()), search)
        return sorted(identities[id(one)] for one in found)

    index = current()
    query = SearchFilterSet(QueryDict(address(asked)), options=index.options).query
    place = place_of(asked)
    search = Search.of(index, query)
    search.answer = place

    expected = by_the_rules(asked)
    assert found_by_index(search) == expected
    assert found_by_sql(search, place) == expected

    counts = search.selection.counts()
    for name in FACETS:
        for slug in index.options[name]:
            alone = replace(asked, values={**asked.values, name: frozenset({slug})})
            assert counts[name][slug] == len(by_the_rules(alone)), (name, slug)
            if slug in {*asked.values.get(name, ()), "ks2", "south-west"}:
                other = Search.of(index, query.with_values(name, [slug]))
                other.answer = place
                assert found_by_sql(other, place) == by_the_rules(alone)


def address(asked) -> str:
    parts = [f"q={'+'.join(sorted(asked.words))}", f"within={asked.within or ''}"]
    parts += [f"{name}={slug}" for name, slugs in asked.values.items() for slug in slugs]
    parts += [f"near={asked.school_authority}"] if asked.school else []
    return "&".join([*parts, "online=1" if asked.online else ""])


def place_of(asked) -> Located | None:
    if asked.school is None:
        return None
    authority = LocalAuthority.objects.get(slug=asked.school_authority)
    # The value of a place is its own: orders are kept by it.
    value = asked.school_authority
    return Located("School", value, GridPoint(*asked.school), authority, "postcode")


def found_by_index(search) -> list[int]:
    pages = []
    for page in range(1, search.pages + 1):
        other = Search(search.index, search.query.on_page(page), search.answer, search.words)
        pages += [search.index.ids[slot] for slot, _ in other.shown()]
    assert len(pages) == len(set(pages)) == search.total, "each partner stands on one page"
    return sorted(pages)


def found_by_sql(search, place) -> list[int]:
    parts = {"options": search.index.options, "place": place, "lexemes": search.words.lexemes}
    filters = SearchFilterSet(QueryDict(urlsplit(search.query.url).query), **parts)
    assert filters.query == search.query
    return sorted(filters.qs.values_list("pk", flat=True))
