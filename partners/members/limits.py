"""How many colleagues are invited and organisations asked: against letters to strangers.

Asked inside the transaction that writes the next one, with the organisation locked.
"""

from datetime import timedelta

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from django.utils import timezone

from accounts.models import MailRecord, StatusChange, User
from partners.members.emails import INVITATION
from partners.models import JoinRequest, Organisation
from reference.turns import Turn, wait_for

A_DAY = timedelta(days=1)
# In a day: an entry that schools never saw may be anybody's, under any name.
INVITES_UNSEEN, INVITES_LISTED = 10, 30
MOST_REQUESTS = 5


def why_not_invite(organisation: Organisation, email: str, by: User) -> str:
    """Too many of one organisation or by one account, or one to this address, whoever sent it.

    An account may own many entries, and many may write to one address: so all wait for each other.
    """
    wait_for(Turn.COUNTING_INVITATIONS)
    lately = timezone.now() - A_DAY
    letters = MailRecord.objects.filter(kind=INVITATION, to__iexact=email, created_at__gt=lately)
    if letters.exists():
        return f"{email} was sent an invitation within the last day. Invite them again tomorrow."
    kind = ContentType.objects.get_for_model(Organisation)
    invited = StatusChange.objects.filter(content_type=kind, field="invited", at__gt=lately)
    most = INVITES_LISTED if organisation.was_listed else INVITES_UNSEEN
    if invited.filter(Q(object_id=organisation.pk) | Q(by=by)).count() >= most:
        return f"You can invite {most} people in a day. Invite {email} tomorrow."
    return ""


def why_not_ask(organisation: Organisation, user: User) -> str:
    """Too many others have not answered this account yet, which is locked from here on."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    waiting = JoinRequest.objects.waiting().filter(user=user)
    if waiting.exclude(organisation=organisation).count() < MOST_REQUESTS:
        return ""
    return (
        f"You wait for the answers of {MOST_REQUESTS} organisations. Ask here once one of them "
        "has answered."
    )
