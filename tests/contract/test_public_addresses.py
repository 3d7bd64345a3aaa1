"""One contract for every address of the site: who may open it, and what they get.

An address that is not in the table fails the test, so that nobody adds one without saying who it
is for. The admin is Django's own and is tested by role in `tests/partners`.
"""

from datetime import timedelta

import pytest
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from accounts.models import User
from partners import services
from partners.models import OpeningNotice, Organisation
from partners.opening.links import token_for
from reference.models import BridgeOrganisation
from tests.factories import (
    make_booking,
    make_image,
    make_interest,
    make_offer,
    make_organisation,
)
from tests.people import with_second_factor
from training.links import booking_path, interest_token

pytestmark = pytest.mark.django_db

# Those that answer with a page to read; browser tests look at each.
PAGES_OF_THE_SITE = {
    "",
    "about/",
    "about/<information_page:slug>/",
    "partners/",
    "partners/map/",
    "partners/opening/",
    "partners/opening/asked/",
    "partners/opening/removed/",
    "partners/opening/<int:pk>/<str:token>/",
    "partners/in/<slug:region>/",
    "partners/in/<slug:region>/<slug:art_form>/",
    "partners/<int:pk>/<slug:slug>/",
    "partners/<int:pk>/<slug:slug>/offers/<int:offer_pk>/<slug:offer_slug>/",
    "partners/<int:pk>/<slug:slug>/enquire/",
    "partners/<int:pk>/<slug:slug>/concern/",
    "partners/<int:pk>/<slug:slug>/concern/reported/",
    "partners/tell-us/",
    "partners/tell-us/told/",
    "training/",
    "training/<int:pk>/",
    "training/register-interest/",
    "training/register-interest/sent/",
    "training/interest/<int:pk>/<str:token>/",
    "training/booking/<int:pk>/<str:token>/",
    "training/booking/<int:pk>/<str:token>/cancel/",
    "training/booking/<int:pk>/<str:token>/person/",
}
# Those that take a form: 403 if it comes from another site.
TAKE_A_FORM = {
    "partners/opening/",
    "partners/opening/<int:pk>/<str:token>/",
    "partners/<int:pk>/<slug:slug>/concern/",
    "partners/tell-us/",
    "training/register-interest/",
    "training/interest/<int:pk>/<str:token>/",
    "training/booking/<int:pk>/<str:token>/cancel/",
    "training/booking/<int:pk>/<str:token>/answer/",
    "training/booking/<int:pk>/<str:token>/person/",
}
# By role in matrix.toml; a shortlist is its maker's, with or without an account.
FOR_THOSE_WHO_SIGN_IN = {"admin/", "accounts/", "my/organisations/", "shortlist/", "settings/"}
ALSO_BY_ROLE = (
    *("partners/join/", "my/enquiries/", "enquiries/", "enquire/"),
    *("my/setting/", "my/searches/", "my/organisations/", "collaborations/"),
)
METHODS_THAT_CHANGE = ("post", "put", "patch", "delete")

# Route -> what an anonymous visitor gets for the sample rows below.
PUBLIC = {
    "": 200,
    "about/": 200,
    "about/<information_page:slug>/": 200,
    "favicon.ico": 302,
    "robots.txt": 200,
    "sitemap.xml": 200,
    "sitemap-<slug:section>.xml": 200,
    "healthz": 200,
    "readyz": 200,
    "my/": 302,
    "mail/": 404,  # on a developer's machine alone
    "partners/": 200,
    "partners/map/": 200,
    "partners/suggest": 200,
    # The sample site is open: nothing is left to be told of.
    "partners/opening/": 302,
    "partners/opening/asked/": 200,
    "partners/opening/removed/": 200,
    "partners/opening/<int:pk>/<str:token>/": 200,
    "partners/in/": 301,
    "partners/in/<slug:region>/": 200,
    "partners/in/<slug:region>/<slug:art_form>/": 200,
    "partners/<int:pk>/": 301,
    "partners/<int:pk>/<slug:slug>/": 200,
    "partners/<int:pk>/<slug:slug>/card.png": 200,
    "partners/<int:pk>/<slug:slug>/enquire/": 200,
    "partners/card.png": 200,
    "partners/<int:pk>/<slug:slug>/offers/<int:offer_pk>/<slug:offer_slug>/": 200,
    "partners/<int:pk>/<slug:slug>/concern/": 200,
    "partners/<int:pk>/<slug:slug>/concern/reported/": 200,
    "partners/tell-us/": 200,
    "partners/tell-us/told/": 200,
    "training/": 200,
    "training/calendar.ics": 200,
    "training/<int:pk>/": 200,
    "training/<int:pk>/calendar.ics": 200,
    "training/<int:pk>/book/": 302,
    "training/<int:pk>/booked/<uuid:submission>/": 302,
    "training/register-interest/": 200,
    "training/register-interest/sent/": 200,
    "training/interest/<int:pk>/<str:token>/": 200,
    "training/booking/<int:pk>/<str:token>/": 200,
    "training/booking/<int:pk>/<str:token>/cancel/": 200,
    "training/booking/<int:pk>/<str:token>/answer/": 405,
    "training/booking/<int:pk>/<str:token>/person/": 200,
    "training/booking/<int:pk>/<str:token>/calendar.ics": 200,
    "training/booking/<int:pk>/<str:token>/attendance/": 404,  # nobody was there yet
    "api/v1/partners": 200,
    "api/v1/partners/<int:pk>": 200,
    "api/v1/partners/": 301,
    "api/v1/partners/<int:pk>/": 301,
    "partners.csv": 200,
    "media/^pictures/(?P<name>[0-9a-f]{32})-(?P<width>[1-9][0-9]{1,4})\\.webp$": 200,
}


def routes(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            if route not in FOR_THOSE_WHO_SIGN_IN:
                yield from routes(pattern, route)
        elif isinstance(pattern, URLPattern) and not route.startswith(ALSO_BY_ROLE):
            yield route


@pytest.fixture
def sample():
    organisation, *_ = (make_organisation() for _ in range(3))
    return {
        "organisation": organisation,
        "offer": make_offer(organisation=organisation),
        "image": make_image(organisation=organisation),
        "notice": OpeningNotice.objects.create(email="canary.reader@school.example"),
        "booking": make_booking(),
        "interest": make_interest(),
    }


def addresses(sample):
    organisation, offer, image = sample["organisation"], sample["offer"], sample["image"]
    return {
        "": "/",
        "about/": "/about/",
        "about/<information_page:slug>/": "/about/glossary/",
        "favicon.ico": "/favicon.ico",
        "robots.txt": "/robots.txt",
        "sitemap.xml": "/sitemap.xml",
        "sitemap-<slug:section>.xml": "/sitemap-offers.xml",
        "healthz": "/healthz",
        "my/": "/my/",
        "mail/": "/mail/",
        "readyz": "/readyz",
        "partners/": "/partners/",
        "partners/map/": "/partners/map/",
        "partners/suggest": "/partners/suggest?words=mu",
        "partners/opening/": "/partners/opening/",
        "partners/opening/asked/": "/partners/opening/asked/",
        "partners/opening/removed/": "/partners/opening/removed/",
        "partners/opening/<int:pk>/<str:token>/": (
            f"/partners/opening/{sample['notice'].pk}/{token_for(sample['notice'])}/"
        ),
        "partners/in/": "/partners/in/",
        "partners/in/<slug:region>/": "/partners/in/south-west/",
        "partners/in/<slug:region>/<slug:art_form>/": "/partners/in/south-west/visual-arts/",
        "partners/<int:pk>/": f"/partners/{organisation.pk}/",
        "partners/<int:pk>/<slug:slug>/": organisation.get_absolute_url(),
        "partners/<int:pk>/<slug:slug>/card.png": organisation.get_absolute_url() + "card.png",
        "partners/<int:pk>/<slug:slug>/enquire/": organisation.get_absolute_url() + "enquire/",
        "partners/card.png": "/partners/card.png",
        "partners/<int:pk>/<slug:slug>/offers/<int:offer_pk>/<slug:offer_slug>/": (
            offer.get_absolute_url()
        ),
        "partners/<int:pk>/<slug:slug>/concern/": organisation.get_absolute_url() + "concern/",
        "partners/<int:pk>/<slug:slug>/concern/reported/": (
            organisation.get_absolute_url() + "concern/reported/"
        ),
        "partners/tell-us/": "/partners/tell-us/",
        "partners/tell-us/told/": "/partners/tell-us/told/",
        **addresses_of_training(sample),
        "api/v1/partners": "/api/v1/partners",
        "api/v1/partners/<int:pk>": f"/api/v1/partners/{organisation.pk}",
        "api/v1/partners/": "/api/v1/partners/",
        "api/v1/partners/<int:pk>/": f"/api/v1/partners/{organisation.pk}/",
        "partners.csv": "/partners.csv",
        "media/^pictures/(?P<name>[0-9a-f]{32})-(?P<width>[1-9][0-9]{1,4})\\.webp$": image.src,
    }


def addresses_of_training(sample):
    booking, interest = sample["booking"], sample["interest"]
    session, own = f"/training/{booking.session_id}/", booking_path(booking)
    route = "training/booking/<int:pk>/<str:token>/"
    pages = ("", "cancel/", "answer/", "person/", "calendar.ics", "attendance/")
    return {
        "training/": "/training/",
        "training/calendar.ics": "/training/calendar.ics",
        "training/<int:pk>/": session,
        "training/<int:pk>/calendar.ics": f"{session}calendar.ics",
        "training/<int:pk>/book/": f"{session}book/",
        "training/<int:pk>/booked/<uuid:submission>/": f"{session}booked/{booking.submission}/",
        "training/register-interest/": "/training/register-interest/",
        "training/register-interest/sent/": "/training/register-interest/sent/",
        "training/interest/<int:pk>/<str:token>/": (
            f"/training/interest/{interest.pk}/{interest_token(interest)}/"
        ),
        **{f"{route}{page}": f"{own}{page}" for page in pages},
    }


def test_every_address_is_in_the_table():
    assert set(routes()) == set(PUBLIC)


@pytest.mark.parametrize("route", PUBLIC)
def test_a_visitor_gets_what_the_table_says(client, sample, route):
    address = addresses(sample)[route]
    for response in (client.get(address), client.head(address)):
        response.close()
        assert response.status_code == PUBLIC[route]
    is_page = response["Content-Type"].startswith("text/html")
    is_there = response.status_code == 200
    assert (route in PAGES_OF_THE_SITE) is (is_page and is_there) or "Location" in response


@pytest.mark.parametrize("route", PUBLIC)
@pytest.mark.parametrize("method", METHODS_THAT_CHANGE)
def test_public_addresses_change_nothing(client, sample, route, method):
    """No token goes with a form of the public site: it must come from the site's own pages."""
    address = addresses(sample)[route]
    response = getattr(client, method)(address, headers={"Origin": "https://elsewhere.example"})
    if PUBLIC[route] == 302 and response.status_code == 302:
        assert response.url.startswith("/accounts/login/")
        return
    assert response.status_code == (403 if route in TAKE_A_FORM and method == "post" else 405)


@pytest.mark.parametrize(
    "unseen",
    [
        {"listing_state": "draft"},
        {"listing_state": "submitted"},
        {"listing_state": "returned"},
        {"listing_state": "rejected"},
        {"partner_status": "prospect", "partner_since": None},
        {"partner_status": "agreement-accepted", "partner_since": None},
    ],
)
def test_what_never_was_listed_does_not_exist(client, unseen):
    organisation = make_organisation(**unseen)
    offer, image = make_offer(organisation=organisation), make_image(organisation=organisation)
    profile = organisation.get_absolute_url()
    for address in (profile, f"{profile}card.png", offer.get_absolute_url(), image.src):
        assert client.get(address).status_code == 404
    assert organisation.name not in client.get("/partners/").content.decode()


@pytest.mark.parametrize(
    "gone",
    [
        {"partner_status": "lapsed"},
        {"partner_status": "withdrawn"},
        {"listing_state": "archived"},
        {"hidden_at": timezone.now()},
        {"suspended_at": timezone.now()},
    ],
)
def test_a_former_partner_is_no_longer_listed(client, gone):
    organisation = make_organisation(**gone)
    offer = make_offer(organisation=organisation)
    neighbour = make_organisation(authority=organisation.authority)
    profile = organisation.get_absolute_url()
    for address in (profile, f"{profile}card.png", offer.get_absolute_url()):
        response = client.get(address)
        assert response.status_code == 410
        assert neighbour.name in response.content.decode()
    assert organisation.name not in client.get("/partners/").content.decode()


def test_an_old_name_in_the_address_redirects_for_good(client):
    offer = make_offer(title="Clay and fire")
    organisation = offer.organisation
    response = client.get(f"/partners/{organisation.pk}/old-name/")
    assert (response.status_code, response["Location"]) == (301, organisation.get_absolute_url())
    response = client.get(f"/partners/{organisation.pk}/old-name/offers/{offer.pk}/old-title/")
    assert (response.status_code, response["Location"]) == (301, offer.get_absolute_url())


def test_a_merged_organisation_leads_to_its_heir(client):
    heir = make_organisation()
    between = make_organisation(listing_state="archived", merged_into=heir)
    merged = make_organisation(listing_state="archived", merged_into=between)
    response = client.get(merged.get_absolute_url())
    assert (response.status_code, response["Location"]) == (301, heir.get_absolute_url())


def test_only_somebody_once_listed_leads_to_an_heir(client):
    heir = make_organisation()
    never = make_organisation(listing_state="draft", merged_into=heir)
    assert client.get(never.get_absolute_url()).status_code == 404
    unseen = make_organisation(listing_state="draft")
    merged = make_organisation(listing_state="archived", merged_into=unseen)
    assert client.get(merged.get_absolute_url()).status_code == 410


def test_a_circle_of_mergers_ends(client):
    one = make_organisation(listing_state="archived")
    two = make_organisation(listing_state="archived", merged_into=one)
    Organisation.objects.filter(pk=one.pk).update(merged_into=two)
    assert client.get(one.get_absolute_url()).status_code == 410


def test_a_profile_returned_after_it_was_seen_is_gone(client):
    organisation = make_organisation(partner_since=None)
    services.undo_approval(organisation=organisation, by=None, reason="")
    services.return_listing(organisation=organisation, by=None, reason="")
    assert client.get(organisation.get_absolute_url()).status_code == 410


def test_an_offer_is_gone_only_if_it_could_be_seen(client):
    today = timezone.localdate()
    coming = make_offer(available_from=today + timedelta(days=1))
    over = make_offer(available_to=today - timedelta(days=1))
    never, withdrawn = make_offer(state="submitted"), make_offer()
    for offer in (never, withdrawn):
        services.withdraw_offer(offer=offer, by=None)
    expected = {coming: 404, over: 410, never: 404, withdrawn: 410}
    for offer, status in expected.items():
        assert client.get(offer.get_absolute_url()).status_code == status


def test_an_offer_belongs_under_its_own_organisation_only(client):
    offer, stranger = make_offer(), make_organisation()
    address = f"/partners/{stranger.pk}/{stranger.slug}/offers/{offer.pk}/{offer.slug}/"
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(
    "address",
    [
        "/partners/99999999999999999999/x/",
        "/partners/0/x/",
        "/partners/1/x/offers/99999999999999999999/x/",
        "/media/pictures/00000000000000000000000000000000-352.webp",
        "/media/pictures/../settings.py",
        "/.env",
        "/.git/config",
        "/static/../manage.py",
    ],
)
def test_addresses_of_nothing_are_not_found(client, address):
    assert client.get(address).status_code == 404


CANARIES = {
    "contact_email": "canary.mouse@partner.example",
    "contact_name": "Canarina Mouse",
    "phone": "01632 960999",
    "trained_person": "Canarius Trainee",
    "external_id": "canary-id-77",
    "hide_street": True,
    "address": "7 Canary Yard",
    "postcode": "PL4 8ZZ",
}
BRIDGE_CANARIES = {
    "contact_name": "Canaria Bridge",
    "contact_email": "canary@bridge.example",
    "contact_phone": "01632 960777",
}
SECRETS = [str(v) for v in (*CANARIES.values(), *BRIDGE_CANARIES.values()) if v is not True]
SECRETS.append("canary.reader@school.example")


@pytest.mark.parametrize("route", PUBLIC)
def test_no_page_shows_anything_private(client, route):
    BridgeOrganisation.objects.update(**BRIDGE_CANARIES)
    organisation = make_organisation(**CANARIES)
    services.set_hidden(organisation=organisation, hidden=True, by=None)
    assert client.get(organisation.get_absolute_url()).status_code == 410
    services.set_hidden(organisation=organisation, hidden=False, by=None)
    sample = {
        "organisation": organisation,
        "offer": make_offer(organisation=organisation),
        "image": make_image(organisation=organisation),
        "notice": OpeningNotice.objects.create(email="canary.reader@school.example"),
        "booking": make_booking(),
        "interest": make_interest(),
    }
    response = client.get(addresses(sample)[route])
    content = response.getvalue()
    found = [value for value in SECRETS if value.encode() in content]
    assert not found
    assert b"mailto:" not in content


def test_staff_see_pictures_that_are_not_public_yet(client):
    image = make_image(organisation=make_organisation(listing_state="draft"))
    client.force_login(with_second_factor(User.objects.create_superuser("staff@example.org")))
    response = client.get(image.src)
    response.close()
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]


def test_a_picture_is_served_as_a_picture_and_nothing_else(client):
    response = client.get(make_image().src)
    response.close()
    assert response["Content-Type"] == "image/webp"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
