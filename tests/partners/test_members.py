"""Members: invited, made owners, removed; the last owner stays."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import MailRecord
from partners.members import limits, services
from partners.models import Invitation, Membership
from tests.factories import make_membership, make_organisation
from tests.letters import delivered, links
from tests.people import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def owner(client):
    membership = make_membership(organisation=make_organisation(name="Mill House"))
    client.force_login(membership.user)
    return membership


def members_of(organisation):
    return f"/my/organisations/{organisation.pk}/members/"


def signed_in(person):
    client = Client()
    client.force_login(person)
    return client


def invite(client, owner, email="Kit@Mill.example", role="editor"):
    return client.post(members_of(owner.organisation), {"email": email, "role": role})


def test_a_colleague_is_invited_and_joins_by_a_button(client, owner):
    invite(client, owner)
    (letter,) = delivered()
    link = next(links(letter))
    assert "Sign in with the address" in Client().get(link).text
    colleague = signed_in(make_person("kit@mill.example"))
    colleague.get(link)
    assert Membership.objects.count() == 1  # mail scanners open links
    response = colleague.post(link)
    assert response.url == f"/my/organisations/{owner.organisation.pk}/"
    assert colleague.get(response.url).status_code == 200
    assert colleague.post(link).status_code == 410


def test_an_invitation_is_for_one_address_and_two_weeks(client, owner, time_machine):
    time_machine.move_to(timezone.now())
    invite(client, owner)
    link = next(links(delivered()[0]))
    other = signed_in(make_person("other@mill.example"))
    before_the_press = other.get(link).text
    assert "The invitation went to another address" in before_the_press
    assert "Yes, I will" not in before_the_press
    assert "went to another address" in other.post(link).text
    assert other.post("/accounts/logout/", {"next": link}).url == link
    assert "Sign in with the address" in other.get(link).text
    other = signed_in(make_person("third@mill.example"))
    assert other.get(link.replace("/1", "/2") if "/1" in link else link + "x").status_code in (
        404,
        410,
    )
    time_machine.shift(timedelta(days=14))
    assert other.get(link).status_code == 410
    assert Membership.objects.count() == 1


def test_invited_again_the_old_link_ends(client, owner, time_machine):
    time_machine.move_to(timezone.now())
    invite(client, owner)
    old = next(links(delivered()[0]))
    time_machine.shift(timedelta(days=1, seconds=1))
    client = signed_in(owner.user)
    invite(client, owner)
    new = next(links(delivered()[1]))
    assert [Client().get(link).status_code for link in (old, new)] == [410, 200]
    invitation = Invitation.objects.get()
    client.post(f"{members_of(owner.organisation)}invitations/{invitation.pk}/withdraw/")
    assert Client().get(new).status_code == 410


def test_one_address_is_not_invited_twice_within_a_day_by_whomever(client, owner):
    invite(client, owner)
    invitation = Invitation.objects.get()
    client.post(f"{members_of(owner.organisation)}invitations/{invitation.pk}/withdraw/")
    other = make_membership()
    for theirs, membership in ((client, owner), (signed_in(other.user), other)):
        page = invite(theirs, membership, email="kit@mill.example", role="owner").text
        assert "kit@mill.example was sent an invitation within the last day" in page
        assert 'value="kit@mill.example"' in page
    assert MailRecord.objects.filter(kind="partners.invitation").count() == 1


@pytest.mark.parametrize(("state", "most"), [("draft", 10), ("approved", 30)])
def test_so_many_are_invited_in_a_day(client, owner, time_machine, state, most):
    organisation = owner.organisation
    if state == "draft":
        organisation = make_organisation(listing_state="draft", first_listed_at=None)
        owner = make_membership(organisation=organisation, user=owner.user)
    time_machine.move_to(timezone.now())
    for number in range(most):
        assert invite(client, owner, email=f"n{number}@mill.example").status_code == 302
    refused = invite(client, owner, email="more@mill.example").text
    assert f"You can invite {most} people in a day. Invite more@mill.example tomorrow." in refused
    assert Invitation.objects.count() == most
    time_machine.shift(timedelta(days=1, seconds=1))
    client = signed_in(owner.user)
    invite(client, owner, email="more@mill.example")
    assert Invitation.objects.count() == most + 1


def test_another_entry_of_the_same_account_does_not_help(client, owner):
    drafts = [make_organisation(listing_state="draft", first_listed_at=None) for _ in range(2)]
    first, second = (make_membership(organisation=one, user=owner.user) for one in drafts)
    for number in range(limits.INVITES_UNSEEN):
        invite(client, first, email=f"n{number}@mill.example")
    assert "You can invite 10 people in a day" in invite(client, second).text


@pytest.mark.django_db(transaction=True)
def test_the_last_invitation_of_a_day_is_not_sent_twice_at_once():
    """By one account, which owns several entries: the lock of one of them would not do."""
    draft = {"listing_state": "draft", "first_listed_at": None}
    owned = [make_organisation(**draft) for _ in range(6)]
    owner = make_membership(organisation=owned[0]).user
    for other in owned[1:]:
        make_membership(organisation=other, user=owner)
    for number in range(limits.INVITES_UNSEEN - 1):
        services.invite(
            organisation=owned[0], email=f"n{number}@mill.example", role="editor", by=owner
        )
    start = Barrier(len(owned))

    def attempt(organisation):
        start.wait()
        try:
            email = f"last{organisation.pk}@mill.example"
            services.invite(organisation=organisation, email=email, role="editor", by=owner)
        except services.CannotChangeMembers:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(len(owned)) as pool:
        assert list(pool.map(attempt, owned)).count(True) == 1


def test_a_removed_person_is_out_on_the_next_click(client, owner):
    editor = make_membership(organisation=owner.organisation, role="editor")
    theirs = signed_in(editor.user)
    page = f"/my/organisations/{owner.organisation.pk}/"
    assert theirs.get(page).status_code == 200
    client.post(f"{members_of(owner.organisation)}{editor.pk}/")
    assert theirs.get(page).status_code == 404


def test_the_last_owner_cannot_leave_and_can_hand_over(client, owner):
    address = members_of(owner.organisation)
    editor = make_membership(organisation=owner.organisation, role="editor")
    for sent in ({}, {"role": "editor"}):
        page = client.post(f"{address}{owner.pk}/", sent, follow=True)
        assert "An organisation needs an owner" in page.text
    client.post(f"{address}{editor.pk}/", {"role": "owner"})
    assert client.post(f"{address}{owner.pk}/").url == "/my/"
    assert [member.user for member in Membership.objects.all()] == [editor.user]


def test_editors_leave_but_decide_about_nobody(owner):
    editor = make_membership(organisation=owner.organisation, role="editor")
    theirs = signed_in(editor.user)
    address = members_of(owner.organisation)
    assert "Invite a colleague" not in theirs.get(address).text
    for path, sent in (
        ("", {"email": "friend@mill.example", "role": "owner"}),
        (f"{owner.pk}/", {}),
        (f"{editor.pk}/", {"role": "owner"}),
    ):
        page = theirs.post(f"{address}{path}", sent, follow=True)
        assert "Only its owners decide" in page.text
    editor.refresh_from_db()
    assert (editor.role, Membership.objects.count()) == ("editor", 2)
    assert theirs.post(f"{address}{editor.pk}/").url == "/my/"


def test_members_of_another_organisation_are_not_reached(client, owner):
    other = make_membership()
    address = members_of(owner.organisation)
    assert client.get(members_of(other.organisation)).status_code == 404
    assert client.post(f"{address}{other.pk}/").status_code == 404
    assert client.post(f"{members_of(other.organisation)}{other.pk}/").status_code == 404
    assert Membership.objects.filter(pk=other.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_last_owners_cannot_leave_at_once():
    organisation = make_organisation()
    owners = [make_membership(organisation=organisation) for _ in range(2)]
    start = Barrier(2)

    def leave(membership):
        start.wait()
        try:
            services.remove_member(membership=membership, by=membership.user)
        except services.CannotChangeMembers:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(leave, owners)) == [False, True]
    assert Membership.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_two_owners_do_at_once_to_one_member_is_done_once():
    organisation = make_organisation()
    owners = [make_membership(organisation=organisation).user for _ in range(3)]
    editor = make_membership(organisation=organisation, role="editor")
    start = Barrier(6)

    def attempt(number):
        by = owners[number % 3]
        mine = Membership.objects.select_related("user", "organisation").get(pk=editor.pk)
        start.wait()
        try:
            if number < 4:
                services.remove_member(membership=mine, by=by)
            else:
                services.set_role(membership=mine, role="owner", by=by)
        except services.CannotChangeMembers as refusal:
            return str(refusal)
        finally:
            connection.close()
        return ""

    with ThreadPoolExecutor(6) as pool:
        said = set(pool.map(attempt, range(6)))
    assert said == {"", f"{editor.user} no longer looks after {organisation}."}
    assert not Membership.objects.filter(pk=editor.pk).exists()
    assert MailRecord.objects.filter(kind="partners.member_removed").count() == 1


def test_whether_an_owner_is_the_last_is_asked_of_the_row_as_it_is():
    first = make_membership()
    second = make_membership(organisation=first.organisation, role="editor")
    as_read = Membership.objects.select_related("user", "organisation").get(pk=second.pk)
    services.set_role(membership=second, role="owner", by=first.user)
    services.remove_member(membership=first, by=first.user)
    with pytest.raises(services.CannotChangeMembers, match="needs an owner"):
        services.remove_member(membership=as_read, by=second.user)


def test_who_is_removed_is_told_and_who_leaves_is_not():
    owner = make_membership()
    other = make_membership(organisation=owner.organisation, role="editor")
    services.remove_member(membership=other, by=owner.user)
    (letter,) = delivered()
    assert (letter.to, letter.subject) == (
        [other.user.email],
        f"You no longer look after {owner.organisation}",
    )
    leaves = make_membership(organisation=owner.organisation, role="editor")
    services.remove_member(membership=leaves, by=leaves.user)
    assert len(delivered()) == 1


@pytest.mark.parametrize("role", ["admin", "Owner", "remove", " "])
def test_an_unknown_role_is_refused_and_removes_nobody(client, owner, role):
    editor = make_membership(organisation=owner.organisation, role="editor")
    address = f"{members_of(owner.organisation)}{editor.pk}/"
    assert client.post(address, {"role": role}).status_code == 400
    editor.refresh_from_db()
    assert editor.role == "editor"
