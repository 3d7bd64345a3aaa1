"""Why something is not seen by the public, in words. Whether it is, `public()` alone decides."""

from datetime import date

from django.utils import timezone

from partners.choices import HiddenBecause, ListingState, OfferState, PartnerStatus
from partners.launch import in_words, openings
from partners.listing_needs import lacking
from partners.models import Offer, Organisation
from partners.querysets import PARTNER_STATUSES_LISTED

_HIDDEN = {
    "": "it is hidden",
    HiddenBecause.NOT_CONFIRMED: "it is hidden, because nobody said for 15 months that it is right",
    HiddenBecause.SAFEGUARDING: "it is hidden, because it states no review of its safeguarding "
    "within the last year",
}


def is_seen(row: Organisation | Offer) -> bool:
    """Whether visitors see it now."""
    return type(row).objects.public().filter(pk=row.pk).exists()


def why_not_public(organisation: Organisation) -> list[str]:
    """What stands between an organisation and the directory; nothing when it is in there."""
    if is_seen(organisation):
        return []
    reasons = []
    if organisation.merged_into_id:
        reasons.append("it was merged into another organisation")
    if organisation.listing_state != ListingState.APPROVED:
        state = ListingState(organisation.listing_state).label.lower()
        reasons.append(f"its profile is not approved ({state})")
        reasons += [f"it still needs {need}" for need in lacking(organisation)]
    if organisation.partner_status not in PARTNER_STATUSES_LISTED:
        reasons += _why_no_partner(organisation)
    if organisation.hidden_at:
        reasons.append(_HIDDEN[organisation.hidden_because])
    if organisation.suspended_at:
        reasons.append("it is suspended")
    return reasons + _why_not_open(organisation)


def _why_not_open(organisation: Organisation) -> list[str]:
    dates = openings(timezone.localdate())
    region = organisation.authority.region_id if organisation.authority else None
    opens_on, is_open = dates.of(region)
    if is_open:
        return []
    if opens_on is None:
        return ["no opening date is set for its region"]
    return [f"its region opens on {in_words(opens_on)}"]


def _why_no_partner(organisation: Organisation) -> list[str]:
    if organisation.partner_status == PartnerStatus.WITHDRAWN:
        return ["it withdrew from the partnership"]
    if organisation.partner_status == PartnerStatus.LAPSED:
        return ["its partnership lapsed on the renewal date"]
    reasons = []
    if not organisation.is_trained:
        reasons.append("it has no training date")
    if organisation.code_accepted_on is None:
        reasons.append("it has not accepted the Code of Practice")
    return reasons


def why_offer_not_public(offer: Offer) -> list[str]:
    """What stands between an offer and the directory; nothing when it is in there."""
    if is_seen(offer):
        return []
    today, reasons = timezone.localdate(), []
    if offer.state != OfferState.APPROVED:
        state = OfferState(offer.state).label.lower()
        reasons.append(f"it is not approved ({state})")
    if offer.available_from and offer.available_from > today:
        reasons.append("its first day is still to come")
    if offer.available_to and offer.available_to < today:
        reasons.append("its last day has passed")
    theirs = why_not_public(offer.organisation)
    return reasons + [f"its organisation: {reason}" for reason in theirs]


def ended_on(offer: Offer) -> date | None:
    """The last day of an offer that was taken down by nothing but its date."""
    last = offer.available_to
    over = last is not None and last < timezone.localdate()
    return last if over and offer.state == OfferState.APPROVED else None
