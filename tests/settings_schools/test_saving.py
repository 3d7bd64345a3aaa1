"""“Save” beside a partner: without an account, by one cookie, and harmless twice."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client

from settings_schools import services
from settings_schools.models import Shortlist, ShortlistItem
from settings_schools.signals import saved
from tests.factories import make_offer, make_organisation, make_shortlist
from tests.people import make_person

pytestmark = pytest.mark.django_db

HERE = {"Origin": "http://testserver"}
SAVE = "/shortlist/save/"
SEARCH = "http://testserver/partners/?near=Hull&key_stage=ks2"


def press_save(client, organisation, came_from=SEARCH):
    return client.post(SAVE, {"partner": organisation.pk}, headers=HERE | {"Referer": came_from})


@pytest.fixture
def mill():
    return make_organisation(name="Mill House")


def test_the_first_save_sets_one_cookie_with_a_key_and_nothing_else(client, mill):
    response = press_save(client, mill)
    assert list(response.cookies) == ["shortlist"]
    cookie = response.cookies["shortlist"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie.value == Shortlist.objects.get().key
    assert not Shortlist.objects.get().user
    assert "no-store" in response["Cache-Control"]


def test_over_https_the_cookie_is_bound_to_the_host(client, mill, settings):
    settings.IS_HTTPS, settings.SHORTLIST_COOKIE_NAME = True, "__Host-shortlist"
    cookie = press_save(client, mill).cookies["__Host-shortlist"]
    assert (cookie["secure"], cookie["path"], cookie["domain"]) == (True, "/", "")
    client.post("/shortlist/clear/", headers=HERE)
    assert client.cookies["__Host-shortlist"].value == ""


def test_it_leads_to_a_page_with_the_way_back_to_the_card(client, mill):
    page = client.get(press_save(client, mill).url).text
    assert "Saved: Mill House" in page
    assert f'href="/partners/?near=Hull&amp;key_stage=ks2#partner-{mill.pk}"' in page
    assert "Back to the results" in page
    assert 'href="/shortlist/?near=Hull"' in page


@pytest.mark.parametrize(
    ("came_from", "address", "label"),
    [
        ("http://testserver/partners/in/london/?x=1", "/partners/in/london/?x=1#partner-", "resul"),
        ("http://testserver/partners/map/", "/partners/map/#partner-", "Back to the results"),
        ("http://testserver/partners/7/mill/", "/partners/7/mill/", "Back to the partner"),
        ("http://testserver/partners/7/a/offers/3/b/", "/partners/7/a/offers/3/b/", "the offer"),
        ("http://testserver/my/", "/partners/", "Find more partners"),
        ("http://testserver/%FF/", "/partners/", "Find more partners"),
        ("http://testserver//elsewhere.example/partners/", "/partners/", "Find more partners"),
        ("https://elsewhere.example/partners/", "/partners/", "Find more partners"),
        ("http://testserver/partners/?q=" + "x" * 3000, "/partners/", "Find more partners"),
        ("", "/partners/", "Find more partners"),
    ],
)
def test_the_way_back_is_a_page_of_the_directory(client, mill, came_from, address, label):
    page = client.get(press_save(client, mill, came_from).url).text
    assert f'href="{address}' in page
    assert label in page
    assert "elsewhere" not in page


@pytest.mark.parametrize("back", ["//elsewhere.example/", "https://elsewhere.example", "x", "/\\x"])
def test_nobody_can_lead_the_way_back_elsewhere(client, mill, back):
    press_save(client, mill)
    page = client.get(f"/shortlist/saved/{mill.pk}/", {"back": back}).text
    assert 'class="button" href="/partners/"' in page


def test_saving_twice_is_harmless_and_keeps_the_note(client, mill):
    heard = []
    saved.connect(lambda organisation, **_: heard.append(organisation), weak=False, dispatch_uid=1)
    try:
        press_save(client, mill)
        ShortlistItem.objects.update(note="Ask about harps")
        assert press_save(client, mill).status_code == 302
    finally:
        saved.disconnect(dispatch_uid=1)
    assert ShortlistItem.objects.get().note == "Ask about harps"
    assert heard == [mill]


def test_only_partners_that_are_listed_can_be_saved(client):
    hidden = make_organisation(listing_state="draft")
    assert press_save(client, hidden).status_code == 404
    for wrong in ("", "x", "0", "-1", "9" * 30, "²"):
        assert client.post(SAVE, {"partner": wrong}, headers=HERE).status_code == 404
    assert not Shortlist.objects.exists()


def test_a_form_from_another_site_saves_nothing(client, mill):
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {}):
        response = client.post(SAVE, {"partner": mill.pk}, headers=headers)
        assert response.status_code == 403
    assert not Shortlist.objects.exists()


def test_who_keeps_no_cookies_is_told_why_nothing_was_saved(client, mill):
    there = press_save(client, mill).url
    client.cookies.clear()
    page = client.get(there)
    assert "did not keep the cookie" in page.text
    assert not page.cookies


def test_one_more_than_the_most_is_refused_in_words(client, mill, monkeypatch):
    monkeypatch.setattr(services, "MOST_PARTNERS", 2)
    for _ in range(2):
        press_save(client, make_organisation())
    response = press_save(client, mill)
    assert response.status_code == 409
    assert "Your shortlist has 2 partners, and that is the most." in response.text
    assert "Back to the results" in response.text
    assert ShortlistItem.objects.count() == 2


def test_who_is_signed_in_needs_no_cookie(client, mill):
    user = make_person()
    client.force_login(user)
    response = press_save(client, mill)
    assert "shortlist" not in response.cookies
    assert user.shortlist.items.get().organisation == mill
    assert "Mill House" in client.get("/shortlist/").text


def test_a_forged_or_old_key_opens_nothing_and_begins_anew(client, mill):
    client.cookies["shortlist"] = "x" * 32
    assert "Nothing is on it yet" in client.get("/shortlist/").text
    press_save(client, mill)
    assert Shortlist.objects.get().key != "x" * 32


@pytest.mark.parametrize("page", ["search", "map", "region", "profile", "offer"])
def test_every_page_of_partners_has_the_button(client, page):
    offer = make_offer(organisation=make_organisation(name="Mill House"))
    for _ in range(2):
        make_organisation()
    address = {
        "search": "/partners/",
        "map": "/partners/map/",
        "region": "/partners/in/south-west/",
        "profile": offer.organisation.get_absolute_url(),
        "offer": offer.get_absolute_url(),
    }[page]
    text = client.get(address).text
    assert f'name="partner" value="{offer.organisation.pk}">Save<span' in text
    assert f'action="{SAVE}"' in text
    if page in ("search", "map", "region"):
        assert f'id="partner-{offer.organisation.pk}"' in text


def test_no_page_for_everybody_says_what_somebody_keeps(client, mill, settings):
    """Not before, not after, and not to whoever has the cookie: to the byte."""
    settings.KEEP_SEARCH_PAGES = True
    offer = make_offer(organisation=mill)
    addresses = ["/", "/partners/", "/partners/map/", mill.get_absolute_url()]
    addresses += [offer.get_absolute_url(), "/partners/?near=Hull", "/about/"]
    before = [Client().get(address).content for address in addresses]
    press_save(client, mill)
    assert [client.get(address).content for address in addresses] == before
    signed_in = Client()
    signed_in.force_login(make_person())
    press_save(signed_in, mill)
    for address in addresses:
        signed_in.get(address)
    client.get("/partners/?q=new")
    assert [Client().get(address).content for address in addresses] == before
    assert Client().get("/partners/?q=new").content == client.get("/partners/?q=new").content


def test_who_keeps_partners_is_sent_the_same_kept_pages(client, mill, settings):
    settings.KEEP_SEARCH_PAGES = True
    etag = Client().get("/partners/")["ETag"]
    press_save(client, mill)
    assert client.get("/partners/")["ETag"] == etag


def at_once(*jobs):
    """Each in a thread and a connection of its own."""
    start, results = Barrier(len(jobs)), []

    def run(job):
        start.wait()
        try:
            results.append(job())
        except Exception as error:
            results.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[job]) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


@pytest.mark.django_db(transaction=True)
def test_two_saves_at_once_both_count_and_the_same_partner_counts_once(monkeypatch):
    monkeypatch.setattr(services, "MOST_PARTNERS", 3)
    key = make_shortlist().key
    one, *others = [make_organisation() for _ in range(5)]
    results = at_once(
        *(
            lambda row=row: services.save(organisation=row, user=None, key=key)
            for row in (one, one, *others)
        )
    )
    assert ShortlistItem.objects.count() == 3
    refused = [result for result in results if isinstance(result, services.CannotSave)]
    assert len(refused) in (2, 3)  # the same partner twice: both done, or both too late
    assert all(isinstance(result, Shortlist | services.CannotSave) for result in results)


@pytest.mark.django_db(transaction=True)
def test_an_account_that_saves_first_in_two_windows_gets_one_list():
    user = make_person()
    rows = [make_organisation(), make_organisation()]
    results = at_once(
        *(lambda row=row: services.save(organisation=row, user=user, key="") for row in rows)
    )
    assert {type(result) for result in results} == {Shortlist}
    assert user.shortlist.items.count() == 2


@pytest.mark.parametrize("typed", ["9" * 5000, "\u0663", "-1", "1.5", "", "abc"])
def test_what_is_no_number_of_a_partner_is_not_found(typed):
    address, here = "/shortlist/save/", {"Sec-Fetch-Site": "same-origin"}
    assert Client().post(address, {"partner": typed}, headers=here).status_code == 404
