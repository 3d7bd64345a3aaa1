"""One letter of a list, written when it is sent."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.text import get_text_list

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from partners.choices import MailingKind, MailingState
from partners.launch import in_words
from partners.letters.links import invited_token, news_token
from partners.letters.texts import Words
from partners.letters.writing import letter_from
from partners.models import Addressee, Mailing

_PREFIX = "partners.mailing-"
MOST_NAMED = 3


def post_to(addressee: Addressee) -> MailRecord | None:
    return post(_PREFIX + addressee.mailing.kind, to=addressee.email, about=addressee)


@writes(*(_PREFIX + kind for kind in MailingKind.values))
def write_to(record: MailRecord) -> Letter | None:
    addressee = record.about
    if not isinstance(addressee, Addressee) or addressee.answer:
        return None
    mailing, organisation = addressee.mailing, addressee.organisation
    invites = mailing.kind == MailingKind.INVITATION
    if mailing.state == MailingState.STOPPED or (invites and organisation.members.exists()):
        return None
    theirs = Addressee.objects.read_with(addressee)
    values = {
        "organisation": _named([one.organisation.name for one in theirs]),
        "link": address_in(mailing, addressee, is_one=len(theirs) == 1),
    }
    if addressee.ends_at:
        values["date"] = in_words(timezone.localdate(addressee.ends_at))
    letter = letter_from(mailing.bridge, Words(mailing.subject, mailing.body), values)
    if mailing.kind == MailingKind.NEWS:
        off = _address("my-organisation:no-news", addressee, news_token(addressee))
        letter.context["no_news"] = off
        return letter._replace(off=off)
    return letter


def _named(names: list[str]) -> str:
    """“Mill, Loft and Barn”; of more, two and how many others."""
    if len(names) > MOST_NAMED:
        names = [*names[: MOST_NAMED - 1], f"{len(names) - MOST_NAMED + 1} others"]
    return get_text_list(names, "and")


def address_in(mailing: Mailing, addressee: Addressee, *, is_one: bool) -> str:
    """Where the letter leads: an invitation to its own page, others to the reader's pages."""
    if mailing.kind == MailingKind.INVITATION:
        return _address("my-organisation:invited", addressee, invited_token(addressee))
    if not is_one:
        return settings.SITE_ADDRESS + reverse("my")
    path = reverse("my-organisation:tasks", args=[addressee.organisation_id])
    return settings.SITE_ADDRESS + path


def _address(page: str, addressee: Addressee, token: str) -> str:
    return settings.SITE_ADDRESS + reverse(page, args=[addressee.pk, token])
