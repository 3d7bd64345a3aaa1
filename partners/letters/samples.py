"""A letter as somebody would get it, filled for an invented organisation."""

from django.conf import settings
from django.utils import timezone

from accounts.models import MailRecord, User
from artsmark_site.mail import Letter, post, writes
from partners.launch import in_words
from partners.letters.texts import Words
from partners.letters.writing import letter_from
from reference.calendar_months import months_after
from reference.models import BridgeOrganisation

TEST = "partners.letter_test"


def sample(words: Words, bridge: BridgeOrganisation | None) -> Letter:
    """The letter to an organisation that does not exist."""
    values = {
        "organisation": "Mill House Museum",
        "link": f"{settings.SITE_ADDRESS}/the-page-that-this-letter-is-about",
        "date": in_words(months_after(timezone.localdate(), 2)),
    }
    return letter_from(bridge, words, values)


def post_test(words: Words, bridge: BridgeOrganisation, *, to: User) -> None:
    """Send the words to whoever wrote them, and to nobody else."""
    post(TEST, to=to.email, about=bridge, facts={"subject": words.subject, "body": words.body})


@writes(TEST)
def write_test(record: MailRecord) -> Letter | None:
    bridge = record.about
    if not isinstance(bridge, BridgeOrganisation):
        return None
    letter = sample(Words(record.facts["subject"], record.facts["body"]), bridge)
    return letter._replace(subject=f"Test: {letter.subject}")
