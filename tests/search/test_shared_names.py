"""While a page asks which of several places is meant, its numbers are those of its links."""

import html
import re

import pytest
from django.http import QueryDict

from tests.factories import make_organisation

pytestmark = pytest.mark.django_db


def total(text: str) -> int:
    return int(re.search(r'data-total="(\d+)"', text)[1])


@pytest.mark.parametrize("asked", ["around=east-of-england", "region=east-of-england"])
def test_a_link_or_a_box_that_leaves_the_region_says_what_it_finds(client, asked):
    for postcode in ("PR1 2AA", "PL1 1AA", "NE48 3AA", "CB25 0HA"):
        make_organisation(postcode=postcode, travel_miles=None)
    page = client.get(f"/partners/?near=Preston&{asked}", follow=True)
    text, checked = page.content.decode(), 0
    for count, address in re.findall(r'data-suggestion="(\d+)" href="([^"]+)"', text):
        assert total(client.get(html.unescape(address), follow=True).content.decode()) == int(count)
        checked += 1
    here = QueryDict(page.request["QUERY_STRING"], mutable=True)
    for slug, count in re.findall(
        r'data-facet="region" data-value="([^"]+)" data-count="(\d+)"', text
    ):
        here["region"] = slug
        other = client.get(f"/partners/?{here.urlencode()}", follow=True).content.decode()
        assert total(other) == int(count), slug
        checked += 1
    assert checked > 9
