"""Profiles and offers as visitors reach them: from a search, by an old link, or too late."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.utils import timezone

from partners import reach, services
from partners.models import Offer, Organisation
from partners.templatetags.offers import cost_range
from tests.factories import make_offer, make_organisation
from tests.search.school import miles_from_school

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate


def read(client, address: str, status: int = 200) -> str:
    """The text of a page, without its markup."""
    response = client.get(address)
    assert response.status_code == status
    main = response.content.decode().partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", main)).split())


def links(client, address: str) -> list[str]:
    return [
        unescape(link)
        for link in re.findall(r'href="([^"]*)"', client.get(address).content.decode())
    ]


class TestFromASearch:
    def test_every_link_of_a_card_keeps_the_search_and_the_page_leads_back_to_it(self, client):
        offer = make_offer(key_stages=["ks2"])
        make_offer(key_stages=["ks2"])
        asked = "near=PL4+8AA&key_stage=ks2"
        profile = f"{offer.organisation.get_absolute_url()}?{asked}"
        own = f"{offer.get_absolute_url()}?{asked}"
        found = links(client, f"/partners/?{asked}&narnia=1")
        assert profile in found
        assert own in found
        back = f"/partners/?{asked}#partner-{offer.organisation.pk}"
        assert {back, own} <= set(links(client, profile))
        assert {back, profile} <= set(links(client, own))
        assert "Back to 2 partners" in read(client, profile)

    def test_without_a_search_there_is_a_plain_link(self, client):
        offer = make_offer()
        for address in (offer.get_absolute_url(), offer.organisation.get_absolute_url()):
            for unknown in ("", "?utm_source=newsletter"):
                assert "All partners" in read(client, address + unknown)
                assert "/partners/" in links(client, address + unknown)
        assert "straight line" not in read(client, f"{offer.get_absolute_url()}?key_stage=ks2")

    def test_a_search_that_now_finds_nobody_promises_no_number(self, client):
        partner = make_organisation()
        assert "Back to your search" in read(client, f"{partner.get_absolute_url()}?cost=free&q=zz")

    def test_the_page_to_go_back_to_is_kept_and_is_one_that_exists(self, client):
        partner = make_organisation()
        address = f"{partner.get_absolute_url()}?q=things&page=7"
        assert f"/partners/?q=things#partner-{partner.pk}" in links(client, address)

    @pytest.mark.parametrize("near", ["", "Atlantis", "%00", "PL4 8AA&within=x&region=narnia"])
    def test_odd_searches_open_the_page_all_the_same(self, client, near):
        response = client.get(f"{make_organisation().get_absolute_url()}?near={near}")
        assert response.status_code == (400 if near == "%00" else 200)

    def test_an_old_address_keeps_the_search(self, client):
        offer = make_offer()
        partner = offer.organisation
        response = client.get(f"/partners/{partner.pk}/old/?near=Hull&q=a+b")
        assert response["Location"] == f"{partner.get_absolute_url()}?near=Hull&q=a+b"
        response = client.get(f"/partners/{partner.pk}/old/offers/{offer.pk}/old/?near=Hull")
        assert response["Location"] == f"{offer.get_absolute_url()}?near=Hull"

    def test_the_same_page_has_one_address_for_search_engines_and_for_paper(self, client):
        for row in (make_offer(), make_organisation()):
            html = client.get(f"{row.get_absolute_url()}?near=Hull").content.decode()
            assert f'rel="canonical" href="http://localhost:8000{row.get_absolute_url()}"' in html
            assert f"This page: http://localhost:8000{row.get_absolute_url()}\n" in html

    def test_nothing_is_remembered_about_the_visitor(self, client):
        partner = make_organisation()
        first = client.get(f"{partner.get_absolute_url()}?near=Plymouth")
        assert not first.cookies
        assert "Back to" not in read(client, partner.get_absolute_url())


class TestHowFar:
    def away(self, client, row, near="PL4 8") -> str:
        text = read(client, f"{row.get_absolute_url()}?near={near}")
        found = re.search(
            r"((?:\d+ miles|Less than a mile) from PL4 8 in a straight line[^.]*?)"
            r" (Ask|Visit|S[ae]|Pr)",
            text,
        )
        return found[1] if found else ""

    def test_a_partner_shows_the_miles_and_every_way_to_meet(self, client):
        partner = make_organisation(
            position=miles_from_school(12),
            travel_miles=20,
            works_online=True,
            website="https://a.example",
        )
        assert self.away(client, partner) == (
            "12 miles from PL4 8 in a straight line · they can come to you · you can visit them"
            " · they work online"
        )

    def test_an_offer_shows_only_the_ways_in_which_it_happens(self, client):
        partner = make_organisation(position=miles_from_school(12), travel_miles=20)
        visit = make_offer(organisation=partner, delivery_modes=["at-venue"])
        online = make_offer(organisation=partner, delivery_modes=["online-live"])
        assert self.away(client, visit).endswith("straight line · you can visit them")
        assert self.away(client, online).endswith("straight line · it happens online")

    def test_too_far_is_said(self, client):
        partner = make_organisation(
            position=miles_from_school(30), travel_miles=20, receives_visits=False
        )
        offer = make_offer(organisation=partner, delivery_modes=["at-setting"])
        for row in (partner, offer):
            assert self.away(client, row).endswith("they travel 20 miles, not as far as you")


class TestAtAGlance:
    def test_where_how_and_for_how_much(self, client):
        partner = make_organisation(
            travel_miles=25, covered_authorities=["leeds"], works_online=True
        )
        make_offer(organisation=partner, cost_basis="free", cost_from_pence=None)
        make_offer(organisation=partner, cost_basis="per-day", cost_from_pence=240_00)
        text = read(client, partner.get_absolute_url())
        assert "Travels to Schools within 25 miles; also Leeds" in text
        assert "Schools can visit Yes" in text
        assert "Works online Yes" in text
        assert "Cost 1 of 2 offers free, others £240 a day" in text

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"covers_england": True, "travel_miles": 5}, "All of England"),
            ({"travel_miles": 1}, "Schools within 1 mile"),
            (
                {"covered_authorities": ["leeds", "york", "hull", "bury"]},
                "Bury, Hull, Leeds and 1 more area",
            ),
            ({}, ""),
        ],
    )
    def test_where_they_travel_in_a_few_words(self, fields, words):
        assert reach.describe(make_organisation(**fields)).at_a_glance.replace(
            ",", ""
        ) == words.replace(",", "")

    @pytest.mark.parametrize(
        ("prices", "words"),
        [
            ([("free", None, None)], "Free"),
            ([("on-request", None, None)], "Price on request"),
            ([("per-day", 200_00, 300_00)], "£200 to £300 a day"),
            ([("per-day", 200_00, None), ("per-day", 300_00, None)], "£200 to £300 a day"),
            ([("per-day", 200_00, None), ("per-day", 200_00, None)], "£200 a day"),
            (
                [("per-pupil", 6_50, None), ("per-project", 500_00, 780_00), ("free", None, None)],
                "1 of 3 offers free, others £6.50 a pupil to £780 a project",
            ),
            ([("per-pupil", 5_00, None), ("per-project", 5_00, None)], "£5"),
            (
                [("per-pupil", 5_00, None), ("per-project", 5_00, None), ("per-day", 9_00, None)],
                "£5 to £9 a day",
            ),
            (
                [("per-day", 200_00, None), ("on-request", None, None)],
                "£200 a day, some on request",
            ),
        ],
    )
    def test_the_range_of_prices(self, prices, words):
        offers = [
            Offer(cost_basis=basis, cost_from_pence=least, cost_to_pence=most)
            for basis, least, most in prices
        ]
        assert cost_range(offers) == words


class TestNoLongerListed:
    def test_an_offer_that_ended_says_when_and_what_there_is_instead(self, client):
        last = TODAY() - timedelta(days=1)
        over = make_offer(
            title="Winter lights", available_to=last, art_forms=["dance"], key_stages=["ks2"]
        )
        other = make_offer(organisation=over.organisation, title="Summer shade")
        alike = make_offer(title="Spring steps", art_forms=["dance"], key_stages=["ks2"])
        unlike = make_offer(title="Quiet songs", art_forms=["music"], key_stages=["ks2"])
        text = read(client, over.get_absolute_url(), 410)
        assert f"“Winter lights” has ended Its last day was {last:%-d %B %Y}." in text
        found = links(client, over.get_absolute_url())
        assert over.organisation.get_absolute_url() in found
        assert other.get_absolute_url() in found
        assert alike.get_absolute_url() in found
        assert unlike.get_absolute_url() not in found

    def test_a_withdrawn_offer_says_so_and_is_not_named(self, client):
        offer = make_offer(title="Winter lights")
        services.withdraw_offer(offer=offer, by=None)
        text = read(client, offer.get_absolute_url(), 410)
        assert "It has been withdrawn." in text
        assert offer.organisation.name in text
        assert "Winter lights" not in client.get(offer.get_absolute_url()).content.decode()

    def test_offers_alike_are_public_and_of_others_and_for_the_same_pupils_first(self, client):
        over = make_offer(
            available_to=TODAY() - timedelta(days=1), art_forms=["dance"], key_stages=["ks2"]
        )
        hidden = make_offer(art_forms=["dance"], key_stages=["ks2"])
        services.set_hidden(organisation=hidden.organisation, hidden=True, by=None)
        older = make_offer(title="For others", art_forms=["dance"], key_stages=["ks4"])
        same = make_offer(title="For the same", art_forms=["dance"], key_stages=["ks2"])
        text = read(client, over.get_absolute_url(), 410).partition("Similar offers")[2]
        assert text.index(same.title) < text.index(older.title)
        assert hidden.get_absolute_url() not in links(client, over.get_absolute_url())

    def test_a_chain_of_mergers_leads_to_its_end_with_the_search(self, client):
        heir = make_organisation()
        between = make_organisation(listing_state="archived", merged_into=heir)
        first = make_organisation(listing_state="archived", merged_into=between)
        response = client.get(f"{first.get_absolute_url()}?near=Hull")
        assert response.status_code == 301
        assert response["Location"] == f"{heir.get_absolute_url()}?near=Hull"

    def test_an_heir_who_is_archived_or_hidden_is_nowhere_to_go(self, client):
        heir = make_organisation()
        merged = make_organisation(listing_state="archived", merged_into=heir)
        services.set_hidden(organisation=heir, hidden=True, by=None)
        read(client, merged.get_absolute_url(), 410)
        Organisation.objects.filter(pk=heir.pk).update(hidden_at=None, listing_state="archived")
        read(client, merged.get_absolute_url(), 410)

    def test_an_offer_that_went_to_the_heir_is_found_there(self, client):
        offer = make_offer()
        heir = offer.organisation
        merged = make_organisation(listing_state="archived", merged_into=heir)
        old = f"/partners/{merged.pk}/{merged.slug}/offers/{offer.pk}/{offer.slug}/"
        response = client.get(old)
        assert (response.status_code, response["Location"]) == (301, offer.get_absolute_url())
        services.set_hidden(organisation=heir, hidden=True, by=None)
        assert heir.slug not in read(client, old, 410)


def test_an_address_without_its_name_leads_to_the_whole_one(client):
    organisation = make_organisation()
    moved = client.get(f"/partners/{organisation.pk}/?near=Hull")
    whole = f"{organisation.get_absolute_url()}?near=Hull"
    assert (moved.status_code, moved["Location"]) == (301, whole)
    services.set_hidden(organisation=organisation, hidden=True, by=None)
    assert client.get(f"/partners/{organisation.pk}/").status_code == 410
    draft = make_organisation(listing_state="draft", first_listed_at=None)
    assert client.get(f"/partners/{draft.pk}/").status_code == 404


def test_the_list_of_regions_is_on_the_first_page(client):
    moved = client.get("/partners/in/")
    assert (moved.status_code, moved["Location"]) == (301, "/#where-title")
    assert 'id="where-title"' in client.get("/").text


def test_no_browser_keeps_an_old_name_or_a_page_that_was_hidden(client):
    organisation = make_organisation(name="New Name", hidden_at=None)
    offer = make_offer(organisation=organisation)
    moved = client.get(f"/partners/{organisation.pk}/old-name/")
    assert (moved.status_code, moved["Cache-Control"]) == (301, "no-cache")
    addresses = [organisation.get_absolute_url(), offer.get_absolute_url()]
    organisation.hidden_at = timezone.now()
    organisation.save()
    for address in addresses:
        gone = client.get(address)
        assert (gone.status_code, gone["Cache-Control"]) == (410, "no-cache")
    organisation.hidden_at = None
    organisation.save()
    services.withdraw_offer(offer=offer, by=None)
    assert client.get(offer.get_absolute_url())["Cache-Control"] == "no-cache"
