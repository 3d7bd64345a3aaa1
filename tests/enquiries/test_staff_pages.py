"""Enquiries on the staff pages: figures and delays; texts for a reason, on record."""

from datetime import UTC, datetime

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts.models import StatusChange, User
from accounts.services import appoint
from enquiries import answering
from enquiries.models import EnquiryRecipient
from reference.models import BridgeOrganisation
from tests.factories import (
    make_enquiry,
    make_enquiry_report,
    make_membership,
    make_organisation,
    make_recipient,
)
from tests.partners.admin_pages import text_of
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db

LIST = "/admin/enquiries/enquiryrecipient/"
SECRET = ("Zyxwort", "Hill School", "Tess Teacher", "tess@school.example", "Gladly.")


@pytest.fixture
def officer():
    person = with_second_factor(make_person("officer@here.example", name="Olu Officer"))
    appoint(email=person.email, bridge=BridgeOrganisation.objects.get(authorities__slug="plymouth"))
    client = Client()
    client.force_login(person)
    return client


@pytest.fixture
def recipient():
    """Asked on a Monday, answered on the Wednesday."""
    enquiry = make_enquiry(
        purpose="A Zyxwort day",
        setting_name="Hill School",
        name="Tess Teacher",
        email="tess@school.example",
        sent_at=datetime(2026, 3, 2, 12, tzinfo=UTC),
    )
    member = make_membership(organisation=make_organisation(name="Mill House"))
    recipient = make_recipient(enquiry=enquiry, organisation=member.organisation)
    with time_machine.travel(datetime(2026, 3, 4, 12, tzinfo=UTC)):
        answering.answer(recipient=recipient, answer="interested", text="Gladly.", by=member.user)
    return recipient


def texts_of(recipient):
    return reverse("admin:enquiries_enquiryrecipient_texts", args=[recipient.pk])


def test_lists_and_details_show_states_and_delays_and_not_a_word(officer, recipient):
    for address in (LIST, f"{LIST}{recipient.pk}/change/", f"{LIST}{recipient.pk}/history/"):
        page = officer.get(address)
        assert "Mill House" in text_of(page)
        assert not [words for words in SECRET if words in page.text], address
    page = text_of(officer.get(f"{LIST}{recipient.pk}/change/"))
    assert "We are interested" in page
    assert "2 March 2026" in page
    for search in ("Hill", "Zyxwort", "tess"):
        assert officer.get(f"{LIST}?q={search}").context["cl"].result_count == 0


def test_nothing_is_searched_or_filtered_by_what_is_the_school_s(officer, recipient):
    for query in ("enquiry__email=x", "enquiry__name__startswith=T", "messages__text=x"):
        assert officer.get(f"{LIST}?{query}").status_code in {302, 400}


def test_texts_are_read_for_a_reason_and_each_time_is_on_record(officer, recipient):
    page = officer.get(texts_of(recipient))
    assert not [words for words in SECRET if words in page.text]
    page = officer.post(texts_of(recipient), {"reason": " "})
    assert not [words for words in SECRET if words in page.text]
    assert not StatusChange.objects.filter(field="texts").exists()
    for _ in range(2):
        page = officer.post(texts_of(recipient), {"reason": "A complaint of 5 March."})
        assert "no-store" in page["Cache-Control"]
        for words in ("A Zyxwort day", "Hill School", "Gladly."):
            assert words in page.text
        assert "tess@school.example" not in page.text
    records = StatusChange.objects.filter(field="texts", object_id=recipient.pk)
    assert {(one.by.email, one.reason) for one in records} == {
        ("officer@here.example", "A complaint of 5 March.")
    }
    assert len(records) == 2


def test_nobody_reads_as_staff_what_their_own_organisation_was_asked(officer, recipient):
    user = User.objects.get(email="officer@here.example")
    make_membership(organisation=recipient.organisation, user=user)
    assert officer.post(texts_of(recipient), {"reason": "x"}).status_code == 404


def test_what_was_never_sent_is_not_there(officer, recipient):
    EnquiryRecipient.objects.filter(pk=recipient.pk).update(
        state="chosen", answer="", answered_at=None
    )
    assert "Mill House" not in text_of(officer.get(LIST)).partition("Search")[2]
    assert officer.post(texts_of(recipient), {"reason": "x"}).status_code == 404


def test_figures_by_organisation_stay_when_the_enquiries_are_erased(officer, recipient):
    mill = recipient.organisation
    today = datetime(2026, 3, 20, 12, tzinfo=UTC)
    for answer, after in (("cannot", 5), ("question", 1), ("", None)):
        make_enquiry_report(
            organisation=mill, sent_on=today.date(), answer=answer, answered_after_days=after
        )
    make_enquiry_report(organisation=mill, sent_on=today.date(), unanswered_on=today.date())
    make_enquiry_report(organisation=make_organisation(name="Leeds Loft", authority="leeds"))
    recipient.enquiry.delete()
    with time_machine.travel(today):
        page = officer.get(f"{LIST}figures/")
    (row,) = page.context["rows"]
    assert row[1:] == ("Mill House", 5, 1, 1, 1, 1, 1, 2)
    assert "Leeds Loft" not in page.text


def test_who_may_see_no_enquiries_sees_no_figures():
    person = with_second_factor(make_person("other@here.example", is_staff=True))
    client = Client()
    client.force_login(person)
    assert client.get(f"{LIST}figures/").status_code == 403
