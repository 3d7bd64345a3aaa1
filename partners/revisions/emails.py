"""Letters to members about a change that staff decided about."""

from django.conf import settings
from django.urls import reverse

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from partners.choices import OfferState, RevisionState
from partners.models import Membership, Offer, ReviewNote, Revision
from partners.revisions.values import label
from partners.standing import is_seen

DECIDED, OFFER_DECIDED = "partners.change_decided", "partners.offer_decided"
_SUBJECTS_OF_OFFERS = {
    OfferState.APPROVED: "Your offer is approved: {}",
    OfferState.DRAFT: "Please change something in your offer: {}",
    OfferState.WITHDRAWN: "We cannot publish your offer: {}",
}
_SUBJECTS = {
    RevisionState.APPROVED: "Your change of {} is live",
    RevisionState.RETURNED: "Please look again at your change of {}",
    RevisionState.REJECTED: "Your change of {} was not published",
    RevisionState.UNDONE: "A change of {} was taken back",
}
_SUBJECTS_UNSEEN = _SUBJECTS | {RevisionState.APPROVED: "Your change of {} is approved"}


def post_decision(revision: Revision) -> None:
    """Tell everybody who looks after the organisation."""
    facts = {"state": revision.state, "version": revision.version}
    for membership in Membership.objects.of(revision.organisation):
        post(DECIDED, to=membership.user.email, about=revision, facts=facts)


def post_offer_decision(offer: Offer, reason: str) -> None:
    """Tell them of an offer that they handed in by itself."""
    facts = {"state": offer.state, "reason": reason}
    for membership in Membership.objects.of(offer.organisation):
        post(OFFER_DECIDED, to=membership.user.email, about=offer, facts=facts)


@writes(OFFER_DECIDED)
def write_about_offer(record: MailRecord) -> Letter | None:
    """As it was decided; not written when something else was decided since."""
    offer = record.about
    if not isinstance(offer, Offer) or offer.state != record.facts["state"]:
        return None
    is_public = is_seen(offer)
    path = reverse("my-organisation:offer", args=[offer.organisation_id, offer.pk])
    return Letter(
        subject=_SUBJECTS_OF_OFFERS[OfferState(offer.state)].format(offer.title),
        template="emails/offer_decided.txt",
        context={
            "offer": offer.title,
            "state": offer.state,
            "led_by": offer.organisation.led_by,
            "reason": record.facts["reason"],
            "address": settings.SITE_ADDRESS + (offer.get_absolute_url() if is_public else path),
        },
    )


@writes(DECIDED)
def write_about_change(record: MailRecord) -> Letter | None:
    """As it was decided; not written when something else was decided since."""
    revision = record.about
    if not isinstance(revision, Revision) or revision.state != record.facts["state"]:
        return None
    led_by = revision.organisation.led_by
    answers = led_by.contact_email if led_by else ""
    what, seen = str(revision.offer or revision.organisation), is_seen(revision.target)
    names = [label(revision.target, name) for name in revision.proposed]
    path = reverse("my-organisation:tasks", args=[revision.organisation_id])
    subjects = _SUBJECTS if seen else _SUBJECTS_UNSEEN
    return Letter(
        subject=subjects[RevisionState(revision.state)].format(what),
        template="emails/change_decided.txt",
        context={
            "what": what,
            "fields": names or ["A picture"],
            "may_answer": bool(answers),
            "state": revision.state,
            "is_seen": seen,
            "led_by": revision.organisation.led_by,
            "reason": revision.reason,
            "notes": list(ReviewNote.objects.unsettled(revision.target)),
            "address": settings.SITE_ADDRESS + path,
        },
        reply_to=answers,
    )
