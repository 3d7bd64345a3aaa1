"""What changes who works for a setting: each under its lock, on record, with its letter."""

from datetime import date

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from reference.calendar_months import months_after
from settings_schools.choices import ConfirmedBy, ConnectionState, SettingRole
from settings_schools.models import EducationSetting, SettingMembership, Shortlist
from settings_schools.people import emails
from settings_schools.public_mail import domain_of, proves_by_itself
from settings_schools.retention import ENDED_CONNECTION_MONTHS

# So many answers somebody waits for: against letters to strangers.
MOST_WAITING = 10


class CannotChangePeople(Exception):
    """Why not, worded for the person who tried."""


# --- Joining --------------------------------------------------------------------------------


@transaction.atomic
def ask_to_join(*, setting: EducationSetting, user: User) -> SettingMembership:
    """Join at once by the setting's own e-mail domain, else ask who decides. Twice: no harm.

    Whoever was there before waits for an answer: they may have been sent away.

    Raises:
        CannotChangePeople: they wait for as many answers as anybody may.
    """
    setting = _locked(setting)
    if there := setting.people.live().filter(user=user).first():
        return there
    if not setting.people.filter(user=user).exists() and _is_proved_by_address(setting, user):
        membership = setting.people.create(user=user, **_confirmed(setting, ConfirmedBy.DOMAIN))
        record(setting, "person", "", membership.get_role_display(), user)
        for lead in setting.people.leads().exclude(user=user):
            emails.post_joined(membership, to=lead.user)
        return membership
    _check_waits_for_few(user)
    membership = setting.people.create(user=user)
    emails.post_asked(membership)
    return membership


def _is_proved_by_address(setting: EducationSetting, user: User) -> bool:
    confirmed = EmailAddress.objects.filter(user=user, email__iexact=user.email, verified=True)
    domain = domain_of(user.email)
    return setting.domains.filter(domain=domain).exists() and confirmed.exists()


def _check_waits_for_few(user: User) -> None:
    """Their account is locked from here on: nobody sends two forms at once past this."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if SettingMembership.objects.waiting().filter(user=user).count() >= MOST_WAITING:
        raise CannotChangePeople(
            f"You wait for the answers of {MOST_WAITING} settings. Ask here once one of them has "
            "answered."
        )


def _confirmed(
    setting: EducationSetting, how: ConfirmedBy, by: User | None = None
) -> dict[str, object]:
    """What a confirmed connection says. The first person of a setting leads."""
    leads = setting.people.leads().exists()
    return {
        "state": ConnectionState.CONFIRMED,
        "how": how,
        "role": SettingRole.MEMBER if leads else SettingRole.LEAD,
        "confirmed_at": timezone.now(),
        "confirmed_by": by,
    }


@transaction.atomic
def decide(*, membership: SettingMembership, accept: bool, by: User) -> None:
    """A colleague who leads, or staff of the area, say yes or no; who asked is told.

    A yes of staff makes the person's e-mail domain the setting's own, unless many have it.

    Raises:
        CannotChangePeople: it was decided meanwhile, or is not for `by` to decide.
    """
    setting, membership = _locked_with(membership)
    if membership.state != ConnectionState.ASKED:
        raise CannotChangePeople("Somebody decided about this meanwhile.")
    how = _by_what_right(setting, by)
    if how is None or membership.user_id == by.pk:
        raise CannotChangePeople("This is not for you to decide.")
    if not accept:
        _end(membership)
        emails.post_decided(membership)
        return
    for name, value in _confirmed(setting, how, by).items():
        setattr(membership, name, value)
    membership.save()
    record(setting, "person", "", membership.get_role_display(), by)
    domain = domain_of(membership.user.email)
    if how == ConfirmedBy.BRIDGE and proves_by_itself(domain):
        setting.domains.get_or_create(domain=domain, defaults={"entered_by": by})
    emails.post_decided(membership)


@transaction.atomic
def take_back(*, membership: SettingMembership, by: User) -> None:
    """Whoever asked asks no longer."""
    _, membership = _locked_with(membership)
    if membership.user_id == by.pk and membership.state == ConnectionState.ASKED:
        membership.delete()


# --- Leading, handing over, leaving ---------------------------------------------------------


@transaction.atomic
def set_role(*, membership: SettingMembership, role: str, by: User) -> None:
    """Let a colleague lead, or no longer; whoever leads from now on is told.

    Raises:
        CannotChangePeople: nobody would lead, or `by` neither leads nor is staff of the area.
    """
    setting, membership = _locked_confirmed(membership)
    is_staff = _check_may_change(setting, by) == ConfirmedBy.BRIDGE
    if role != SettingRole.LEAD and not is_staff:
        _check_not_last_lead(setting, membership)
    _set_role(setting, membership, role, by)


@transaction.atomic
def hand_over(*, setting: EducationSetting, to: SettingMembership, by: User) -> None:
    """A colleague leads in the place of `by`, who leaves: both at once, or neither.

    Raises:
        CannotChangePeople: `by` does not lead, or the colleague left meanwhile.
    """
    setting = _locked(setting)
    colleague = setting.people.confirmed().filter(pk=to.pk).exclude(user=by).first()
    own = setting.people.leads().filter(user=by).first()
    if own is None or colleague is None:
        raise CannotChangePeople("Only who leads can hand over, to a colleague who is here.")
    _set_role(setting, colleague, SettingRole.LEAD, by)
    _leave(setting, own, by)


@transaction.atomic
def end(*, membership: SettingMembership, by: User) -> None:
    """Somebody leaves, or their access is ended: from their next click on they reach nothing.

    Staff may also end it for the last who leads, and name another.

    Raises:
        CannotChangePeople: nobody would lead, or it is not for `by` to do.
    """
    setting, membership = _locked_confirmed(membership)
    is_own = membership.user_id == by.pk
    by_staff = not is_own and _check_may_change(setting, by) == ConfirmedBy.BRIDGE
    if not by_staff:
        _check_not_last_lead(setting, membership)
    _leave(setting, membership, by)
    if not is_own:
        emails.post_ended(membership)


def _set_role(
    setting: EducationSetting, membership: SettingMembership, role: str, by: User
) -> None:
    before, membership.role = membership.role, role
    if before == role:
        return
    membership.save(update_fields=["role"])
    record(setting, "person", SettingRole(before).label, SettingRole(role).label, by)
    if role == SettingRole.LEAD and membership.user_id != by.pk:
        emails.post_leads(membership)


def _leave(setting: EducationSetting, membership: SettingMembership, by: User) -> None:
    """What they let the setting's people read goes with them."""
    _end(membership)
    Shortlist.objects.filter(user=membership.user_id, setting=setting).update(setting=None)
    record(setting, "person", membership.get_role_display(), "left", by)


def _end(membership: SettingMembership) -> None:
    membership.state, membership.ended_at = ConnectionState.ENDED, timezone.now()
    membership.save(update_fields=["state", "ended_at"])


def erase_ended(*, today: date) -> int:
    """Forget who was there once, or asked in vain, after the time that it is kept; how many."""
    day = months_after(today, -ENDED_CONNECTION_MONTHS)
    return SettingMembership.objects.ended_before(day).delete()[0]


# --- Locks and rights -----------------------------------------------------------------------


def _locked(setting: EducationSetting) -> EducationSetting:
    return EducationSetting.objects.locked().get(pk=setting.pk)


def _locked_with(
    membership: SettingMembership,
) -> tuple[EducationSetting, SettingMembership]:
    """Both as they are now that nobody else can change them.

    Raises:
        CannotChangePeople: the connection is gone.
    """
    setting = EducationSetting.objects.locked().get(pk=membership.setting_id)
    found = setting.people.select_related("user").filter(pk=membership.pk).first()
    if found is None:
        raise CannotChangePeople("Nobody asks for this any more.")
    return setting, found


def _locked_confirmed(
    membership: SettingMembership,
) -> tuple[EducationSetting, SettingMembership]:
    setting, membership = _locked_with(membership)
    if membership.state != ConnectionState.CONFIRMED:
        raise CannotChangePeople("They do not belong to this setting any more.")
    return setting, membership


def _by_what_right(setting: EducationSetting, by: User) -> ConfirmedBy | None:
    """A colleague who leads goes before staff: what they do, they do as a colleague."""
    if setting.people.leads().filter(user=by).exists():
        return ConfirmedBy.COLLEAGUE
    staff = by.is_staff and EducationSetting.objects.writable_by(by).filter(pk=setting.pk).exists()
    return ConfirmedBy.BRIDGE if staff else None


def _check_may_change(setting: EducationSetting, by: User) -> ConfirmedBy:
    right = _by_what_right(setting, by)
    if right is None:
        raise CannotChangePeople("Only who leads here decides about the others.")
    return right


def _check_not_last_lead(setting: EducationSetting, membership: SettingMembership) -> None:
    others = setting.people.leads().exclude(pk=membership.pk)
    if membership.role == SettingRole.LEAD and not others.exists():
        raise CannotChangePeople(
            "Somebody has to lead here. Hand over to a colleague first; if there is none, write to "
            "those who run this site, and they see to it."
        )
