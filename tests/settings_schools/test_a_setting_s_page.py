"""A setting's page: its Journey with the next date, its people, and what other apps add."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from settings_schools.models import ArtsmarkJourney, AwardLevel, JourneyStage
from settings_schools.people import slots
from settings_schools.people.journey import correct, next_date
from settings_schools.people.services import end
from tests.factories import (
    make_asking,
    make_connection,
    make_enquiry,
    make_organisation,
    make_recipient,
    make_setting,
)

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 29)


@pytest.fixture
def lead(client):
    connection = make_connection(setting=make_setting(name="Mill House"))
    client.force_login(connection.user)
    return connection


def page(name, setting):
    return reverse(f"my-setting:{name}", args=[setting.pk])


@pytest.mark.parametrize(
    ("facts", "on", "why"),
    [
        (
            {"registered_on": date(2026, 9, 1)},
            date(2027, 5, 1),
            "Usual: two terms after registering",
        ),
        (
            {"registered_on": date(2026, 1, 1), "training_on": date(2026, 10, 31)},
            date(2027, 2, 28),
            "Advised: within a term of the Development Training",
        ),
        (
            {"training_on": date(2024, 1, 1), "commitment_on": date(2024, 2, 29)},
            date(2026, 2, 28),
            "Two years after the Statement of Commitment of 29 February 2024.",
        ),
        (
            {"commitment_on": date(2025, 5, 3), "impact_due_on": date(2027, 3, 1)},
            date(2027, 3, 1),
            "The day that is entered for it.",
        ),
        ({"awarded_on": date(2025, 7, 4)}, date(2027, 7, 4), "An award lasts two years"),
        ({"awarded_on": date(2025, 7, 4), "expires_on": date(2027, 9, 1)}, date(2027, 9, 1), ""),
    ],
)
def test_the_next_date_comes_with_its_reason(facts, on, why):
    found = next_date(ArtsmarkJourney(**facts), TODAY)
    assert found.on == on
    assert why in found.why
    assert found.is_over is (on < TODAY)


@pytest.mark.parametrize("facts", [{}, {"impact_on": date(2026, 1, 1)}])
def test_where_nothing_is_to_be_done_there_is_no_next_date(facts):
    assert next_date(ArtsmarkJourney(commitment_on=None, **facts), TODAY) is None
    assert next_date(None, TODAY) is None


def test_a_setting_corrects_its_own_journey_and_it_says_so(client, lead):
    journey = lead.setting.journeys.create(source="import", imported={"level": "silver"})
    sent = {
        "stage": JourneyStage.objects.get(slug="awarded").pk,
        "level": AwardLevel.objects.get(slug="gold").pk,
        "awarded_on": "2025-07-04",
    }
    response = client.post(page("journey", lead.setting), sent, follow=True)
    assert "Register for the next Journey" in response.text
    assert "4 July 2027" in response.text
    journey.refresh_from_db()
    assert (str(journey.level), journey.source) == ("Gold", "setting")
    assert journey.imported == {"level": "silver"}


def test_days_the_wrong_way_round_are_refused_beside_the_field(client, lead):
    sent = {"awarded_on": "2025-07-04", "expires_on": "2024-07-04"}
    response = client.post(page("journey", lead.setting), sent)
    assert response.context["form"].errors == {
        "expires_on": ["This is before the day under “Awarded on”."]
    }
    assert not lead.setting.journeys.exists()


def test_a_first_journey_that_a_colleague_began_meanwhile_is_written_into(client, lead):
    there = lead.setting.journeys.create()
    mine = ArtsmarkJourney(setting=lead.setting, registered_on=date(2026, 1, 1))
    correct(journey=mine, by=lead.user)
    there.refresh_from_db()
    assert there.registered_on == date(2026, 1, 1)
    assert lead.setting.journeys.count() == 1


def test_the_next_journey_begins_and_the_one_before_is_kept(client, lead):
    client.post(page("journey", lead.setting), {"awarded_on": "2024-07-04"})
    client.post(page("next-journey", lead.setting))
    assert lead.setting.journeys.count() == 2
    current = lead.setting.journeys.current().get()
    assert current.stage.slug == "re-registered"
    assert "4 July 2024" in client.get(page("journey", lead.setting)).text


def test_an_import_s_retired_level_stays_choosable_for_who_has_it(client, lead):
    old = AwardLevel.objects.filter(is_active=False).first()
    lead.setting.journeys.create(level=old)
    client.post(page("journey", lead.setting), {"level": old.pk})
    assert lead.setting.journeys.get().level == old


def test_other_apps_add_their_rows(client, lead, monkeypatch):
    monkeypatch.setattr(slots, "_registered", {})
    slots.register(
        lambda setting, request: [("Drums <1>", "/x/", f"for {setting.name}")],
        heading="Collaborations",
        all_of=lambda setting: f"/all/{setting.pk}/",
    )
    slots.register(lambda setting, request: [], heading="Enquiries", when_empty="Nobody asked yet.")
    shown = client.get(page("setting", lead.setting)).text
    for part in ("Drums &lt;1&gt;", "for Mill House", f"/all/{lead.setting.pk}/", "Nobody asked"):
        assert part in shown


def test_colleagues_see_whom_somebody_asked_and_the_sender_alone_what(client, lead):
    colleague = make_connection(setting=lead.setting, role="member")
    gone = make_connection(setting=lead.setting, role="member")
    outsider = make_connection()
    make_enquired("Own Mill", lead)
    make_enquired("Colleague Mill", colleague)
    make_enquired("Before Mill", gone)
    make_enquired("Outside Mill", outsider, setting=lead.setting)
    end(membership=gone, by=lead.user)
    make_enquired("After Mill", gone)
    shown = client.get(page("setting", lead.setting)).text
    assert ("Own Mill</a>" in shown, "Colleague Mill</a>" in shown) == (True, False)
    assert "Colleague Mill" in shown
    assert "Before Mill" in shown
    assert "Outside Mill" not in shown
    assert "After Mill" not in shown
    assert "Drums for my class" not in shown


def make_enquired(partner, connection, setting=None):
    enquiry = make_enquiry(
        by=connection.user,
        setting=setting or connection.setting,
        purpose="Drums for my class",
        sent_at=timezone.now(),
    )
    make_recipient(enquiry=enquiry, organisation=make_organisation(name=partner))


def test_the_page_takes_as_many_queries_for_one_as_for_many(
    client, lead, django_assert_max_num_queries
):
    for _ in range(5):
        make_connection(setting=lead.setting, role="member")
        make_asking(setting=lead.setting)
    with django_assert_max_num_queries(22):
        assert client.get(page("setting", lead.setting)).status_code == 200
    with django_assert_max_num_queries(12):
        assert client.get(page("people", lead.setting)).status_code == 200


def test_nobody_reads_it_signed_out():
    setting = make_setting()
    response = Client().get(page("setting", setting))
    assert response.status_code == 302
    assert "/accounts/login/" in response.url
