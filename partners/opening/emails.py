"""The letters of this part: the question whether it was they who asked, and the news itself."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from partners.launch import in_words
from partners.models import OpeningNotice
from partners.opening.links import token_for
from reference.models import Region

QUESTION, NEWS = "partners.opening_question", "partners.opening_news"


def post_question(notice: OpeningNotice) -> None:
    """Ask whoever reads mail at the address to confirm."""
    post(QUESTION, to=notice.email, about=notice)


@writes(QUESTION)
def write_question(record: MailRecord) -> Letter | None:
    notice = record.about
    if not isinstance(notice, OpeningNotice) or notice.confirmed_at:
        return None
    where = notice.where
    path = reverse("partners:opening-notice", args=[notice.pk, token_for(notice)])
    return Letter(
        subject=f"Shall we tell you when {settings.SITE_NAME} opens for {where}?",
        template="emails/opening_question.txt",
        context={
            "where": where,
            "address": settings.SITE_ADDRESS + path,
            "deleted_on": in_words(timezone.localdate(notice.deleted_unconfirmed_at)),
        },
    )


def post_news(notice: OpeningNotice) -> None:
    """Say that it is open. The notice itself may be deleted now: the letter needs only its words.

    Once for each region and address, whatever happens between.
    """
    region = notice.region
    facts = {"where": notice.where}
    post(NEWS, to=notice.email, about=region, facts=facts, once=f"opening news {notice.nonce}")


@writes(NEWS)
def write_news(record: MailRecord) -> Letter | None:
    region = record.about if isinstance(record.about, Region) else None
    path = reverse("partners:search") + (f"?region={region.slug}" if region else "")
    where = record.facts["where"]
    return Letter(
        subject=f"{settings.SITE_NAME} is open for {where}",
        template="emails/opening_news.txt",
        context={"where": where, "address": settings.SITE_ADDRESS + path},
    )
