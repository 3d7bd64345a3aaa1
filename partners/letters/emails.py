"""One letter of a list, written when it is sent."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from partners.choices import MailingKind, MailingState
from partners.launch import in_words
from partners.letters.links import invited_token, news_token
from partners.letters.texts import Words
from partners.letters.writing import letter_from
from partners.models import Addressee, Mailing

_PREFIX = "partners.mailing-"


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
    values = {"organisation": organisation.name, "link": address_in(mailing, addressee)}
    if addressee.ends_at:
        values["date"] = in_words(timezone.localdate(addressee.ends_at))
    letter = letter_from(mailing.bridge, Words(mailing.subject, mailing.body), values)
    if mailing.kind == MailingKind.NEWS:
        letter.context["no_news"] = _address(
            "my-organisation:no-news", addressee, news_token(addressee)
        )
    return letter


def address_in(mailing: Mailing, addressee: Addressee) -> str:
    """Where the letter leads: an invitation to its own page, others to the reader's pages."""
    if mailing.kind == MailingKind.INVITATION:
        return _address("my-organisation:invited", addressee, invited_token(addressee))
    path = reverse("my-organisation:tasks", args=[addressee.organisation_id])
    return settings.SITE_ADDRESS + path


def _address(page: str, addressee: Addressee, token: str) -> str:
    return settings.SITE_ADDRESS + reverse(page, args=[addressee.pk, token])
