"""What members type and staff read: days, lengths, and words for what is not right."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module
from pathlib import Path

import pytest
from django import forms
from django.test import Client
from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site.forms import InPlainWords
from partners.desk.ages import age_of
from tests.factories import make_membership, make_offer, make_organisation

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
APPS = {
    "accounts",
    "artsmark_site",
    "enquiries",
    "partners",
    "reference",
    "settings_schools",
    "training",
}
SAFE = "All are checked."


@pytest.fixture
def mill(client):
    mill = make_organisation(name="Mill", listing_state="draft")
    client.force_login(make_membership(organisation=mill).user)
    return mill


def step(mill, slug):
    return f"/my/organisations/{mill.pk}/profile/{slug}/"


def days_ago(number):
    return (timezone.localdate() - timedelta(days=number)).isoformat()


@pytest.mark.parametrize(
    ("field", "day", "said"),
    [
        ("insurance_expires_on", 1, "This day has passed."),
        ("safeguarding_reviewed_on", -1, "This day is still to come."),
        ("safeguarding_reviewed_on", 6 * 366, "This was over five years ago."),
    ],
)
def test_a_day_that_makes_no_sense_is_refused_beside_its_field(client, mill, field, day, said):
    typed = {"safeguarding_statement": SAFE, field: days_ago(day)}
    page = client.post(step(mill, "safety"), typed)
    assert said in page.context["form"].errors[field][0]
    assert days_ago(day) in page.text


def test_a_review_of_long_ago_is_kept_with_a_word_about_it(client, mill):
    typed = {"safeguarding_statement": SAFE, "safeguarding_reviewed_on": days_ago(500)}
    page = client.post(step(mill, "safety"), typed, follow=True)
    assert "last reviewed over a year ago" in page.text
    mill.refresh_from_db()
    assert mill.safeguarding_reviewed_on.isoformat() == days_ago(500)
    assert "last reviewed over a year ago" in client.get(step(mill, "safety")).text


def test_a_day_that_passed_since_is_pointed_out_and_stops_nobody(client, mill):
    type(mill).objects.update(insurance_expires_on=date(2020, 1, 1))
    assert "Your insurance has run out" in client.get(step(mill, "safety")).text
    typed = {"safeguarding_statement": "New.", "insurance_expires_on": "2020-01-01"}
    assert client.post(step(mill, "safety"), typed).status_code == 302


def test_a_summary_that_is_too_long_is_kept_and_says_by_how_much(client, mill):
    page = client.get(step(mill, "basics"))
    assert "Up to 200 characters." in page.text
    assert "maxlength" not in page.text
    pasted = "a" * 213
    page = client.post(step(mill, "basics"), {"name": "Mill", "type": "museum", "summary": pasted})
    assert page.context["form"].errors["summary"] == [
        "“Summary” is 13 characters too long: up to 200 fit."
    ]
    assert pasted in page.text


def test_who_is_signed_in_is_not_asked_to_sign_in(client, mill):
    theirs = ("/my/", step(mill, "basics"), f"/my/organisations/{mill.pk}/preview/")
    for address in (*theirs, "/", "/partners/"):
        page = client.get(address).text
        assert ">Sign in<" not in page, address
        assert page.count(">Your pages</a></li>") == 2, address
    assert Client().get("/").text.count(">Sign in</a></li>") == 2


def test_every_form_of_ours_refuses_in_our_words(client):
    for path in ROOT.glob("*/**/*forms.py"):
        if path.relative_to(ROOT).parts[0] in APPS:
            import_module(".".join(path.relative_to(ROOT).with_suffix("").parts))
    client.get("/")  # which reads the addresses, and with them the pages
    ours = [form for form in below(forms.BaseForm) if is_ours(form)]
    assert len(ours) > 20
    bare = {form.__qualname__ for form in ours if not issubclass(form, InPlainWords)}
    assert bare <= {"LookupChoices"}  # never alone: before it stands one that does


def below(kind):
    for one in kind.__subclasses__():
        yield one
        yield from below(one)


def is_ours(form):
    return form.__module__.split(".")[0] in APPS


def test_days_and_moments_are_written_one_way(admin_client):
    record = MailRecord.objects.create(kind="test", message_id="<1@x>")
    MailRecord.objects.update(created_at=datetime(2026, 11, 28, 22, 52, tzinfo=UTC))
    record.refresh_from_db()
    moment = "28 November 2026, 22:52"
    assert str(record) == f"test, {moment}"
    assert moment in admin_client.get("/admin/accounts/mailrecord/").text


def test_a_list_is_called_by_what_stands_in_it(admin_client):
    for address, title in (
        ("lettertext", "Letters in our words"),
        ("organisation", "Organisations"),
        ("revision", "Changes of what is listed"),
    ):
        page = admin_client.get(f"/admin/partners/{address}/")
        assert page.context["title"] == title


@pytest.mark.parametrize(
    ("since", "said"),
    [
        (date(2026, 12, 30), "today"),
        (datetime(2026, 12, 29, 22, 30, tzinfo=UTC), "yesterday"),
        (date(2026, 12, 23), "3 working days ago"),  # Christmas and a weekend lay between
        (date(2026, 11, 16), "1 month ago"),
        (date(2027, 1, 13), "in 2 weeks"),
    ],
)
def test_how_long_it_waits_is_said_as_at_work(time_machine, since, said):
    time_machine.move_to("2026-12-30 10:00+00:00")
    assert age_of(since).replace("\xa0", " ") == said


def test_over_a_weekend_no_working_day_has_passed(time_machine):
    time_machine.move_to("2026-11-29 10:00+00:00")
    assert age_of(date(2026, 11, 27)).replace("\xa0", " ") == "2 days ago"


def test_an_offer_says_how_much_fits(client, mill):
    offer = make_offer(organisation=mill, state="draft")
    page = client.get(f"/my/organisations/{mill.pk}/offers/{offer.pk}/").text
    assert "Up to 200 characters." in page
    assert "Up to 2,000 characters." in page
