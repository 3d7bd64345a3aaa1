"""What two sides did together: begun by either, confirmed by both, asked about once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from artsmark_site.due import erase_expired
from enquiries.choices import Party
from enquiries.collaborations import due, services
from enquiries.collaborations.beginning import out_of
from enquiries.models import Collaboration
from partners.merging.services import merge
from settings_schools.models import SettingMembership
from tests.factories import (
    make_collaboration,
    make_connection,
    make_enquiry,
    make_membership,
    make_organisation,
    make_recipient,
    make_setting,
)
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def school():
    return make_setting(name="Hill School")


@pytest.fixture
def teacher(school):
    return make_connection(setting=school, user=make_person("tess@hill.example")).user


@pytest.fixture
def mill():
    mill = make_organisation(name="Mill House")
    make_membership(organisation=mill, user=make_person("ada@mill.example"))
    return mill


def begin(school, mill, side=Party.SETTING, **fields):
    fields = {"title": "A day of printing", "first_on": timezone.localdate()} | fields
    new = Collaboration(setting=school, organisation=mill, **fields)
    return services.begin(collaboration=new, side=side, by=None)


def whom():
    """The addresses of all letters so far."""
    return [to for letter in delivered() for to in letter.to]


def press(client, link, happened):
    assert client.get(link).status_code == 200
    return client.post(link, {"happened": happened})


def stands(row):
    row.refresh_from_db()
    return row.state


# --- Both confirm it ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("side", "other"),
    [(Party.SETTING, "ada@mill.example"), (Party.PARTNER, "tess@hill.example")],
)
def test_either_side_begins_it_and_the_other_confirms_by_a_link(
    client, school, teacher, mill, side, other
):
    row = begin(school, mill, side)
    assert whom() == [other]
    link = next(links(delivered()[0]))
    client.get(link)
    assert stands(row) == "waiting"  # a scanner opens it, and nothing is said
    press(client, link, "yes")
    assert stands(row) == "confirmed"
    assert len(whom()) == 2
    assert whom()[1] != other


def test_what_did_not_happen_is_not_counted_and_can_be_taken_back_by_who_said_so(
    client, school, teacher, mill
):
    row = begin(school, mill)
    link = next(links(delivered()[0]))
    press(client, link, "no")
    assert stands(row) == "denied"
    with pytest.raises(services.CannotDo):
        services.confirm(collaboration=row, side=Party.SETTING, by=None)
    assert not Collaboration.objects.counted()
    press(client, link, "yes")
    assert stands(row) == "confirmed"
    assert Collaboration.objects.counted().get() == row


def test_a_link_ends_with_the_connection_and_opens_nothing_else(client, school, mill):
    member = make_connection(setting=school)
    row = begin(school, mill, Party.PARTNER)
    link = next(links(delivered()[0]))
    other = make_collaboration(setting=school, state="waiting")
    moved = link.replace(f"/{row.pk}/", f"/{other.pk}/", 1)
    assert client.get(moved).status_code == 410
    assert client.get(link.replace("/setting/", "/partner/")).status_code == 410
    SettingMembership.objects.filter(pk=member.pk).update(state="ended", ended_at=timezone.now())
    assert client.get(link).status_code == 410
    assert client.post(link, {"happened": "yes"}).status_code == 410
    assert stands(row) == "waiting"


def test_the_sender_without_an_account_confirms_where_nobody_is_of_the_setting(
    client, school, mill
):
    enquiry = make_enquiry(setting=school, email="sender@hill.example")
    asked = make_recipient(organisation=mill, enquiry=enquiry, **answered())
    new = out_of(asked, school)
    new.title, new.first_on = "A day of printing", timezone.localdate()
    row = services.begin(collaboration=new, side=Party.PARTNER, by=None)
    assert whom() == ["sender@hill.example"]
    press(client, next(links(delivered()[0])), "yes")
    assert stands(row) == "confirmed"


def answered(**fields):
    return {"state": "answered", "answer": "interested", "answered_at": timezone.now()} | fields


def test_an_enquiry_becomes_one_once_it_is_answered_and_once_only(school, mill):
    enquiry = make_enquiry(setting=school)
    asked = make_recipient(organisation=mill, enquiry=enquiry)
    with pytest.raises(services.CannotDo):
        begin(school, mill, recipient=asked)
    for name, value in answered().items():
        setattr(asked, name, value)
    asked.save()
    begin(school, mill, recipient=asked)
    with pytest.raises(services.CannotDo):
        begin(school, mill, recipient=asked, title="Once more")


def test_a_button_pressed_twice_keeps_it_once(school, mill, teacher):
    assert begin(school, mill) == begin(school, mill)
    assert len(whom()) == 1


# --- Somebody who is not in the directory ---------------------------------------------------


def test_an_own_entry_needs_nobody_and_its_name_is_for_staff_only_if_they_are_let(school):
    row = begin(school, None, other_name="Ann Other, painter")
    assert stands(row) == "confirmed"
    assert not Collaboration.objects.counted()
    assert not hasattr(row, "name_to_invite")
    services.let_invite(collaboration=row, wanted=True)
    services.let_invite(collaboration=row, wanted=True)
    row.refresh_from_db()
    assert row.name_to_invite.in_words == "Ann Other, painter, named by Hill School"
    services.let_invite(collaboration=row, wanted=False)
    assert not hasattr(Collaboration.objects.get(), "name_to_invite")
    assert whom() == []


def test_a_partner_is_no_name_to_invite():
    row = make_collaboration()
    services.let_invite(collaboration=row, wanted=True)
    assert not hasattr(Collaboration.objects.get(), "name_to_invite")


# --- Changed and removed --------------------------------------------------------------------


def change(row, side=Party.SETTING, **values):
    return services.change(collaboration=row, side=side, values=values, lists={})


def test_the_partner_is_told_when_the_setting_changes_what_it_confirmed(school, teacher, mill):
    row = make_collaboration(setting=school, organisation=mill)
    change(row, learnt="Cutting lino is slow.")
    assert whom() == []
    change(row, pupils=60)
    change(row, pupils=61)  # the same day
    assert whom() == ["ada@mill.example"]
    assert "Pupils: 61" in delivered()[0].body
    assert "lino" not in delivered()[0].body


def test_the_partner_changes_nothing_that_the_setting_confirmed(school, mill):
    row = begin(school, mill, Party.PARTNER)
    change(row, Party.PARTNER, pupils=30)
    services.confirm(collaboration=row, side=Party.SETTING, by=None)
    with pytest.raises(services.CannotDo):
        change(row, Party.PARTNER, pupils=3000)


def test_what_the_other_side_confirmed_is_not_removed(school, mill):
    row = begin(school, mill)
    with pytest.raises(services.CannotDo):
        services.remove(collaboration=row, side=Party.PARTNER)
    services.confirm(collaboration=row, side=Party.PARTNER, by=None)
    with pytest.raises(services.CannotDo):
        services.remove(collaboration=row, side=Party.SETTING)
    again = begin(school, mill, title="By mistake")
    services.remove(collaboration=again, side=Party.SETTING)
    assert Collaboration.objects.get() == row


def test_a_merged_partner_keeps_what_it_did(school, mill, admin_user):
    row = make_collaboration(setting=school, organisation=mill)
    heir = make_organisation()
    merge(organisation=mill, into=heir, going=[], by=admin_user, reason="The same.")
    row.refresh_from_db()
    assert row.organisation == heir


# --- The clock ------------------------------------------------------------------------------

BEGUN = datetime(2026, 1, 12, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "until", "asked"),
    [(59, 0, False), (60, 0, True), (75, 20, False), (80, 20, True)],
)
def test_after_sixty_days_of_silence_one_question_goes_out(
    school, teacher, mill, days, until, asked
):
    with time_machine.travel(BEGUN):
        last = timezone.localdate() + timedelta(days=until)
        begin(school, mill, last_on=last)
        before = len(whom())
    with time_machine.travel(BEGUN + timedelta(days=days)):
        assert due.ask(timezone.localdate()) == asked
    with time_machine.travel(BEGUN + timedelta(days=days + 90)):
        again = due.ask(timezone.localdate())
        assert (again, len(whom())) == (not asked, before + 1)
        assert delivered()[-1].subject == "Did it happen? A day of printing"
        assert delivered()[-1].to == ["ada@mill.example"]


def test_nobody_is_asked_about_what_is_confirmed_or_denied(school, mill):
    with time_machine.travel(BEGUN):
        make_collaboration(setting=school, organisation=mill)
        denied = begin(school, mill, title="Never")
        services.deny(collaboration=denied, side=Party.PARTNER, by=None)
    with time_machine.travel(BEGUN + timedelta(days=90)):
        assert due.ask(timezone.localdate()) == 0


def test_after_six_years_the_words_go_and_what_was_counted_stays(school, mill, teacher):
    long_ago = timezone.localdate().replace(year=timezone.localdate().year - 7, day=1)
    fields = {"setting": school, "first_on": long_ago, "begun_by": teacher}
    kept = make_collaboration(organisation=mill, learnt="Slow.", classes="4B", **fields)
    make_collaboration(other_name="Ann Other", **fields)
    young = make_collaboration(setting=school, learnt="Slow.")
    assert erase_expired()["collaborations_emptied"] == 2
    assert erase_expired()["collaborations_emptied"] == 0
    kept.refresh_from_db()
    assert (kept.learnt, kept.classes, kept.begun_by, kept.pupils) == ("", "", None, 58)
    assert set(Collaboration.objects.counted()) == {kept, young}
    young.refresh_from_db()
    assert young.learnt
