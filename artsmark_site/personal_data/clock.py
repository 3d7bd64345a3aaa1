"""Accounts that go by time: never confirmed, or belonging to nothing and unused.

Each is looked at again under its lock and goes in a transaction of its own, so that a run may
begin again, or run twice at once, without harm.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta

from allauth.account.models import EmailAddress
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts import emails
from accounts.models import MailRecord, User
from artsmark_site.mail import mark_undeliverable
from artsmark_site.personal_data.reasons import Why
from artsmark_site.personal_data.services import CannotDelete, delete_account
from partners.choices import JoinState
from partners.models import Invitation, JoinRequest
from partners.querysets import INVITATION_LASTS
from reference.calendar_months import months_after
from settings_schools.models import SettingMembership

UNCONFIRMED_FOR = timedelta(days=14)
UNUSED_MONTHS = 24
ASKED_FOR = timedelta(days=30)
# A letter that says farewell keeps the address no longer than this, whatever the mail server does.
FAREWELL_TRIED_FOR = timedelta(hours=23)
# Of each kind in one run: the next goes on.
MOST_AT_ONCE = 1000

type People = Callable[[], QuerySet[User]]


def erase_unconfirmed(*, now: datetime) -> int:
    """Delete the accounts whose address nobody confirmed in time; how many."""
    confirmed = EmailAddress.objects.filter(user=OuterRef("pk"), verified=True)

    def people() -> QuerySet[User]:
        old = _belonging_to_nothing().filter(
            last_login=None, date_joined__lte=now - UNCONFIRMED_FOR
        )
        return old.exclude(Exists(confirmed))

    return _delete_each(people, Why.UNCONFIRMED)


def ask_unused(*, now: datetime) -> int:
    """Write to those who belong to nothing and were away for long; how many letters.

    Once for each time of absence: whoever signs in and is away again is asked again.
    """
    deleted_on = timezone.localdate(now + ASKED_FOR) + timedelta(days=1)
    asked = [_ask(user, deleted_on) for user in _unused(now)[:MOST_AT_ONCE] if not _asked(user)]
    return sum(asked)


def erase_unused(*, now: datetime) -> int:
    """Delete those who were asked 30 days ago and did not sign in since; how many."""
    letters = MailRecord.objects.filter(kind=emails.UNUSED, settled_at__lte=now - ASKED_FOR)

    def people() -> QuerySet[User]:
        return _unused(now).filter(pk__in=letters.values("object_id"))

    return _delete_each(people, Why.UNUSED, lambda user: letters.filter(once=_once(user)).exists())


def end_farewells(*, now: datetime) -> int:
    """Give up what could not be sent within a day, so that the address goes; how many."""
    late = MailRecord.objects.filter(
        kind=emails.FAREWELL,
        state=MailRecord.State.WAITING,
        created_at__lte=now - FAREWELL_TRIED_FOR,
    )
    numbers = list(late.values_list("pk", flat=True))
    for pk in numbers:
        mark_undeliverable(pk, "tried for a day")
    return len(numbers)


def erase_ended_invitations(*, now: datetime) -> int:
    number, _ = Invitation.objects.filter(invited_at__lte=now - INVITATION_LASTS).delete()
    return number


def erase_ended_sessions() -> int:
    """The notes of where somebody was signed in, once they are not."""
    ended = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    number, _ = ended.delete()
    return number


def _belonging_to_nothing() -> QuerySet[User]:
    """Neither staff nor members, waiting to be, nor told of anything: nobody would miss them."""
    waiting = JoinRequest.objects.filter(user=OuterRef("pk"), state=JoinState.WAITING)
    at_a_setting = SettingMembership.objects.live().filter(user=OuterRef("pk"))
    people = User.objects.filter(
        is_staff=False, is_superuser=False, memberships=None, bridge_posts=None, digest=None
    )
    return (
        people.exclude(Exists(waiting))
        .exclude(Exists(at_a_setting))
        .exclude(email=User.WHO_LEFT)
        .order_by("pk")
    )


def _unused(now: datetime) -> QuerySet[User]:
    """Who was closed by staff could not sign in, and stays until staff delete it."""
    day = months_after(timezone.localdate(now), -UNUSED_MONTHS)
    seen = Coalesce("last_login", "date_joined")
    return (
        _belonging_to_nothing()
        .filter(is_active=True)
        .annotate(seen=seen)
        .filter(seen__date__lte=day)
    )


def _once(user: User) -> str:
    return f"unused account {user.pk} since {user.last_login_on}"


def _asked(user: User) -> bool:
    return MailRecord.objects.filter(once=_once(user)).exists()


def _ask(user: User, deleted_on: date) -> bool:
    return emails.post_unused(user, deleted_on=deleted_on, once=_once(user)) is not None


def _delete_each(people: People, why: Why, also: Callable[[User], bool] = lambda user: True) -> int:
    numbers = list(people().values_list("pk", flat=True)[:MOST_AT_ONCE])
    return sum(_delete(pk, people, why, also) for pk in numbers)


@transaction.atomic
def _delete(pk: int, people: People, why: Why, also: Callable[[User], bool]) -> int:
    """If it still is one of these people, now that nobody can change it any more."""
    list(User.objects.select_for_update().filter(pk=pk).values_list("pk"))
    user = people().filter(pk=pk).first()
    if user is None or not also(user):
        return 0
    try:
        delete_account(user=user, why=why)
    except CannotDelete:
        return 0
    return 1
