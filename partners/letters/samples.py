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


def sample(words: Words, bridge: BridgeOrganisation | None, *, is_news: bool = False) -> Letter:
    """The letter to an organisation that does not exist; its links lead to the start page."""
    values = {
        "organisation": "Mill House Museum",
        "link": f"{settings.SITE_ADDRESS}/",
        "date": in_words(months_after(timezone.localdate(), 2)),
    }
    letter = letter_from(bridge, words, values)
    if is_news:
        letter.context["no_news"] = f"{settings.SITE_ADDRESS}/"
    return letter


def post_test(words: Words, bridge: BridgeOrganisation, *, to: User, is_news: bool = False) -> None:
    """Send the words to whoever wrote them, and to nobody else."""
    facts = {"subject": words.subject, "body": words.body, "is_news": is_news}
    post(TEST, to=to.email, about=bridge, facts=facts)


@writes(TEST)
def write_test(record: MailRecord) -> Letter | None:
    bridge = record.about
    if not isinstance(bridge, BridgeOrganisation):
        return None
    facts = record.facts
    words = Words(facts["subject"], facts["body"])
    letter = sample(words, bridge, is_news=facts["is_news"])
    return letter._replace(subject=f"Test: {letter.subject}")
