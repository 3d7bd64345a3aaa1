"""What is known before the form is filled in: from the enquiry, the offer, the directory."""

from typing import Any

from django.contrib.postgres.search import TrigramWordSimilarity

from accounts.models import User
from enquiries.choices import Answer
from enquiries.models import Collaboration, Enquiry, EnquiryRecipient
from partners.joining.finding import of_like_name
from partners.models import Offer, Organisation
from settings_schools.models import EducationSetting

MOST_FOUND = 5


def may_become_one(recipient: EnquiryRecipient) -> bool:
    """An enquiry that was answered, and not with “we cannot”."""
    return recipient.answer in (Answer.INTERESTED, Answer.QUESTION)


def may_be_recorded(recipient: EnquiryRecipient) -> bool:
    """Of those, one of which nobody recorded what came."""
    return may_become_one(recipient) and not hasattr(recipient, "collaboration")


def settings_to_record(enquiry: Enquiry, user: User | None) -> list[EducationSetting]:
    """For which of their settings somebody may record what came of it."""
    if user is None:
        return []
    theirs = EducationSetting.objects.of_member(user).in_order()
    if enquiry.setting_id is not None:
        theirs = theirs.filter(pk=enquiry.setting_id)
    return list(theirs)


def partners_like(name: str) -> list[Organisation]:
    """Those of the directory that somebody may mean, however they spell it; the likeliest first."""
    likely = of_like_name(Organisation.objects.public(), name)
    ranked = likely.annotate(rank=TrigramWordSimilarity(name, "name")).order_by("-rank", "name")
    return list(ranked.select_related("authority")[:MOST_FOUND])


def out_of(recipient: EnquiryRecipient, setting: EducationSetting) -> Collaboration:
    """Not yet kept: one that comes of an answered enquiry."""
    enquiry = recipient.enquiry
    return Collaboration(
        setting=setting,
        organisation=recipient.organisation,
        recipient=recipient,
        offer=recipient.offer,
        classes=enquiry.years,
        pupils=enquiry.pupils,
    )


def initial_of(recipient: EnquiryRecipient) -> dict[str, Any]:
    """Ticked at first: what the school wanted to strengthen, and what the offer says it helps."""
    offer, enquiry = recipient.offer, recipient.enquiry
    return {
        "title": offer.title if offer else "",
        "criteria": {*enquiry.strengthens.all(), *(offer.criteria.all() if offer else ())},
        **_of_offer(offer),
    }


def _of_offer(offer: Offer | None) -> dict[str, Any]:
    if offer is None:
        return {}
    return {
        "quality_principles": list(offer.quality_principles.all()),
        "smsc_strands": list(offer.smsc_strands.all()),
    }
