"""Organisations that work in England and are based elsewhere in the United Kingdom."""

import pytest
from django.test import Client

from accounts import services as accounts
from partners.joining.finding import Described
from partners.joining.services import begin
from partners.listing_needs import lacking
from partners.locating import CannotLocate, locate
from partners.models import Organisation, Venue
from partners.my.steps import missing
from partners.revisions import decisions
from partners.revisions.services import save_edit
from partners.search.current import current
from partners.search.query import SearchQuery
from partners.search.similar import offers_like, similar_to
from partners.search.sql import SqlPlace, matching
from reference.models import BridgeOrganisation, LocalAuthority, PostcodeSector
from tests.factories import make_membership, make_offer, make_organisation
from tests.partners.admin_pages import ORGANISATIONS, messages_of, run, submit, text_of
from tests.partners.import_lists import GOOD, remarks
from tests.people import make_person, with_second_factor
from tests.search.school import page

pytestmark = pytest.mark.django_db

CARDIFF = "CF10 1AA"


def in_cardiff(**fields):
    """A public theatre there, that comes to schools of Bristol."""
    defaults = {
        "name": "Tiger Bay Theatre",
        "town": "Cardiff",
        "postcode": CARDIFF,
        "authority": None,
        "nation": "W",
        "position": PostcodeSector.objects.get(pk="CF10 1").position,
        "covered_authorities": ["bristol"],
        "receives_visits": False,
    }
    return make_organisation(**defaults | fields)


# --- Where it is ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("postcode", "nation", "is_on_the_map"),
    [(CARDIFF, "W", True), ("EH1 1YZ", "S", True), ("BT1 1AA", "N", False)],
)
def test_a_postcode_of_another_nation_places_an_organisation_there(postcode, nation, is_on_the_map):
    organisation = make_organisation(postcode=postcode)
    locate(organisation)
    organisation.save()
    assert (organisation.nation, organisation.authority) == (nation, None)
    assert (organisation.position is not None) == is_on_the_map
    organisation.postcode = "PL4 8AA"
    locate(organisation)
    assert (organisation.nation, organisation.authority.slug) == ("", "plymouth")


def test_a_venue_lies_in_england():
    with pytest.raises(CannotLocate, match="is in Wales"):
        locate(Venue(postcode=CARDIFF))


def test_an_authority_that_was_named_across_the_border_stands():
    """Chepstow's sector reaches into Gloucestershire."""
    organisation = Organisation(postcode="NP16 5AA")
    organisation.authority = LocalAuthority.objects.get(slug="gloucestershire")
    locate(organisation, authority_will_do=True)
    assert (organisation.nation, organisation.authority.slug) == ("", "gloucestershire")


# --- From nothing to listed -----------------------------------------------------------------


def test_whoever_joins_keeps_the_postcode_and_waits_for_national_staff():
    theatre = begin(
        described=Described("Tiger Bay Theatre", postcode=CARDIFF),
        seen=[],
        by=make_person("ann@tiger.example"),
    )
    theatre.refresh_from_db()
    assert (theatre.postcode, theatre.nation, theatre.led_by) == (CARDIFF, "W", None)


def test_it_says_where_in_england_it_works():
    asked = "areas in England, a distance to travel, or work online"
    silent = in_cardiff(covered_authorities=[])
    assert asked in missing(silent)
    assert lacking(silent) == [asked]
    for works in ({"covers_england": True}, {"works_online": True}, {"travel_miles": 40}):
        assert asked not in missing(in_cardiff(covered_authorities=[], **works))
    assert lacking(in_cardiff()) == []


def browser_of(person):
    browser = Client()
    browser.force_login(with_second_factor(person))
    return browser


def test_nobody_but_national_staff_decides_where_no_body_leads(admin_client):
    theatre = in_cardiff(listing_state="submitted")
    make_offer(organisation=theatre, state="submitted")
    bristol = BridgeOrganisation.objects.get(authorities__slug="bristol")
    officer = accounts.appoint(email=make_person("o@here.example").email, bridge=bristol)
    current()  # as at a commit: who works in their area is shown to them
    refused = run(browser_of(officer), ORGANISATIONS, "approve", theatre)
    assert "it is led by national staff" in text_of(refused)
    assert not Organisation.objects.public().exists()
    assert "Tiger Bay Theatre" in text_of(admin_client.get("/admin/"))
    run(admin_client, ORGANISATIONS, "approve", theatre)
    assert Organisation.objects.public().get() == theatre


def test_staff_of_a_body_who_add_one_lead_it():
    body = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    officer = accounts.appoint(email=make_person("o@here.example").email, bridge=body)
    browser = browser_of(officer)
    added = submit(browser, f"{ORGANISATIONS}add/", name="Tiger Bay", postcode=CARDIFF)
    assert "was added successfully" in messages_of(added)[0]
    theatre = Organisation.objects.get()
    assert (theatre.nation, theatre.led_by) == ("W", body)
    own_page = browser.get(f"{ORGANISATIONS}{theatre.pk}/change/")
    assert "Empty: they are based in England. Wales" in text_of(own_page)


def test_who_moves_across_the_border_waits_for_approval_and_keeps_the_body():
    mill = make_organisation(postcode="PL4 8AA", covers_england=True)
    body, owner = mill.led_by, make_membership(organisation=mill).user
    saved = save_edit(target=mill, wanted={"postcode": CARDIFF}, by=owner)
    assert saved.waiting == ["postcode"]
    change = mill.revisions.get()
    staff = make_person("o@here.example")
    decisions.approve(revision=change, by=staff, read_as=decisions.seen(change))
    mill.refresh_from_db()
    assert (mill.nation, mill.authority, mill.led_by) == ("W", None, body)


# --- Lists ----------------------------------------------------------------------------------


def test_a_list_may_bring_it_in_and_an_authority_named_wrongly_is_not_used(listing):
    path = listing(GOOD, f"Tiger Bay,theatre-company,{CARDIFF},Plymouth,,,")
    assert remarks(path)[3] == (
        "taken",
        "authority: By the postcode it lies outside England, not in Plymouth: none was used.",
    )
    tiger = Organisation.objects.get(name="Tiger Bay")
    assert (tiger.nation, tiger.authority) == ("W", None)


# --- What is seen ---------------------------------------------------------------------------


def found(client, query):
    return {card.name: card for card in page(client, query).cards}


def test_it_is_found_where_it_covers_and_travels_and_not_by_visits(client):
    in_cardiff(receives_visits=True)
    assert found(client, "authority=bristol").keys() == {"Tiger Bay Theatre"}
    assert not found(client, "authority=plymouth")
    assert "Works in Bristol" in found(client, "near=BS1+1AA")["Tiger Bay Theatre"].reason
    assert not found(client, "near=TA24+5AA&within=40")  # across the channel
    in_cardiff(name="Comes", covered_authorities=[], travel_miles=30)
    assert found(client, "near=TA24+5AA&within=5").keys() == {"Comes"}


def test_the_sql_finds_it_as_the_index_does():
    in_cardiff(receives_visits=True, covered_authorities=[])
    here = SqlPlace(
        PostcodeSector.objects.get(pk="CF10 1").position, None, None, 10_000, online=False
    )
    assert not Organisation.objects.filter(matching(SearchQuery(), here)).exists()


def test_its_page_says_where_it_is_based_and_where_it_works(client):
    theatre = in_cardiff()
    said = text_of(client.get(theatre.get_absolute_url()))
    assert "Based in Wales, works in Bristol." in said
    assert "They also work in" not in said
    assert "Cardiff, Wales" in said
    assert '"addressRegion": "Wales"' in client.get(theatre.get_absolute_url()).text
    theatre.covers_england = True
    theatre.save()
    said = text_of(client.get(theatre.get_absolute_url()))
    assert "Based in Wales, works across England." in said


def test_the_open_data_names_the_nation(client):
    theatre, mill = in_cardiff(), make_organisation()
    nations = {
        one: client.get(f"/api/v1/partners/{one.pk}").json()["partner"]["nation"]
        for one in (theatre, mill)
    }
    assert nations == {theatre: "wales", mill: "england"}


def test_two_outside_england_are_not_near_each_other():
    wales, scotland = in_cardiff(), in_cardiff(name="Leith Clay", nation="S", postcode="EH1 1YZ")
    alike = make_organisation(name="Alike", art_forms=["visual-arts", "dance"])
    wales.art_forms.set(alike.art_forms.all())
    assert [one.name for one in similar_to(wales)] == ["Alike", "Leith Clay"]
    offer = make_offer(organisation=wales, key_stages=["ks2"])
    make_offer(organisation=scotland, key_stages=["ks1"])
    best = make_offer(organisation=alike, key_stages=["ks2"])
    assert offers_like(offer)[0] == best
