"""Who works for a setting: joining it, handing it over, leaving it."""

import pytest
from django.test import Client
from django.urls import reverse

from settings_schools.models import EducationSetting, SettingMembership
from settings_schools.people import services
from tests.factories import make_asking, make_connection, make_setting, make_shortlist
from tests.letters import delivered
from tests.people import make_person

pytestmark = pytest.mark.django_db


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


def page(name, setting, *more):
    return reverse(f"my-setting:{name}", args=[setting.pk, *more])


def told():
    """To whom, and about what."""
    return [(letter.to[0], letter.subject) for letter in delivered()]


# --- Joining --------------------------------------------------------------------------------


def test_the_school_s_own_e_mail_domain_lets_somebody_in_at_once_and_those_who_lead_are_told():
    setting = make_setting(name="Mill House")
    lead = make_connection(setting=setting)
    setting.domains.create(domain="millhouse.sch.example")
    client = signed_in(make_person("ada@millhouse.sch.example", name="Ada Field"))
    response = client.post(page("ask", setting), follow=True)
    assert response.redirect_chain == [(page("setting", setting), 302)]
    connection = setting.people.get(user__email="ada@millhouse.sch.example")
    assert (connection.state, connection.how, connection.role) == ("confirmed", "domain", "member")
    assert told() == [(lead.user.email, "Ada Field joined Mill House")]


@pytest.mark.parametrize("email", ["ada@gmail.com", "ada@sub.millhouse.sch.example"])
def test_another_domain_waits_for_who_leads(email):
    setting = make_setting(name="Mill House")
    lead = make_connection(setting=setting)
    setting.domains.create(domain="millhouse.sch.example")
    client = signed_in(make_person(email, name="Ada Field"))
    client.post(page("ask", setting))
    assert setting.people.get(user__email=email).state == "asked"
    assert client.get(page("setting", setting)).status_code == 404
    assert told() == [(lead.user.email, "Ada Field asks to join Mill House")]


def test_an_address_that_was_never_confirmed_proves_nothing():
    setting = make_setting()
    setting.domains.create(domain="millhouse.sch.example")
    user = make_person("ada@millhouse.sch.example")
    user.emailaddress_set.update(verified=False)
    assert services.ask_to_join(setting=setting, user=user).state == "asked"


def test_whoever_was_sent_away_does_not_come_back_by_their_domain():
    setting = make_setting()
    lead = make_connection(setting=setting)
    setting.domains.create(domain="millhouse.sch.example")
    gone = services.ask_to_join(setting=setting, user=make_person("x@millhouse.sch.example"))
    services.end(membership=gone, by=lead.user)
    assert services.ask_to_join(setting=setting, user=gone.user).state == "asked"


def test_the_first_of_a_setting_is_confirmed_by_the_bridge_and_leads_and_their_domain_counts():
    asking = make_asking(user=make_person("head@millhouse.sch.example"))
    staff = make_person("admin@arts.example", is_staff=True, is_superuser=True)
    services.decide(membership=asking, accept=True, by=staff)
    asking.refresh_from_db()
    assert (asking.state, asking.how, asking.role) == ("confirmed", "bridge", "lead")
    domain = asking.setting.domains.get()
    assert (domain.domain, domain.entered_by) == ("millhouse.sch.example", staff)
    second = make_person("two@millhouse.sch.example")
    assert services.ask_to_join(setting=asking.setting, user=second).state == "confirmed"


@pytest.mark.parametrize("email", ["ada@gmail.com", "ada@leeds.gov.uk", "ada@arts.ac.uk"])
def test_mail_of_everybody_or_of_thousands_never_becomes_a_setting_s_own(email):
    asking = make_asking(user=make_person(email))
    staff = make_person("admin@arts.example", is_staff=True, is_superuser=True)
    services.decide(membership=asking, accept=True, by=staff)
    assert not asking.setting.domains.exists()


def test_a_colleague_who_leads_decides_and_who_asked_is_told():
    lead = make_connection(setting=make_setting(name="Mill House"))
    yes = make_asking(setting=lead.setting, user=make_person("yes@own.example"))
    no = make_asking(setting=lead.setting, user=make_person("no@other.example"))
    client = signed_in(lead.user)
    assert "yes@own.example" in client.get(page("people", lead.setting)).text
    client.post(page("decide", lead.setting, yes.pk), {"accept": "yes"})
    client.post(page("decide", lead.setting, no.pk))
    yes.refresh_from_db()
    no.refresh_from_db()
    assert (yes.state, yes.how, yes.confirmed_by) == ("confirmed", "colleague", lead.user)
    assert no.state == "ended"
    assert not lead.setting.domains.exists()
    assert told() == [
        ("yes@own.example", "You belong to Mill House now"),
        ("no@other.example", "You cannot join Mill House"),
    ]


def test_a_member_who_does_not_lead_decides_about_nobody():
    member = make_connection(role="member")
    asking = make_asking(setting=member.setting)
    with pytest.raises(services.CannotChangePeople, match="not for you"):
        services.decide(membership=asking, accept=True, by=member.user)
    with pytest.raises(services.CannotChangePeople, match="not for you"):
        services.decide(membership=asking, accept=True, by=asking.user)
    with pytest.raises(services.CannotChangePeople, match="Only who leads"):
        services.set_role(membership=member, role="lead", by=member.user)


def test_asked_twice_it_is_asked_once_and_ten_at_most_wait():
    user = make_person("ada@mail.example")
    for _ in range(services.MOST_WAITING):
        setting = make_setting()
        services.ask_to_join(setting=setting, user=user)
        services.ask_to_join(setting=setting, user=user)
    assert SettingMembership.objects.waiting().count() == services.MOST_WAITING
    response = signed_in(user).post(page("ask", make_setting()))
    assert "You wait for the answers of 10 settings" in response.text


def test_where_nobody_leads_the_staff_of_the_area_are_written_to_and_nobody_is_named():
    setting = make_setting(name="Mill House")
    body = setting.authority.bridge
    body.contact_email = "bridge@arts.example"
    body.save()
    services.ask_to_join(setting=setting, user=make_person("ada@mail.example", name="Ada Field"))
    (letter,) = delivered()
    assert (letter.to, letter.subject) == (
        ["bridge@arts.example"],
        "Somebody asks to join Mill House",
    )
    assert "Ada" not in letter.body
    assert "ada@" not in letter.body


def test_what_staff_have_not_checked_is_joined_by_whoever_added_it_alone():
    adder, other = make_person("adder@mail.example"), make_person("other@mail.example")
    setting = make_setting(urn=None, checked_at=None, added_by=adder)
    assert signed_in(other).get(page("ask", setting)).status_code == 404
    assert signed_in(adder).get(page("ask", setting)).status_code == 200


def test_one_person_works_for_several_and_several_for_one():
    user = make_person("trust@mail.example")
    one, two = make_setting(name="One"), make_setting(name="Two")
    make_connection(setting=one, user=user)
    make_connection(setting=two, user=user)
    make_connection(setting=two, role="member")
    shown = signed_in(user).get("/my/").text
    assert page("setting", one) in shown
    assert page("setting", two) in shown
    assert EducationSetting.objects.of_member(user).count() == 2


def test_whoever_asked_at_the_wrong_school_takes_it_back():
    asking = make_asking()
    signed_in(asking.user).post(page("take-back", asking.setting))
    assert not asking.setting.people.exists()


# --- Leaving, handing over ------------------------------------------------------------------


def test_who_is_ended_reaches_nothing_from_the_next_click_on_and_is_told():
    lead = make_connection(setting=make_setting(name="Mill House"))
    gone = make_connection(setting=lead.setting, role="member")
    make_shortlist(user=gone.user, setting=lead.setting)
    theirs = signed_in(gone.user)
    assert theirs.get(page("setting", lead.setting)).status_code == 200
    signed_in(lead.user).post(page("end", lead.setting, gone.pk))
    for name in ("setting", "people", "journey"):
        assert theirs.get(page(name, lead.setting)).status_code == 404, name
    assert not lead.setting.shortlists.exists()
    assert told() == [(gone.user.email, "You no longer belong to Mill House")]


def test_the_last_who_leads_cannot_leave_or_step_back():
    lead = make_connection()
    make_connection(setting=lead.setting, role="member")
    response = signed_in(lead.user).post(page("end", lead.setting, lead.pk), follow=True)
    assert "Somebody has to lead here" in response.text
    with pytest.raises(services.CannotChangePeople, match="has to lead"):
        services.set_role(membership=lead, role="member", by=lead.user)
    lead.refresh_from_db()
    assert (lead.state, lead.role) == ("confirmed", "lead")


def test_who_leads_hands_over_and_has_left_at_once():
    lead = make_connection(setting=make_setting(name="Mill House"))
    colleague = make_connection(setting=lead.setting, role="member")
    client = signed_in(lead.user)
    response = client.post(page("hand-over", lead.setting, colleague.pk))
    assert response.url == "/my/"
    colleague.refresh_from_db()
    assert colleague.role == "lead"
    assert client.get(page("setting", lead.setting)).status_code == 404
    assert told() == [(colleague.user.email, "You lead for Mill House now")]


def test_nobody_hands_over_what_they_do_not_lead_or_to_somebody_who_is_not_there():
    lead = make_connection()
    member = make_connection(setting=lead.setting, role="member")
    elsewhere = make_connection(role="member")
    for by, to in ((member.user, lead), (lead.user, elsewhere), (lead.user, lead)):
        with pytest.raises(services.CannotChangePeople):
            services.hand_over(setting=lead.setting, to=to, by=by)


def test_staff_of_the_area_end_the_last_who_leads_and_let_another_lead():
    lead = make_connection()
    member = make_connection(setting=lead.setting, role="member")
    staff = make_person("admin@arts.example", is_staff=True, is_superuser=True)
    services.end(membership=lead, by=staff)
    assert list(SettingMembership.objects.without_a_lead()) == [member]
    services.set_role(membership=member, role="lead", by=staff)
    assert not SettingMembership.objects.without_a_lead()


def test_pages_of_a_setting_are_its_own_people_s_alone():
    setting, other = make_setting(), make_connection()
    for name in ("setting", "people", "journey"):
        assert signed_in(other.user).get(page(name, setting)).status_code == 404
    asking = make_asking(setting=setting)
    assert signed_in(asking.user).get(page("setting", setting)).status_code == 404


def test_colleagues_read_a_shortlist_that_was_let_and_no_other():
    mine = make_connection(setting=make_setting())
    colleague = make_connection(setting=mine.setting, role="member")
    kept = make_shortlist(user=mine.user, title="Drums")
    theirs = signed_in(colleague.user)
    assert theirs.get(page("shortlist", mine.setting, kept.pk)).status_code == 404
    signed_in(mine.user).post(page("share-shortlist", mine.setting), {"share": ""})
    assert "Drums" in theirs.get(page("setting", mine.setting)).text
    assert theirs.get(page("shortlist", mine.setting, kept.pk)).status_code == 200
    signed_in(mine.user).post(page("share-shortlist", mine.setting))
    assert theirs.get(page("shortlist", mine.setting, kept.pk)).status_code == 404
