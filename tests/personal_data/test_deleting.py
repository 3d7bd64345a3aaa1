"""An account is deleted: by its owner, or by national staff. Afterwards nobody is to be found."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from allauth.account.models import EmailAddress
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import MailRecord, StatusChange, User
from artsmark_site.mail import mark_undeliverable, post
from artsmark_site.personal_data import services
from artsmark_site.personal_data.reasons import Why
from partners.models import CodeAcceptance, Invitation, Membership, Organisation, Revision
from tests.factories import make_addressee, make_membership, make_organisation
from tests.letters import delivered
from tests.people import PASSWORD, make_person, with_second_factor
from tests.personal_data.canary import EMAIL, NAME, leave_traces, somebody, traces

pytestmark = pytest.mark.django_db

PAGE = "/accounts/delete/"
HOLD_TRACES = {
    "account_emailaddress", "accounts_mailrecord", "accounts_statuschange", "accounts_user",
    "django_admin_log", "partners_addressee", "partners_codeacceptance",
    "partners_importedorganisation", "partners_invitation", "partners_joinrequest",
    "partners_newsrefusal", "partners_openingnotice", "partners_organisation",
    "partners_reviewnote", "partners_revision", "reference_bridgeorganisation", "session",
}  # fmt: skip


@pytest.fixture(autouse=True)
def no_attempts_yet():
    cache.clear()


def delete(user, why=Why.THEMSELVES):
    services.delete_account(user=user, why=why)


def press_the_button(client, password=PASSWORD):
    """And say once more who it is."""
    asked = client.post(PAGE)
    assert asked.url.startswith("/accounts/reauthenticate/")
    return client.post(asked.url, {"password": password})


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


# --- What is left ---------------------------------------------------------------------------


def test_nothing_of_somebody_is_left_in_any_table():
    user = somebody()
    leave_traces(user)
    assert {row.split(":")[0] for row in traces()} >= HOLD_TRACES
    assert press_the_button(signed_in(user)).url == "/accounts/deleted/"
    letters = delivered()
    assert traces() == []
    (letter,) = [letter for letter in letters if letter.to == [EMAIL]]
    assert letter.subject == "Your account is deleted"


def test_what_happened_stays_without_who():
    user = somebody()
    organisation = leave_traces(user)
    entries, changes = LogEntry.objects.count(), StatusChange.objects.count()
    delete(user)
    assert StatusChange.objects.count() == changes + 1
    account = StatusChange.objects.get(field="account")
    assert (account.by, account.reason) == (None, "They did it themselves")
    assert LogEntry.objects.count() == entries
    assert {entry.user.name for entry in LogEntry.objects.all()} == {"Somebody who left"}
    acceptance = CodeAcceptance.objects.get(organisation=organisation)
    assert (acceptance.by, acceptance.name) == (None, "")
    assert Revision.objects.filter(organisation=organisation, author=None).count() == 3
    assert organisation.review_notes.get().words == "Ask [deleted] ([deleted])"
    assert not organisation.invitations.exists()  # whom they invited
    organisation.refresh_from_db()
    assert organisation.name == "Mill House"
    assert organisation.trained_on


def test_the_log_of_staff_names_nobody_by_a_short_name_either(admin_client):
    user = make_person(name="Ada")
    admin_client.post(f"/admin/accounts/user/{user.pk}/change/", {"name": "Ada", "is_active": ""})
    entry = LogEntry.objects.get()
    assert entry.object_repr == "Ada"
    delete(user)
    entry.refresh_from_db()
    assert entry.object_repr == "[deleted]"


def test_of_a_contact_whose_address_is_another_s_only_the_name_goes():
    user = somebody()
    organisation = make_membership(user=user, role="editor").organisation
    Organisation.objects.update(contact_name=NAME, contact_email="office@mill.example", phone="1")
    delete(user)
    organisation.refresh_from_db()
    contact = (organisation.contact_name, organisation.contact_email, organisation.phone)
    assert contact == ("", "office@mill.example", "1")


def test_somebody_of_the_same_name_elsewhere_is_left_alone():
    user = somebody()
    namesake = make_organisation(contact_name=NAME, phone="01752 1", trained_person=NAME)
    delete(user)
    namesake.refresh_from_db()
    contact = (namesake.contact_name, namesake.phone, namesake.trained_person)
    assert contact == (NAME, "01752 1", NAME)


def test_what_was_typed_and_never_confirmed_takes_nothing_from_its_owner():
    """Anybody may sign up with another's address, and let the account be deleted."""
    typed = User.objects.create_user(EMAIL, name=NAME)
    EmailAddress.objects.create(user=typed, email=EMAIL, verified=False, primary=True)
    organisation = make_organisation(contact_email=EMAIL)
    Invitation.objects.create(organisation=organisation, email=EMAIL)
    addressee = make_addressee(email=EMAIL)
    delete(typed, Why.UNCONFIRMED)
    organisation.refresh_from_db()
    addressee.refresh_from_db()
    assert organisation.contact_email == addressee.email == EMAIL
    assert Invitation.objects.exists()
    assert not delivered()


# --- Letters and sessions -------------------------------------------------------------------


def test_what_waits_for_the_address_is_not_sent_and_the_last_letter_forgets_it():
    user = somebody()
    waiting = post("accounts.password_changed", to=EMAIL.upper())
    delete(user)
    assert [letter.subject for letter in delivered()] == ["Your account is deleted"]
    waiting.refresh_from_db()
    assert (waiting.state, waiting.to) == ("not-needed", "")
    farewell = MailRecord.objects.get(kind="accounts.farewell")
    assert (farewell.state, farewell.to, farewell.facts) == ("sent", "", {})


def test_a_last_letter_that_could_not_be_sent_forgets_the_address_too():
    delete(somebody())
    farewell = MailRecord.objects.get(kind="accounts.farewell")
    assert farewell.to == EMAIL
    mark_undeliverable(farewell.pk, "the address was refused (550)")
    farewell.refresh_from_db()
    assert (farewell.state, farewell.to) == ("undeliverable", "")


def test_every_session_ends_with_the_account():
    user = somebody()
    elsewhere, colleague = signed_in(user), signed_in(make_person())
    press_the_button(signed_in(user))
    assert elsewhere.get("/my/").status_code == 302
    assert colleague.get("/my/").status_code == 200
    assert Session.objects.count() == 1


# --- Who cannot -----------------------------------------------------------------------------


def test_the_last_owner_hands_over_first():
    user = somebody()
    organisation = make_membership(user=user, organisation=make_organisation(name="A")).organisation
    editor = make_membership(organisation=organisation, role="editor")
    client = signed_in(user)
    page = client.get(PAGE).text
    assert "You cannot yet" in page
    assert f"/my/organisations/{organisation.pk}/members/" in page
    assert "Delete my account" not in page
    assert press_the_button(client).url == PAGE
    assert "Nobody else owns A." in client.get(PAGE).text
    assert User.objects.filter(pk=user.pk).exists()
    Membership.objects.filter(pk=editor.pk).update(role="owner")
    assert client.post(PAGE).url == "/accounts/deleted/"


def test_what_is_out_for_good_needs_no_owner():
    membership = make_membership(organisation=make_organisation(listing_state="archived"))
    delete(membership.user)
    assert not Membership.objects.exists()


def test_the_last_national_administrator_stays(admin_user):
    with pytest.raises(services.CannotDelete):
        delete(admin_user)
    User.objects.create_superuser("other@site.example")
    delete(admin_user)


@pytest.mark.django_db(transaction=True)
def test_of_two_last_owners_who_go_at_once_one_stays():
    organisation = make_organisation()
    owners = [make_membership(organisation=organisation).user for _ in range(2)]
    start = Barrier(2)

    def go(user):
        start.wait()
        try:
            delete(user)
        except services.CannotDelete:
            return "stays"
        finally:
            connection.close()
        return "gone"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(go, owners)) == ["gone", "stays"]
    assert organisation.members.count() == 1


def test_opening_the_page_or_a_wrong_password_deletes_nothing():
    user = somebody()
    client = signed_in(user)
    assert "nobody can undo it" in client.get(PAGE).text
    assert "This is not your password" in press_the_button(client, "wrong").text
    assert User.objects.filter(pk=user.pk).exists()


# --- By national staff ----------------------------------------------------------------------


def test_national_staff_delete_an_account_and_choose_why(admin_client, admin_user):
    user = somebody()
    leave_traces(user)
    address = f"/admin/accounts/user/{user.pk}/delete-account/"
    assert address in admin_client.get(f"/admin/accounts/user/{user.pk}/change/").text
    assert "Choose why." in admin_client.post(address).text
    assert User.objects.filter(pk=user.pk).exists()
    answer = admin_client.post(address, {"why": "left"}, follow=True)
    assert "The account is deleted" in answer.text
    delivered()
    assert traces() == []
    change = StatusChange.objects.get(field="account")
    assert (change.by, change.reason) == (admin_user, "They no longer work there")
    assert admin_client.get(address).status_code == 404


def test_national_staff_read_why_it_cannot_be_done(admin_client):
    membership = make_membership(organisation=make_organisation(name="Mill House"))
    address = f"/admin/accounts/user/{membership.user.pk}/delete-account/"
    for page in (admin_client.get(address), admin_client.post(address, {"why": "asked"})):
        assert "Nobody else owns" in page.text
        assert "Mill House</a>" in page.text
    assert User.objects.filter(pk=membership.user.pk).exists()


def test_regional_staff_delete_nobody(client):
    staff = with_second_factor(make_person(is_staff=True))
    client.force_login(staff)
    address = f"/admin/accounts/user/{somebody().pk}/delete-account/"
    assert client.get(address).status_code == 403
    assert client.post(address, {"why": "asked"}).status_code == 403
    assert User.objects.filter(email=EMAIL).exists()


def test_whoever_stands_for_those_who_left_cannot_be_deleted_or_signed_in_as():
    user = somebody()
    leave_traces(user)
    delete(user)
    left = User.objects.get(email=User.WHO_LEFT)
    assert not left.is_active
    assert not left.has_usable_password()
    with pytest.raises(services.CannotDelete):
        delete(left)


def test_it_is_said_that_enquiries_and_the_shortlist_go(client):
    client.force_login(make_person("tess@school.example"))
    page = client.get("/accounts/delete/").text
    for said in ("enquiries that you sent go", "shortlist goes", "link by which you shared it"):
        assert said in page
