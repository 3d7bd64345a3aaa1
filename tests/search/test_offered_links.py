"""Random directories and searches: what the page offers, it keeps."""

from dataclasses import replace
from urllib.parse import urlsplit

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from partners.search.current import current
from partners.search.filters import SearchFilterSet
from partners.search.page import SearchPage
from partners.search.search import Search
from tests.search import random_directories as some
from tests.search.test_every_count_is_honest import address, place_of

pytestmark = pytest.mark.django_db

SAID = [*some.WORDS, "Plymouth", "Truro", "Devon", "year 4", "school", "the", "zebre", "free"]
# Some that mean something else together, as they stand when a word between them is left out.
SAID += ["hip", "hop", "key", "stage 2", "street"]


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(
    directory=some.directories(),
    searches=st.lists(some.searches(), min_size=1, max_size=4),
    said=st.lists(st.sampled_from(SAID), max_size=4).map(" ".join),
)
def test_every_link_that_the_page_offers_finds_as_many_as_it_says(directory, searches, said):
    with transaction.atomic():
        some.write(directory)
        for asked in searches:
            check(asked, said)
            check(replace(asked, school=None, school_authority=None), said)
        transaction.set_rollback(True)


def check(asked, said):
    index = current()
    query = SearchFilterSet(QueryDict(address(asked)), options=index.options).query
    search = found(index, query.changed(q=said or query.q), place_of(asked), query.near)
    shown = SearchPage(search, [])
    offered = list(shown.suggestions)
    if shown.place_among_words and shown.place_among_words.suggestion:
        offered.append(shown.place_among_words.suggestion)
    for link in offered:
        parameters = QueryDict(urlsplit(link.url).query)
        other = SearchFilterSet(parameters, options=index.options)
        assert other.left_out == []
        assert link.count > 0
        assert found(index, other.query, place_of(asked), query.near).total == link.count, link
    assert len({link.url for link in shown.suggestions}) == len(shown.suggestions)
    for chip in shown.chips:
        other = SearchFilterSet(QueryDict(urlsplit(chip.url).query), options=index.options)
        assert found(index, other.query, place_of(asked), query.near).total == chip.count, chip


def found(index, query, place, near) -> Search:
    """The search, with the random place where the address names the school."""
    search = Search.of(index, query)
    if query.near == near:
        search.answer = place
    return search
