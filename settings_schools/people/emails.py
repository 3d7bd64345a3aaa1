"""Letters about who works for a setting."""

from django.conf import settings
from django.urls import reverse

from accounts.models import MailRecord, User
from artsmark_site.mail import Letter, post, writes
from partners.letters.to_staff import addresses_of_staff
from settings_schools.choices import ConnectionState
from settings_schools.models import SettingMembership

ASKED, ASKED_STAFF = "settings_schools.person_asks", "settings_schools.person_asks_staff"
DECIDED, JOINED = "settings_schools.person_decided", "settings_schools.person_joined"
ENDED, LEADS = "settings_schools.person_ended", "settings_schools.person_leads"


def post_asked(membership: SettingMembership) -> None:
    """To the colleagues who lead; where nobody does, to the staff of the area."""
    leads = list(membership.setting.people.leads())
    for lead in leads:
        post(ASKED, to=lead.user.email, about=membership)
    if not leads:
        for address in sorted(addresses_of_staff(membership.setting.authority.bridge)):
            post(ASKED_STAFF, to=address, about=membership)


@writes(ASKED)
def write_asked(record: MailRecord) -> Letter | None:
    """To a colleague, who may know them."""
    membership = _of(record, ConnectionState.ASKED)
    if membership is None:
        return None
    path = reverse("my-setting:people", args=[membership.setting_id])
    context = {"who": membership.user.name, "email": membership.user.email}
    subject = f"{membership.user.name or 'Somebody'} asks to join {membership.setting.name}"
    return _letter("asks", subject, membership, path, **context)


@writes(ASKED_STAFF)
def write_asked_staff(record: MailRecord) -> Letter | None:
    """It names the setting, and nobody: it may go to an address that several read."""
    membership = _of(record, ConnectionState.ASKED)
    if membership is None:
        return None
    path = reverse("admin:settings_schools_settingmembership_change", args=[membership.pk])
    subject = f"Somebody asks to join {membership.setting.name}"
    return _letter("asks_staff", subject, membership, path)


def post_decided(membership: SettingMembership) -> None:
    post(DECIDED, to=membership.user.email, about=membership)


@writes(DECIDED)
def write_decided(record: MailRecord) -> Letter | None:
    """To who asked: yes, with the address of the setting's page; or no, and what to do."""
    membership = _of(record, ConnectionState.CONFIRMED, ConnectionState.ENDED)
    if membership is None:
        return None
    accepted = membership.state == ConnectionState.CONFIRMED
    name = membership.setting.name
    subject = f"You belong to {name} now" if accepted else f"You cannot join {name}"
    return _letter("decided", subject, membership, _page(membership), accepted=accepted)


def post_joined(membership: SettingMembership, *, to: User) -> None:
    post(JOINED, to=to.email, about=membership)


@writes(JOINED)
def write_joined(record: MailRecord) -> Letter | None:
    """To those who lead: somebody came in by their address alone."""
    membership = _of(record, ConnectionState.CONFIRMED)
    if membership is None:
        return None
    path = reverse("my-setting:people", args=[membership.setting_id])
    context = {"who": membership.user.name, "email": membership.user.email}
    subject = f"{membership.user.name or 'Somebody'} joined {membership.setting.name}"
    return _letter("joined", subject, membership, path, **context)


def post_ended(membership: SettingMembership) -> None:
    post(ENDED, to=membership.user.email, about=membership)


@writes(ENDED)
def write_ended(record: MailRecord) -> Letter | None:
    """Not to somebody who was taken in again meanwhile."""
    membership = _of(record, ConnectionState.ENDED)
    if membership is None or _is_back(membership):
        return None
    subject = f"You no longer belong to {membership.setting.name}"
    return _letter("ended", subject, membership, "")


def post_leads(membership: SettingMembership) -> None:
    post(LEADS, to=membership.user.email, about=membership)


@writes(LEADS)
def write_leads(record: MailRecord) -> Letter | None:
    """To who leads from now on, if they still do."""
    membership = _of(record, ConnectionState.CONFIRMED)
    if membership is None or membership.role != SettingMembership.Role.LEAD:
        return None
    subject = f"You lead for {membership.setting.name} now"
    return _letter("leads", subject, membership, _page(membership))


def _of(record: MailRecord, *states: ConnectionState) -> SettingMembership | None:
    """The connection that a letter is about, if it still stands as it did."""
    membership = record.about
    if not isinstance(membership, SettingMembership) or membership.state not in states:
        return None
    return membership


def _is_back(membership: SettingMembership) -> bool:
    there = membership.setting.people.confirmed()
    return there.filter(user=membership.user_id).exists()


def _page(membership: SettingMembership) -> str:
    return reverse("my-setting:setting", args=[membership.setting_id])


def _letter(
    name: str, subject: str, membership: SettingMembership, path: str, **context: object
) -> Letter:
    return Letter(
        subject=subject,
        template=f"emails/settings_schools/person_{name}.txt",
        context={
            "setting": membership.setting.name,
            "address": f"{settings.SITE_ADDRESS}{path}",
            **context,
        },
    )
