"""A member sees which schools an organisation reaches by place: on a map, and in words."""

import re
from math import hypot

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from partners.local_map import View
from partners.models import Organisation
from partners.my import reach, reach_map
from partners.search.current import current
from partners.search.models import SearchedOrganisation
from reference.models import LocalAuthority, PostcodeSector, Region
from reference.positions import GridPoint
from tests.factories import make_membership, make_organisation, make_venue

pytestmark = pytest.mark.django_db

PENNINES = GridPoint(390_000, 540_000)


@pytest.fixture
def member(client):
    """Signs a member of an organisation in, and gives the address of its step."""

    def signed_in(organisation: Organisation) -> str:
        client.force_login(make_membership(organisation=organisation).user)
        return f"/my/organisations/{organisation.pk}/profile/where/"

    return signed_in


def draft(**fields):
    return make_organisation(listing_state="draft", **fields)


def sent(form, **typed):
    values = {one.name: one.value() for one in form} | typed
    return {name: value for name, value in values.items() if value not in (None, "", False, [])}


# --- In words -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({"receives_visits": False}, [reach.NOWHERE]),
        ({}, ["Schools can visit you in one place: where you are based."]),
        (
            {"travel_miles": 30, "receives_visits": False},
            [
                "You travel up to 30 miles from where you are based, in a straight line: to "
                "Plymouth and Torbay, and parts of Cornwall and Devon."
            ],
        ),
        (
            {"travel_miles": 1, "receives_visits": False, "position": PENNINES},
            ["You travel up to 1 mile from where you are based, in a straight line."],
        ),
        (
            {"travel_miles": 30, "receives_visits": False, "position": None},
            ["You travel up to 30 miles, but from where we do not know: give your postcode."],
        ),
        (
            {
                "covered_regions": ["south-west"],
                "covered_authorities": ["reading", "swindon", "york"],
                "receives_visits": False,
            },
            ["You cover all of the South West, and Reading and York."],
        ),
        (
            {"covers_england": True, "works_online": True, "receives_visits": False},
            [
                "You cover all of England.",
                "You work online: schools anywhere find you if they ask for that.",
            ],
        ),
    ],
)
def test_it_says_whom_they_reach_and_why(client, member, fields, sentences):
    page = client.get(member(draft(**fields)))
    assert page.context["reach"].sentences == sentences
    for sentence in sentences:
        assert sentence in page.text


def test_it_counts_the_places_that_schools_visit(client, member):
    mill = draft()
    make_venue(organisation=mill, name="The Kiln")
    make_venue(organisation=mill, name="The Barn")
    make_venue(organisation=mill, name="The Store", receives_visits=False)
    page = client.get(member(mill)).text
    assert "Schools can visit you in 3 places: where you are based, The Barn and The Kiln." in page


def test_almost_a_region_is_said_by_what_it_lacks(client, member):
    here = LocalAuthority.objects.filter(region__slug="south-west")
    slugs = set(here.values_list("slug", flat=True)) - {"devon", "torbay"}
    page = client.get(member(draft(covered_authorities=sorted(slugs)))).text
    assert "You cover all of the South West except Devon and Torbay." in page


@pytest.mark.parametrize("without", ["leeds", "kent"])
def test_of_a_hundred_and_fifty_areas_the_sentence_is_short(without):
    every = list(LocalAuthority.objects.with_areas().in_order())
    areas = reach.in_regions({one.pk for one in every if one.slug != without}, every)
    assert len(areas) == Region.objects.count()
    assert len(", ".join(areas)) < 300


@settings(deadline=None)
@given(chosen=st.sets(st.integers(0, 200)))
def test_no_area_is_left_out_of_the_words_or_said_without_being_chosen(chosen):
    regions = [Region(pk=number, name=f"Region {number}") for number in range(9)]
    every = [LocalAuthority(pk=n, name=f"A{n}.", region=regions[n % 9]) for n in range(150)]
    said = "; ".join(reach.in_regions(chosen, every))
    for authority in every:
        all_of_it = f"all of {authority.region.name}" in said
        assert (all_of_it ^ (authority.name in said)) is (authority.pk in chosen)


@pytest.mark.parametrize(
    "fields",
    [
        {"travel_miles": 40},
        {"travel_miles": 3, "hide_street": True, "position": GridPoint(543_450, 180_450)},
        {"covered_regions": ["london"], "covered_authorities": ["leeds"]},
        {"covers_england": True},
        {"travel_miles": 90, "position": None},
    ],
)
def test_these_are_the_areas_in_which_the_search_has_them(fields):
    mill = make_organisation(**fields)
    current()
    found = reach.reached(mill)
    said = found.wholly | found.partly | found.covered | {mill.authority_id}
    assert said == set(SearchedOrganisation.objects.get(pk=mill.pk).authorities)


# --- On the map -----------------------------------------------------------------------------


def dots_of(svg: str):
    """Where the small dots stand on the drawing."""
    [path] = re.findall(r'<path class="covered" d="([^"]*)"', svg)
    for x, y, length in re.findall(r"M(-?[\d.]+) (-?[\d.]+)h([\d.]+)", path):
        for number in range(round((float(length) - 0.1) / reach_map.STEP) + 1):
            yield float(x) + number * reach_map.STEP, float(y)


def test_the_map_shows_base_venues_circle_and_covered_areas(client, member):
    mill = draft(travel_miles=30, covered_authorities=["devon"])
    make_venue(organisation=mill, position=GridPoint(250_000, 80_000))
    page = client.get(member(mill)).text
    for mark in ("base", "venue", "reach", "covered"):
        assert len(re.findall(rf'class="{mark}"', page)) == 1
    key = "Full dot: where you are based. Rings: your venues. Broken line: as far as you travel."
    assert key in page
    svg = page[page.index('<svg class="local-map"') :]
    assert 'aria-hidden="true"' in svg[:120]
    assert "style=" not in page


def test_all_of_it_is_in_the_drawing(db):
    mill = draft(travel_miles=60, covered_regions=["north-east"])
    svg = reach_map.of(mill).svg
    [[x, y, radius]] = re.findall(r'class="reach" cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', svg)
    assert float(radius) <= min(float(x), float(y), 320 - float(x), 260 - float(y))
    assert all(0 <= x <= 320 and 0 <= y <= 260 for x, y in dots_of(svg))


@pytest.mark.parametrize("slug", ["isles-of-scilly", "devon", "camden", "northumberland"])
def test_small_dots_stand_where_the_covered_sectors_are(slug):
    mill = draft(position=None, authority=None, covered_authorities=[slug])
    dots = list(dots_of(reach_map.of(mill).svg))
    sectors = [one.position for one in PostcodeSector.objects.filter(authority__slug=slug)]
    view = View.holding(sectors)
    places = [view.place(sector) for sector in sectors]
    slack = reach_map.INLAND / view.metres_per_unit + 3 * reach_map.STEP
    assert dots
    for x, y in dots:
        assert min(hypot(x - a, y - b) for a, b in places) < slack
    for a, b in places:
        assert min(hypot(x - a, y - b) for x, y in dots) < slack


def test_what_nobody_covers_is_not_shaded(client, member):
    page = client.get(member(draft(travel_miles=10))).text
    assert 'class="covered"' not in page
    assert "Small dots" not in page


def test_without_a_place_or_an_area_there_is_no_map(client, member):
    bare = draft(position=None, authority=None, receives_visits=False)
    page = client.get(member(bare))
    assert page.context["reach"].svg is None
    assert reach.NOWHERE in page.text


def test_the_map_of_who_hides_the_street_is_no_more_exact_than_the_public_one():
    exact = GridPoint(248_321, 54_456)
    hidden = draft(position=exact, hide_street=True, travel_miles=5)
    rounded = draft(position=GridPoint(248_000, 54_000), travel_miles=5)
    assert reach_map.of(hidden).svg == reach_map.of(rounded).svg


# --- As it is saved -------------------------------------------------------------------------


def test_after_saving_one_is_back_to_see_what_became_of_it(client, member):
    mill = draft(postcode="PL4 8AA")
    address = member(mill)
    form = client.get(address).context["form"]
    york = LocalAuthority.objects.get(slug="york").pk
    answer = client.post(address, sent(form, covered_authorities=[york], covers_england=""))
    assert answer.url == address
    page = client.get(address)
    assert "You cover York." in page.text
    assert "Saved." in page.text


def test_what_waits_for_approval_is_not_in_it(client, member):
    mill = make_organisation(postcode="PL4 8AA", travel_miles=25)
    address = member(mill)
    form = client.get(address).context["form"]
    page = client.post(address, sent(form, travel_miles="60"), follow=True).text
    assert "You travel up to 25 miles" in page
    assert "what waits for approval is not in it" in page
    assert 'value="60"' in page


def test_beside_errors_stands_no_map_of_something_else(client, member):
    address = member(draft())
    page = client.post(address, {"travel_miles": "9999"})
    assert page.context["form"].errors
    assert "Which schools find you" not in page.text


def test_members_see_it_on_their_preview_and_nobody_else_on_the_page(client, member):
    mill = make_organisation(travel_miles=25)
    member(mill)
    assert "You travel up to 25 miles" in client.get(f"/my/organisations/{mill.pk}/preview/").text
    assert "Which schools find you" not in Client().get(mill.get_absolute_url()).text


def test_who_is_visited_at_a_venue_alone_is_said_to_be_visited():
    mill = make_organisation(receives_visits=False)
    assert "Schools can visit them" not in Client().get(mill.get_absolute_url()).text
    make_venue(organisation=mill)
    assert "Schools can visit them" in Client().get(mill.get_absolute_url()).text


# --- The boxes ------------------------------------------------------------------------------


def test_authorities_are_boxes_by_region_and_open_where_one_is_ticked(client, member):
    page = client.get(member(draft(covered_authorities=["leeds"]))).text
    regions = re.findall(r"<details( open)?>\s*<summary><span>([^<(]+)", page)
    assert [name.strip() for _, name in regions] == list(
        Region.objects.in_order().values_list("name", flat=True)
    )
    assert [name.strip() for is_open, name in regions if is_open] == ["Yorkshire and The Humber"]
    boxes = re.findall(r'<input type="checkbox" name="covered_authorities"[^>]*>', page)
    assert len(boxes) == LocalAuthority.objects.count()
    assert sum("checked" in box for box in boxes) == 1


def test_a_forged_authority_is_refused_beside_its_field(client, member):
    page = client.post(member(draft()), {"covered_authorities": ["999999"]})
    assert "covered_authorities" in page.context["form"].errors


def test_the_step_asks_little_of_the_database(client, member, django_assert_max_num_queries):
    mill = draft(travel_miles=40, covered_regions=["london"], covered_authorities=["leeds"])
    for number in range(5):
        make_venue(organisation=mill, name=f"Shed {number}")
    address = member(mill)
    client.get(address)
    with django_assert_max_num_queries(26):
        client.get(address)
