"""The directory opens on a date, for the country and for regions with a date of their own."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from partners.models import Launch, Offer, Organisation
from partners.search import current as holder
from partners.standing import why_not_public
from reference.models import Region
from tests.factories import make_image, make_offer, make_organisation
from tests.search.test_every_change_is_seen import another_connection

pytestmark = pytest.mark.django_db

LONDON = ZoneInfo("Europe/London")
TODAY = date(2027, 3, 2)
TOMORROW = date(2027, 3, 3)


@pytest.fixture(autouse=True)
def fresh_process():
    holder._held = None


@pytest.fixture
def on_the_eve():
    with time_machine.travel(datetime(2027, 3, 2, 12, tzinfo=LONDON), tick=False) as clock:
        yield clock


def set_dates(national=None, **regions):
    """Dates by slug of region, `south_west` for `south-west`; what has none here has none."""
    Launch.objects.all().delete()
    if national:
        Launch.objects.create(opens_on=national)
    for slug, day in regions.items():
        region = Region.objects.get(slug=slug.replace("_", "-"))
        Launch.objects.create(region=region, opens_on=day)


def seen() -> set[str]:
    return set(Organisation.objects.public().values_list("name", flat=True))


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        ({}, set()),
        ({"national": TOMORROW}, set()),
        ({"national": TODAY}, {"Plymouth", "Leeds", "Nowhere"}),
        ({"national": TODAY, "south_west": TOMORROW}, {"Leeds", "Nowhere"}),
        ({"national": TOMORROW, "south_west": TODAY}, {"Plymouth"}),
        ({"south_west": TODAY}, {"Plymouth"}),
    ],
    ids=["no date", "tomorrow", "today", "region later", "region earlier", "region alone"],
)
def test_a_regions_own_date_wins_and_the_national_date_counts_for_the_rest(
    on_the_eve, dates, expected
):
    set_dates(national=TODAY)
    for name, authority in (("Plymouth", "plymouth"), ("Leeds", "leeds"), ("Nowhere", None)):
        organisation = make_organisation(name=name, authority=authority)
        make_offer(organisation=organisation)
        make_image(organisation=organisation)
    set_dates(**dates)
    assert seen() == expected
    offers = Offer.objects.public().values_list("organisation__name", flat=True)
    assert set(offers) == expected


def test_nobody_is_public_who_would_not_be_without_dates():
    make_organisation(listing_state="draft")
    make_organisation(partner_status="lapsed")
    assert seen() == set()


def test_a_region_has_one_date_and_the_country_one():
    set_dates(national=TODAY, london=TODAY)
    for region in (None, Region.objects.get(slug="london")):
        with pytest.raises(IntegrityError, match="launch_once"), transaction.atomic():
            Launch.objects.create(region=region, opens_on=TOMORROW)


def test_before_it_opens_a_profile_is_an_address_like_any_unknown_one(client, on_the_eve):
    set_dates(national=TOMORROW)
    offer = make_offer(organisation=make_organisation(first_listed_at=None))
    for row in (offer, offer.organisation):
        answer = client.get(row.get_absolute_url())
        assert answer.status_code == 404
        assert offer.organisation.name not in answer.text


def test_staff_read_what_a_ready_partner_waits_for(on_the_eve):
    organisation = make_organisation()
    set_dates(national=TOMORROW)
    assert why_not_public(organisation) == ["its region opens on 3 March 2027"]
    set_dates()
    assert why_not_public(organisation) == ["no opening date is set for its region"]
    set_dates(london=TODAY, national=TODAY)
    assert why_not_public(organisation) == []


# --- Whose address is kept ------------------------------------------------------------------


def opened_by_date_alone() -> Organisation:
    set_dates(national=TOMORROW)
    organisation = make_organisation(first_listed_at=None)
    assert organisation.first_listed_at is None
    return organisation


def test_who_was_listed_by_the_date_alone_is_gone_and_not_unknown_after_it_lapses(
    client, on_the_eve
):
    saved, updated = opened_by_date_alone(), make_organisation(first_listed_at=None)
    on_the_eve.move_to(datetime(2027, 3, 4, tzinfo=LONDON))
    saved.partner_status = "lapsed"
    saved.save()
    Organisation.objects.filter(pk=updated.pk).update(partner_status="lapsed")
    for organisation in (saved, updated):
        assert client.get(organisation.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("change", ["postponed", "removed"])
def test_who_was_listed_is_gone_when_the_date_is_taken_back(client, on_the_eve, change):
    organisation = opened_by_date_alone()
    on_the_eve.move_to(datetime(2027, 3, 4, tzinfo=LONDON))
    launch = Launch.objects.get()
    launch.opens_on = date(2027, 9, 1)
    launch.delete() if change == "removed" else launch.save()
    gone = client.get(organisation.get_absolute_url())
    assert gone.status_code == 410
    opens = "is not open yet" if change == "removed" else "opens on 1 September 2027."
    assert f"The South West {opens}" in gone.text
    organisation.partner_status = "lapsed"
    organisation.save()
    assert "South West" not in client.get(organisation.get_absolute_url()).text


def test_a_row_that_was_read_before_takes_no_stamp_away(on_the_eve):
    organisation = opened_by_date_alone()
    on_the_eve.move_to(datetime(2027, 3, 4, tzinfo=LONDON))
    Launch.objects.get().delete()
    organisation.save()
    assert Organisation.objects.get().first_listed_at is not None


# --- What visitors read before it opens -----------------------------------------------------


def test_before_it_opens_the_pages_say_when_and_show_and_count_nobody(client, on_the_eve):
    make_offer(organisation=make_organisation(name="Salt Loft"))
    set_dates(national=TOMORROW, london=date(2027, 9, 1))
    for address in ("/", "/partners/", "/partners/?q=salt&near=Plymouth", "/partners/map/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "opens on 3 March 2027" in page.text
        assert "London opens on 1 September 2027" in page.text
        assert '<meta name="robots" content="noindex">' in page.text
        assert "Salt Loft" not in page.text
        assert "1 partner" not in page.text


def test_without_a_date_the_pages_say_that_it_is_not_open_yet(client):
    set_dates()
    for address in ("/", "/partners/"):
        assert "is not open yet" in client.get(address).text


def test_where_one_region_is_open_the_site_works_and_says_when_the_others_open(client, on_the_eve):
    make_organisation(name="Here", authority="plymouth")
    make_organisation(name="There", authority="leeds", covers_england=True)
    set_dates(national=TOMORROW, south_west=TODAY)
    page = client.get("/partners/")
    assert page.context["page"].total == 1
    assert "noindex" not in client.get("/").text
    assert "opens on 3 March 2027" in client.get("/").text


@pytest.mark.parametrize("address", ["near=Leeds", "region=yorkshire-and-the-humber"])
def test_a_search_in_a_region_that_is_not_open_says_when_and_shows_who_reaches_it(
    client, on_the_eve, address
):
    make_organisation(name="Travelling Players", authority="plymouth", covers_england=True)
    set_dates(south_west=TODAY, yorkshire_and_the_humber=TOMORROW)
    page = client.get(f"/partners/?{address}")
    assert "Yorkshire and The Humber opens on 3 March 2027" in page.text
    assert "Travelling Players" in page.text
    assert "opens on" not in client.get("/partners/?near=Plymouth").text


# --- In every process -----------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_date_is_reached_at_midnight_without_a_write(client):
    set_dates(national=TOMORROW)
    organisation = make_organisation(name="Salt Loft", first_listed_at=None)
    version = "SELECT version FROM search_directoryversion"
    with connection.cursor() as cursor:
        before = cursor.execute(version).fetchone()
    for moment, expected in (
        (datetime(2027, 3, 2, 23, 59, 59, tzinfo=LONDON), (404, False)),
        (datetime(2027, 3, 3, tzinfo=LONDON), (200, True)),
    ):
        with time_machine.travel(moment, tick=False):
            status = client.get(organisation.get_absolute_url()).status_code
            assert (status, "Salt Loft" in client.get("/partners/").text) == expected
    with connection.cursor() as cursor:
        assert cursor.execute(version).fetchone() == before


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("how", ["sql", "save", "update", "delete"])
def test_a_changed_date_is_seen_by_a_process_that_holds_the_old(client, on_the_eve, how):
    make_organisation(name="Salt Loft")
    set_dates(national=TODAY)
    assert "Salt Loft" in client.get("/partners/").text
    launch = Launch.objects.get()
    launch.opens_on = TOMORROW
    if how == "sql":
        with another_connection() as other:
            other.execute("UPDATE partners_launch SET opens_on = '2027-03-03'")
    elif how == "save":
        launch.save()
    elif how == "update":
        Launch.objects.update(opens_on=TOMORROW)
    else:
        launch.delete()
    assert "Salt Loft" not in client.get("/partners/").text


def test_the_open_authorities_are_an_array_made_once(db):
    """Behind IN they would be a subplan, for which PostgreSQL reads every organisation."""
    for public in (Organisation.objects.public(), Offer.objects.public()):
        assert "hashed SubPlan" not in public.explain()
