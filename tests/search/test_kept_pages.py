"""A page asked for again is sent as it was, until something changes."""

import gzip
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils.timezone import now

from partners.models import Offer, Organisation
from partners.search.current import current
from reference.models import BridgeOrganisation, LocalAuthority, QualityPrinciple, SmscStrand
from tests.factories import make_membership, make_offer, make_organisation, make_session
from training.models import TrainingSession

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages_are_kept(settings):
    settings.KEEP_SEARCH_PAGES = True
    make_organisation(name="First")


def test_the_same_page_is_sent_again_in_one_query(client, django_assert_max_num_queries):
    first = client.get("/partners/?key_stage=ks2")
    # Inside a test's transaction one more query sees to what waits for its commit.
    with django_assert_max_num_queries(2):
        again = client.get("/partners/?key_stage=ks2")
    assert again.content == first.content
    assert again["Content-Type"] == first["Content-Type"]
    assert again["Vary"] == "Accept-Encoding, Cookie"


@pytest.fixture
def offer():
    organisation = make_organisation(name="Maker", contact_email="office@maker.example")
    return make_offer(organisation=organisation, title="Making", smsc_strands=["social"])


@pytest.mark.parametrize("what", ["organisation", "offer"])
def test_a_profile_is_kept_and_its_change_is_seen(
    client, offer, what, django_assert_max_num_queries
):
    row = offer if what == "offer" else offer.organisation
    address = row.get_absolute_url()
    first = client.get(address)
    with django_assert_max_num_queries(2):
        assert client.get(address).content == first.content
    assert first["Cache-Control"] == "no-cache"
    asked = {"If-None-Match": first["ETag"]}
    assert client.get(address, headers=asked).status_code == 304
    Offer.objects.filter(pk=offer.pk).update(summary="Quite another")
    changed = client.get(address, headers=asked)
    assert (changed.status_code, b"Quite another" in changed.content) == (200, True)


def test_what_only_profiles_show_changes_them_too(client, offer):
    def seen(row):
        return client.get(row.get_absolute_url()).text

    assert "Strand of old" not in seen(offer)
    SmscStrand.objects.filter(slug="social").update(label="Strand of old")
    assert "Strand of old" in seen(offer)
    offer.smsc_strands.clear()
    assert "Strand of old" not in seen(offer)
    principle = QualityPrinciple.objects.first()
    offer.quality_principles.add(principle)
    assert principle.label in seen(offer)
    QualityPrinciple.objects.filter(pk=principle.pk).update(label="Principle renamed")
    assert "Principle renamed" in seen(offer)
    assert "Body renamed" not in seen(offer.organisation)
    BridgeOrganisation.objects.update(name="Body renamed")
    assert "Body renamed" in seen(offer.organisation)
    other = BridgeOrganisation.objects.create(slug="other", name="Body of another")
    LocalAuthority.objects.update(bridge=other)
    assert "Body of another" in seen(offer.organisation)


@pytest.mark.parametrize("what", ["organisation", "offer"])
def test_it_says_at_once_whether_anybody_can_be_asked(client, offer, what):
    row, organisation = offer if what == "offer" else offer.organisation, offer.organisation

    def is_asked():
        page = client.get(row.get_absolute_url()).text
        assert ("/enquire/" in page) is not ("Nobody looks after these pages yet" in page)
        return "/enquire/" in page

    assert is_asked()
    Organisation.objects.filter(pk=organisation.pk).update(contact_email="")
    assert not is_asked()
    make_membership(organisation=organisation)
    assert is_asked()
    organisation.members.all().delete()
    assert not is_asked()


def test_a_profile_follows_the_date_in_london(client, offer):
    organisation, address = offer.organisation, offer.organisation.get_absolute_url()
    with time_machine.travel(datetime(2027, 3, 2, 12, tzinfo=UTC), tick=False) as clock:
        Organisation.objects.filter(pk=organisation.pk).update(
            not_taking_enquiries_until=date(2027, 3, 2)
        )
        assert "Not taking enquiries" in client.get(address).text
        clock.move_to(datetime(2027, 3, 3, 0, 1, tzinfo=UTC))
        assert "Not taking enquiries" not in client.get(address).text


def test_moved_and_former_profiles_are_not_kept(client, offer):
    organisation = offer.organisation
    address = organisation.get_absolute_url()
    old = address.replace("maker", "old-name")
    assert client.get(old).status_code == client.get(old).status_code == 301
    client.get(address)
    Organisation.objects.filter(pk=organisation.pk).update(hidden_at=datetime.now(UTC))
    gone = client.get(address)
    assert (gone.status_code, "ETag" in gone.headers) == (410, False)
    assert current().pages == {}


def test_nothing_of_somebody_signed_in_gets_into_what_others_are_sent(client, admin_client, offer):
    for address in (offer.get_absolute_url(), offer.organisation.get_absolute_url(), "/partners/"):
        own = admin_client.get(address)
        assert "ETag" not in own.headers
        assert "no-store" in own["Cache-Control"]
        stranger = client.get(address)
        assert stranger["ETag"]
        assert "sessionid" not in stranger.cookies
        assert admin_client.get(address).content == own.content
        assert client.get(address).content == stranger.content
        assert own.text.count("Your pages") == stranger.text.count("Sign in") == 2
        assert "Your pages" not in stranger.text


def test_each_search_that_one_comes_from_makes_a_profile_of_its_own(client, offer):
    address = offer.organisation.get_absolute_url()
    assert "All partners" in client.get(address).text
    assert "Back to" in client.get(f"{address}?near=Hull").text
    assert "All partners" in client.get(address).text


def test_an_unchanged_page_is_not_sent_again(client):
    etag = client.get("/partners/")["ETag"]
    unchanged = client.get("/partners/", headers={"If-None-Match": etag})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    Organisation.objects.update(name="Second")
    changed = client.get("/partners/", headers={"If-None-Match": etag})
    assert changed.status_code == 200
    assert b"Second" in changed.content


def test_it_is_sent_compressed_to_who_reads_that(client):
    plain = client.get("/partners/")
    packed = client.get("/partners/", headers={"Accept-Encoding": "gzip, br"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert "Content-Encoding" not in plain.headers


def test_who_has_a_cookie_gets_a_page_of_their_own(client):
    client.get("/partners/")
    client.cookies["anything"] = "1"
    response = client.get("/partners/")
    assert "ETag" not in response.headers
    assert response.context["page"].total == 1


def test_other_addresses_are_other_pages(client):
    assert b'data-total="1"' in client.get("/partners/").content
    assert b'data-total="0"' in client.get("/partners/?cost=free").content


def test_what_is_kept_stays_within_its_bytes(client, monkeypatch):
    monkeypatch.setattr("partners.search.index.MOST_KEPT_BYTES", 40_000)
    for number in range(1, 12):
        client.get(f"/partners/?sort=name&page={number}")
        assert current().kept_bytes <= 40_000


def test_a_page_names_the_sites_own_address_whatever_host_was_asked(client, settings):
    settings.ALLOWED_HOSTS = ["other.example", "testserver"]
    first = client.get("/partners/", headers={"Host": "other.example"})
    assert b"other.example" not in first.content


def test_who_signs_a_request_gets_a_page_of_their_own(client):
    assert "ETag" not in client.get("/partners/", headers={"Authorization": "Basic eDp5"}).headers


def test_the_home_page_is_kept_and_counts_anew_after_a_change(
    client, django_assert_max_num_queries
):
    first = client.get("/")
    with django_assert_max_num_queries(3):  # and one counts training sessions
        assert client.get("/").content == first.content
    make_organisation(name="Second")
    assert client.get("/")["ETag"] != first["ETag"]


def test_the_kept_home_page_counts_training_sessions_anew(client):
    """They are none of the directory's: its version knows nothing of them."""
    session, _ = (make_session(starts_at=now() - timedelta(days=days)) for days in (2, 3))
    seen = client.get("/")
    assert "2 training sessions so far." in seen.text
    version = current().version
    TrainingSession.objects.filter(pk=session.pk).update(state="cancelled", end_reason="Flood.")
    again = client.get("/", headers={"If-None-Match": seen["ETag"]})
    assert (again.status_code, current().version) == (200, version)
    assert "1 training session so far." in again.text
