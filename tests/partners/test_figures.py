"""Openings of partners' pages, counted by day: exactly, cheaply, and nothing about anybody."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from urllib.parse import urlsplit, urlunsplit

import pytest
import time_machine
from django.db import Error, connection
from django.test import Client
from django.utils import timezone

from partners.figures import daily
from partners.figures.buffer import Buffer
from partners.models import DailyFigures, Organisation
from settings_schools.signals import saved
from tests.factories import make_membership, make_offer, make_organisation
from tests.people import make_person

READER = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"
PHONE = "Mozilla/5.0 (Linux; Android 12; CUBOT P60) AppleWebKit/537.36 Chrome/140.0 Mobile"
ROBOTS = (
    "",
    "curl/8.14.1",
    "python-requests/2.32",
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; bingbot/2.0) Chrome/140",
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 HeadlessChrome/140.0 Safari/537.36",
    "facebookexternalhit/1.1",
)


@pytest.fixture
def at_once(settings):
    settings.FIGURES_WRITTEN_EVERY = 0
    settings.KEEP_SEARCH_PAGES = True


@pytest.fixture
def reader(at_once):
    return Client(headers={"User-Agent": READER})


def figures(organisation):
    rows = DailyFigures.objects.filter(organisation=organisation)
    return {row.day: (row.seen, row.saved) for row in rows}


@pytest.mark.django_db
class TestWhatCounts:
    def test_a_profile_and_the_pages_of_its_offers_however_they_are_answered(self, reader):
        offer = make_offer()
        profile, page = offer.organisation.get_absolute_url(), offer.get_absolute_url()
        etag = reader.get(profile)["ETag"]
        reader.get(profile)  # as it was kept
        assert reader.get(profile, headers={"If-None-Match": etag}).status_code == 304
        reader.get(page)
        assert figures(offer.organisation) == {timezone.localdate(): (4, 0)}

    def test_not_what_nobody_reads(self, reader):
        organisation = make_organisation()
        address = organisation.get_absolute_url()
        reader.head(address)
        reader.get(address, headers={"Sec-Purpose": "prefetch;prerender"})
        assert reader.get(address.replace("organisation", "old-name")).status_code == 301
        for name in ROBOTS:
            Client(headers={"User-Agent": name}).get(address)
        Organisation.objects.filter(pk=organisation.pk).update(hidden_at=timezone.now())
        assert reader.get(address).status_code == 410
        assert figures(organisation) == {}

    def test_a_telephone_with_an_unlucky_name_is_no_robot(self, at_once):
        organisation = make_organisation()
        Client(headers={"User-Agent": PHONE}).get(organisation.get_absolute_url())
        assert figures(organisation) == {timezone.localdate(): (1, 0)}

    def test_not_its_own_people_and_not_staff_but_other_members(self, reader, admin_user):
        organisation = make_organisation()
        other = make_person("other@museum.example")
        for user in (make_membership(organisation=organisation).user, admin_user, other):
            client = Client(headers={"User-Agent": READER})
            client.force_login(user)
            client.get(organisation.get_absolute_url())
        assert figures(organisation) == {timezone.localdate(): (1, 0)}

    def test_days_are_those_of_london(self, reader):
        organisation = make_organisation()
        for moment in (
            datetime(2027, 6, 1, 22, 59, tzinfo=UTC),
            datetime(2027, 6, 1, 23, tzinfo=UTC),
        ):
            with time_machine.travel(moment, tick=False):
                reader.get(organisation.get_absolute_url())
        assert figures(organisation) == {date(2027, 6, 1): (1, 0), date(2027, 6, 2): (1, 0)}

    def test_a_saving_is_told_by_the_shortlist(self, at_once):
        organisation = make_organisation()
        saved.send(sender=None, organisation=organisation)
        assert figures(organisation) == {timezone.localdate(): (0, 1)}

    def test_no_column_holds_anything_but_numbers_a_day_and_the_organisation(self):
        names = {field.name for field in DailyFigures._meta.concrete_fields}
        assert names == {"id", "organisation", "day", "seen", "saved"}

    def test_a_page_costs_no_query_more(self, reader, settings, django_assert_num_queries):
        settings.FIGURES_WRITTEN_EVERY = None
        address = make_organisation().get_absolute_url()
        reader.get(address)
        with django_assert_num_queries(2):
            reader.get(address)
        settings.FIGURES_WRITTEN_EVERY = 3600
        with django_assert_num_queries(2):
            reader.get(address)
        daily.buffer._timer.cancel()
        daily.buffer.flush()

    def test_what_the_database_does_not_take_breaks_no_page(self, reader, caplog):
        organisation = make_organisation()
        reader.get(organisation.get_absolute_url())
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE partners_dailyfigures RENAME TO away")
            assert reader.get(organisation.get_absolute_url()).status_code == 200
            cursor.execute("ALTER TABLE away RENAME TO partners_dailyfigures")
        assert "1 counts were dropped: ProgrammingError" in caplog.text
        assert figures(organisation) == {timezone.localdate(): (1, 0)}

    def test_one_that_was_deleted_meanwhile_takes_no_other_number_along(self, at_once):
        organisation = make_organisation()
        today = timezone.localdate()
        daily.buffer.add([(0, today, "seen"), (organisation.pk, today, "seen")])
        assert figures(organisation) == {today: (1, 0)}


ANOTHER_PROCESS = """
import django; django.setup()
from concurrent.futures import ThreadPoolExecutor
from django.conf import settings
from partners.figures.daily import count
settings.FIGURES_WRITTEN_EVERY = 0.05
organisations = [int(pk) for pk in {organisations}]
def views(number):
    for turn in range({views}):
        count("seen", organisations[(turn + number) % len(organisations)])
with ThreadPoolExecutor(3) as threads:
    list(threads.map(views, range(3)))
"""


@pytest.mark.django_db(transaction=True)
def test_no_view_is_lost_between_threads_and_processes(settings):
    """Each process flushes while it counts, and what is left as it ends."""
    settings.FIGURES_WRITTEN_EVERY = 0.05
    organisations = [make_organisation().pk for _ in range(5)]
    program = ANOTHER_PROCESS.format(organisations=organisations, views=400)
    own = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}")
    environment = os.environ | {"DATABASE_URL": urlunsplit(own)}
    processes = [
        subprocess.Popen([sys.executable, "-c", program], env=environment) for _ in range(2)
    ]

    def views(number):
        for turn in range(400):
            daily.count("seen", organisations[(turn + number) % 5])

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(views, range(3)))
    assert [process.wait(timeout=60) for process in processes] == [0, 0]
    daily.buffer.flush()
    seen = sum(row.seen for row in DailyFigures.objects.all())
    assert seen == 3 * 3 * 400


def test_a_buffer_that_cannot_write_goes_on_counting(settings, caplog):
    """Without a database at hand at all."""
    settings.FIGURES_WRITTEN_EVERY = 3600
    written = []

    def write(counts):
        if not written:
            written.append("tried")
            raise Error
        written.append(dict(counts))

    buffer = Buffer(write)
    buffer._write = write
    for _ in range(2):
        buffer.add(["a", "b"])
        buffer._timer.cancel()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("partners.figures.buffer.transaction.atomic", nothing)
            buffer.flush()
    assert written == ["tried", {"a": 1, "b": 1}]
    assert "2 counts were dropped: Error" in caplog.text


class nothing:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False
