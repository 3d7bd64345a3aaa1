"""Who becomes staff, by command or page, and what follows at once."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts import services
from accounts.groups import BRIDGE_STAFF, GROUPS, write_groups
from accounts.models import BridgeStaff, StatusChange, User
from reference.models import BridgeOrganisation
from tests.letters import delivered
from tests.people import make_person, with_second_factor

pytestmark = pytest.mark.django_db


@pytest.fixture
def bridge():
    return BridgeOrganisation.objects.order_by("pk").first()


def run(*words):
    out = StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_the_first_administrator_comes_in_by_a_printed_link(client):
    said = run("make_administrator", "Head@Site.example", "--name", "Jo Head")
    person = User.objects.get()
    assert (person.email, person.name, person.is_superuser) == (
        "head@site.example",
        "Jo Head",
        True,
    )
    link = said.split("http://localhost:8000")[1].strip()
    assert "Choose a new password" in client.get(link, follow=True).text
    (letter,) = delivered()
    assert "national administrator" in letter.body
    assert "no password" not in run("make_administrator", "head@site.example")
    assert len(delivered()) == 1


def test_somebody_of_a_bridge_is_invited_by_letter_and_on_record(bridge):
    run("appoint_staff", "officer@bridge.example", bridge.slug)
    run("appoint_staff", "officer@bridge.example", bridge.slug)
    person = User.objects.get()
    assert person.is_staff
    assert not person.has_usable_password()
    assert [group.name for group in person.groups.all()] == [BRIDGE_STAFF]
    (letter,) = delivered()
    assert bridge.name in letter.body
    assert "/accounts/password/reset/" in letter.body
    assert StatusChange.objects.get().after == bridge.name


def test_a_slip_in_a_command_is_said(bridge):
    for words in (
        ("make_administrator", "head at site"),
        ("appoint_staff", "officer", bridge.slug),
        ("appoint_staff", "officer@bridge.example", "no-such-bridge"),
    ):
        with pytest.raises(CommandError):
            run(*words)
    assert not User.objects.exists()


def test_whoever_leaves_the_last_bridge_is_staff_no_more(client, bridge):
    other = BridgeOrganisation.objects.exclude(pk=bridge.pk).first()
    person = with_second_factor(make_person())
    for one in (bridge, other):
        services.appoint(email=person.email, bridge=one)
    client.force_login(User.objects.get())
    services.dismiss(user=person, bridge=bridge)
    assert client.get("/admin/").status_code == 200
    services.dismiss(user=person, bridge=other)
    services.dismiss(user=person, bridge=other)
    assert client.get("/admin/").status_code == 302
    person = User.objects.get()
    assert not person.is_staff
    assert not person.groups.exists()
    assert not BridgeStaff.objects.exists()
    assert StatusChange.objects.filter(field="staff of").count() == 4


def test_groups_are_what_the_code_says():
    write_groups()
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.get(name=BRIDGE_STAFF)
    group.permissions.set([Permission.objects.get(codename="change_user")])
    write_groups()
    names = {f"{p.content_type.app_label}.{p.codename}" for p in group.permissions.all()}
    assert names == set(GROUPS[BRIDGE_STAFF])
    # Whom a body may name, and that it makes nobody staff, is held by test_cover.py.
    assert {name for name in names if name.startswith(("auth.", "accounts."))} == {
        f"accounts.{may}_bridgestaff" for may in ("view", "add", "delete")
    }
