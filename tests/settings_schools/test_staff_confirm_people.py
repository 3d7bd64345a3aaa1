"""Staff of the area confirm who works for a setting, and see to it that somebody leads."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import services as staff
from artsmark_site import due
from reference.models import BridgeOrganisation
from settings_schools.models import SettingMembership
from settings_schools.people import services
from tests.factories import make_asking, make_connection, make_setting
from tests.letters import delivered
from tests.partners.admin_pages import run, text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

LIST = "/admin/settings_schools/settingmembership/"


@pytest.fixture
def officer():
    person = with_second_factor(make_person("officer@here.example"))
    body = BridgeOrganisation.objects.get(authorities__slug="plymouth")
    staff.appoint(email=person.email, bridge=body)
    client = Client()
    client.force_login(person)
    return client


def test_they_find_on_their_desk_who_asks_and_confirm_it(officer):
    asking = make_asking(
        setting=make_setting(name="Mill House"),
        user=make_person("head@mill.sch.example", name="Al"),
    )
    desk = text_of(officer.get("/admin/"))
    assert "People who ask to join a setting" in desk
    assert "Al of Mill House" in desk
    text = text_of(officer.get(f"{LIST}{asking.pk}/change/"))
    assert "head@mill.sch.example" in text
    run(officer, LIST, "confirm", asking)
    asking.refresh_from_db()
    assert (asking.state, asking.how, asking.role) == ("confirmed", "bridge", "lead")
    assert [letter.subject for letter in delivered()][-1] == "You belong to Mill House now"
    assert "People who ask to join a setting" not in text_of(officer.get("/admin/"))
    text = text_of(officer.get(f"{LIST}{asking.pk}/change/"))
    assert "mill.sch.example" in text
    assert "Al, lead" in text


def test_where_a_colleague_leads_it_is_theirs_for_five_working_days(officer):
    lead = make_connection()
    asking = make_asking(setting=lead.setting, user=make_person("a@mill.example", name="Al"))
    assert "Al of" not in text_of(officer.get("/admin/"))
    asked_at = timezone.now() - timedelta(days=12)
    SettingMembership.objects.filter(pk=asking.pk).update(asked_at=asked_at)
    assert "Al of" in text_of(officer.get("/admin/"))


def test_where_nobody_leads_any_more_they_let_somebody(officer):
    member = make_connection(role="member", user=make_person("a@mill.example", name="Al"))
    assert "in which nobody leads" in text_of(officer.get("/admin/"))
    run(officer, LIST, "let_lead", member)
    member.refresh_from_db()
    assert member.role == "lead"
    assert "in which nobody leads" not in text_of(officer.get("/admin/"))


def test_they_refuse_and_end_and_hear_why_something_cannot_be(officer):
    asking, there = make_asking(), make_connection()
    run(officer, LIST, "refuse", asking)
    run(officer, LIST, "end", there)
    assert {row.state for row in SettingMembership.objects.all()} == {"ended"}
    answer = text_of(run(officer, LIST, "confirm", asking))
    assert "Somebody decided about this meanwhile." in answer


def test_what_ended_is_forgotten_after_two_years_and_what_stands_is_not():
    gone, stands = make_connection(), make_connection()
    make_connection(setting=gone.setting)
    services.end(membership=gone, by=gone.user)
    now = timezone.localdate(timezone.now())
    assert services.erase_ended(today=now) == 0
    old = timezone.make_aware(datetime(2024, 1, 1))
    SettingMembership.objects.filter(pk=gone.pk).update(ended_at=old)
    assert due.erase_expired()["ended_connections"] == 1
    assert SettingMembership.objects.filter(pk=stands.pk).exists()


def test_a_domain_is_entered_for_a_setting_that_nobody_joined_yet(officer):
    setting = make_setting()
    page = reverse("admin:settings_schools_settingdomain_add")
    own = reverse("admin:settings_schools_educationsetting_change", args=[setting.pk])
    assert f'href="{page}?setting={setting.pk}"' in officer.get(own).text
    assert officer.get(f"{page}?setting={setting.pk}").status_code == 200
    sent = {"setting": setting.pk, "domain": " @Mill.SCH.example", "_save": "yes"}
    officer.post(page, sent)
    assert setting.domains.get().domain == "mill.sch.example"
    answer = officer.post(page, sent | {"domain": "gmail.com"})
    assert "Anybody can have an address there" in text_of(answer)
