"""A letter in a regional body's words, from it, and answered to it."""

from django.conf import settings

from artsmark_site.mail import Letter
from partners.letters.texts import ASK_BY_ANSWER, Words, filled
from reference.models import BridgeOrganisation

TEMPLATE = "emails/in_our_words.txt"


def letter_from(bridge: BridgeOrganisation | None, words: Words, values: dict[str, str]) -> Letter:
    """`values` are what the names in square brackets stand for."""
    subject, body = filled(words, values, bridge)
    reply_to = bridge.contact_email if bridge else ""
    for sentence in ASK_BY_ANSWER if not reply_to else ():
        body = body.replace(sentence, "")
    sender = bridge.name if bridge else settings.SENDER_NAME
    return Letter(
        subject=subject,
        template=TEMPLATE,
        context={"body": body, "signed": sender},
        reply_to=reply_to,
        sender=sender,
    )
