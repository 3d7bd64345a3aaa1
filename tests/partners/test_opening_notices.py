"""Visitors leave an address to be told when the directory opens where they are."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from io import StringIO
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.models import MailRecord
from partners.launch import what_it_means
from partners.models import Launch, OpeningNotice
from partners.models.opening_notice import UNCONFIRMED_FOR
from partners.opening import services
from partners.opening.links import token_for
from partners.search import current as holder
from reference.models import Region
from tests.letters import delivered, links

pytestmark = pytest.mark.django_db

OPENING = "/partners/opening/"
HERE = {"Origin": "http://testserver"}


@pytest.fixture(autouse=True)
def clock():
    """The South West opens tomorrow, the rest of England in a month."""
    holder._held = None
    moment = datetime(2027, 3, 2, 12, tzinfo=ZoneInfo("Europe/London"))
    with time_machine.travel(moment, tick=False) as clock:
        Launch.objects.all().delete()
        Launch.objects.create(opens_on=timezone.localdate() + timedelta(days=30))
        tomorrow = timezone.localdate() + timedelta(days=1)
        Launch.objects.create(region=south_west(), opens_on=tomorrow)
        yield clock


def south_west():
    return Region.objects.get(slug="south-west")


def ask(client, region="south-west", email="Reader@School.example"):
    return client.post(OPENING, {"region": region, "email": email}, headers=HERE)


def mailed_path():
    (path, *_) = links(delivered()[-1])
    return path


def confirmed():
    return OpeningNotice.objects.filter(confirmed_at__isnull=False)


def test_an_address_is_on_the_list_once_its_reader_pressed_the_button(client):
    assert ask(client).url == "/partners/opening/asked/"
    path = mailed_path()
    assert "Shall we tell you?" in client.get(path).content.decode()
    assert not confirmed()  # mail scanners open links
    assert client.post(path, headers=HERE).url == path
    assert "You are on the list" in client.get(path).content.decode()
    assert client.post(path, headers=HERE).status_code == 302  # once more: no harm
    assert confirmed().get().region == south_west()


def test_the_question_says_who_asks_what_for_and_what_happens_to_the_address(client):
    ask(client)
    message = delivered()[0]
    assert message.to == ["Reader@School.example"]
    assert message.subject == "Shall we tell you when Artsmark Partners opens for the South West?"
    assert "delete the address on 16 March 2027" in message.body
    assert message.from_email == "Artsmark Partners <no-reply@localhost>"
    headers = message.message()
    assert headers["Message-ID"].endswith("@localhost>")
    assert headers["Auto-Submitted"] == "auto-generated"


def test_the_link_takes_the_address_off_again_and_ends(client):
    ask(client)
    path = mailed_path()
    client.post(path, headers=HERE)
    removed = client.post(path, {"remove": "1"}, headers=HERE)
    assert removed.url == "/partners/opening/removed/"
    assert "Your address is deleted" in client.get(removed.url).text
    assert not OpeningNotice.objects.exists()
    ended = client.get(path)
    assert ended.status_code == 410
    assert "This link has ended" in ended.text


def test_a_link_opens_its_own_notice_alone(client):
    one, other = (OpeningNotice.objects.create(email=f"{n}@school.example") for n in "ab")
    assert client.get(f"{OPENING}{one.pk}/{token_for(other)}/").status_code == 410
    assert client.get(f"{OPENING}99999999999999999999/{token_for(one)}/").status_code == 410


def test_a_link_to_an_address_that_was_to_be_deleted_has_ended(client, clock):
    ask(client)
    clock.shift(UNCONFIRMED_FOR)
    assert client.get(mailed_path()).status_code == 410


def test_nobody_learns_whether_an_address_is_known(client):
    OpeningNotice.objects.create(
        email="reader@school.example", region=south_west(), confirmed_at=timezone.now()
    )
    known, unknown = ask(client), ask(client, email="new@school.example")
    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_one_address_gets_few_messages_however_it_is_written(client, clock):
    for email in ("reader@school.example", "READER@school.example"):
        ask(client, email=email)
    assert len(delivered()) == 1
    for region in ("london", "north-east", "north-west", "england"):
        ask(client, region=region)
    assert len(delivered()) == services.MOST_IN_A_PAUSE
    clock.shift(services.PAUSE + timedelta(seconds=1))
    ask(client)
    assert len(delivered()) == services.MOST_IN_A_PAUSE + 1
    assert OpeningNotice.objects.filter(region=south_west()).count() == 1


@pytest.mark.parametrize(
    ("region", "email", "said"),
    [
        ("", "reader@school.example", "Choose where your school is."),
        ("atlantis", "reader@school.example", "Choose a region from the list"),
        ("south-west", "", "Enter your e-mail address."),
        ("south-west", "reader at school", "Enter an e-mail address like"),
        ("south-west", "a@b.example\nBcc: c@d.example", "Enter an e-mail address like"),
    ],
)
def test_a_slip_is_named_beside_its_field_and_nothing_is_lost(client, region, email, said):
    response = ask(client, region, email)
    assert said in response.text
    assert 'aria-invalid="true"' in response.text
    assert email.split("\n")[0] in response.text
    assert not delivered()


def test_a_form_from_another_site_is_refused(client):
    data = {"region": "south-west", "email": "reader@school.example"}
    for headers in ({"Origin": "https://elsewhere.example"}, {"Origin": "null"}, {}):
        assert client.post(OPENING, data, headers=headers).status_code == 403
    assert client.post(OPENING, data, headers={"Sec-Fetch-Site": "same-origin"}).status_code == 302


def test_no_cookie_is_set_and_the_link_is_not_kept_by_anyone(client):
    assert not client.get(OPENING).cookies
    assert not ask(client).cookies
    response = client.get(mailed_path())
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]


def test_only_what_is_not_open_yet_can_be_waited_for(client, clock):
    clock.shift(timedelta(days=1))
    page = client.get(OPENING).text
    assert 'value="london"' in page
    assert 'value="south-west"' not in page
    assert "Choose a region from the list" in ask(client).text
    clock.shift(timedelta(days=30))
    assert client.get(OPENING).url == "/partners/"


def test_pages_about_a_closed_region_lead_to_the_form(client, clock):
    link = f'href="{OPENING}"'
    assert link in client.get("/").text
    clock.shift(timedelta(days=1))
    assert link in client.get("/").text
    assert link in client.get("/partners/?region=london").text
    assert link not in client.get("/partners/?region=south-west").text


def test_what_nobody_confirmed_is_erased_after_two_weeks(clock):
    OpeningNotice.objects.create(email="a@school.example")
    OpeningNotice.objects.create(email="b@school.example", confirmed_at=timezone.now())
    clock.shift(UNCONFIRMED_FOR - timedelta(seconds=1))
    assert services.erase_unconfirmed(now=timezone.now()) == 0
    clock.shift(timedelta(seconds=1))
    out = StringIO()
    call_command("erase_expired", stdout=out)
    assert out.getvalue().startswith("erased opening_notices=1 ")
    assert OpeningNotice.objects.get().email == "b@school.example"


def test_staff_read_with_the_date_how_many_wait():
    for region in (south_west(), None, Region.objects.get(slug="london")):
        OpeningNotice.objects.create(
            email="reader@school.example", region=region, confirmed_at=timezone.now()
        )
    OpeningNotice.objects.create(email="unsure@school.example")
    national, regional = Launch.objects.order_by("-opens_on")
    assert what_it_means(national).endswith("2 people want to be told.")
    assert what_it_means(regional).endswith("1 person wants to be told.")


def test_staff_can_delete_an_address_and_change_nothing(admin_client):
    notice = OpeningNotice.objects.create(email="reader@school.example", region=south_west())
    listed = "/admin/partners/openingnotice/"
    assert "reader@school.example" in admin_client.get(listed + "?q=reader").text
    assert admin_client.get(f"{listed}add/").status_code == 403
    page = admin_client.get(f"{listed}{notice.pk}/change/").text
    assert "the South West" in page
    admin_client.post(f"{listed}{notice.pk}/delete/", {"post": "yes"})
    assert not OpeningNotice.objects.exists()
    with connection.cursor() as cursor:  # nor does the record of it keep the address
        cursor.execute("SELECT count(*) FROM django_admin_log WHERE object_repr LIKE '%@%'")
        assert cursor.fetchone() == (0,)


def test_on_the_day_all_who_confirmed_are_told_once_and_forgotten(client, clock):
    ask(client)
    client.post(mailed_path(), headers=HERE)
    OpeningNotice.objects.create(email="unsure@school.example", region=south_west())
    OpeningNotice.objects.create(email="later@school.example", confirmed_at=timezone.now())
    call_command("process_due", stdout=StringIO())
    assert len(delivered()) == 1  # the question alone: it opens tomorrow
    clock.shift(timedelta(days=1))
    for _ in range(2):
        call_command("process_due", stdout=StringIO())
    _, news = delivered()
    assert news.to == ["Reader@School.example"]
    assert news.subject == "Artsmark Partners is open for the South West"
    assert next(links(news)) == "/partners/?region=south-west"
    left = OpeningNotice.objects.values_list("email", flat=True)
    assert set(left) == {"unsure@school.example", "later@school.example"}


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_tell_everybody_once(clock):
    clock.shift(timedelta(days=1))
    for number in range(6):
        OpeningNotice.objects.create(
            email=f"{number}@school.example", region=south_west(), confirmed_at=timezone.now()
        )
    start = Barrier(2)

    def run():
        start.wait()
        told = services.tell_those_who_wait(now=timezone.now())
        connection.close()
        return told

    with ThreadPoolExecutor(2) as pool:
        numbers = [future.result() for future in [pool.submit(run) for _ in range(2)]]
    assert sum(numbers) == 6
    assert MailRecord.objects.count() == 6
