"""What staff and owners decide about organisations and offers, each decision in one transaction.

Every function locks its row, checks, changes, recomputes what follows, and records who decided.
"""

from datetime import date, timedelta

from django.conf import settings
from django.db import models, transaction
from django.utils import timezone
from django.utils.text import get_text_list

from accounts.models import User
from accounts.services import record
from partners import emails
from partners.choices import ListingState, OfferState, PartnerStatus
from partners.listing_needs import lacking
from partners.models import Offer, Organisation
from reference.calendar_months import months_after

RENEWAL_NOTICE = timedelta(days=60)


class CannotPublish(Exception):
    """What is missing or in the way, worded for the person who tried."""


# --- The listing ----------------------------------------------------------------------------


@transaction.atomic
def approve_listing(
    *, organisation: Organisation, by: User | None, reason: str = ""
) -> Organisation:
    """Let the profile be listed; it is seen once its partner status is active, too.

    Raises:
        CannotPublish: something that every listing needs is missing.
    """
    organisation = locked(organisation)
    _check_complete(organisation)
    was_listed = organisation.listing_state == ListingState.APPROVED
    organisation = set_listing_state(organisation, ListingState.APPROVED, by, reason)
    if not was_listed:
        emails.post_decision(organisation, emails.APPROVED)
    return organisation


@transaction.atomic
def return_listing(*, organisation: Organisation, by: User | None, reason: str) -> Organisation:
    """Send the profile back to its owner with the reason; it is not listed meanwhile.

    Offers that were handed in with it can be changed, too: they are drafts again.
    """
    organisation = set_listing_state(locked(organisation), ListingState.RETURNED, by, reason)
    for offer in organisation.offers.filter(state=OfferState.SUBMITTED).order_by("pk"):
        set_offer_state(offer, OfferState.DRAFT, by, "")
    emails.post_decision(organisation, emails.RETURNED, reason=reason)
    return organisation


@transaction.atomic
def reject_listing(*, organisation: Organisation, by: User | None, reason: str) -> Organisation:
    """Say that it will not be listed, and why; what was written stays."""
    organisation = set_listing_state(locked(organisation), ListingState.REJECTED, by, reason)
    emails.post_decision(organisation, emails.REJECTED, reason=reason)
    return organisation


@transaction.atomic
def undo_approval(*, organisation: Organisation, by: User | None, reason: str) -> Organisation:
    """Take an approval back: the profile waits for staff again, and nobody sees it.

    Raises:
        CannotPublish: it is not approved.
    """
    organisation = locked(organisation)
    if organisation.listing_state != ListingState.APPROVED:
        raise CannotPublish(f"{organisation.name} is not approved.")
    organisation = set_listing_state(organisation, ListingState.SUBMITTED, by, reason)
    emails.post_decision(organisation, emails.UNAPPROVED)
    return organisation


@transaction.atomic
def archive_listing(*, organisation: Organisation, by: User | None, reason: str) -> Organisation:
    """Take the profile out of the directory for good, and keep its history."""
    organisation = set_listing_state(locked(organisation), ListingState.ARCHIVED, by, reason)
    emails.post_decision(organisation, emails.ARCHIVED, reason=reason)
    return organisation


@transaction.atomic
def set_hidden(
    *,
    organisation: Organisation,
    hidden: bool,
    by: User | None,
    reason: str = "",
    because: str = "",
) -> Organisation:
    """Hide the profile at its owner's wish, or show it again; needs nobody's approval.

    `because` is why the clock did it.
    """
    organisation = locked(organisation)
    organisation.hidden_because = because
    return _set_moment(organisation, "hidden_at", hidden, by, reason, also="hidden_because")


@transaction.atomic
def set_suspended(
    *, organisation: Organisation, suspended: bool, by: User | None, reason: str
) -> Organisation:
    """Suspend the profile at once, or reinstate it; the reason stays private."""
    organisation = locked(organisation)
    changes = suspended == (organisation.suspended_at is None)
    organisation = _set_moment(organisation, "suspended_at", suspended, by, reason)
    if changes:
        emails.post_decision(organisation, emails.SUSPENDED if suspended else emails.REINSTATED)
    return organisation


@transaction.atomic
def recompute_partner_status(
    *, organisation: Organisation, by: User | None, reason: str = ""
) -> Organisation:
    """Write the partner status that follows from training, Code, profile and renewal date.

    Whoever looks after it is told when that lists it for the first time.
    """
    organisation = locked(organisation)
    was_listed = organisation.was_listed
    apply_partner_status(organisation, by, reason)
    if not was_listed and organisation.was_listed:
        emails.post_decision(organisation, emails.LISTED)
    return organisation


def partner_status_of(organisation: Organisation, *, on: date | None = None) -> PartnerStatus:
    """The partner status on a London date, today unless said.

    Training, the accepted Code and an approved profile make an active partner; each alone does
    not. The last sixty days before the renewal date are `renewal due`; on that date it lapses.
    """
    current = PartnerStatus(organisation.partner_status)
    if current == PartnerStatus.WITHDRAWN:
        return current
    if not organisation.is_trained:
        early = {PartnerStatus.INTEREST_REGISTERED, PartnerStatus.TRAINING_BOOKED}
        return current if current in early else PartnerStatus.PROSPECT
    if organisation.code_accepted_on is None:
        return PartnerStatus.TRAINED
    if organisation.listing_state != ListingState.APPROVED:
        return PartnerStatus.AGREEMENT_ACCEPTED
    return _renewal_status(organisation.renewal_due_on, on or timezone.localdate())


def _renewal_status(renewal_due_on: date | None, on: date) -> PartnerStatus:
    if renewal_due_on is None or on < renewal_due_on - RENEWAL_NOTICE:
        return PartnerStatus.ACTIVE
    return PartnerStatus.RENEWAL_DUE if on < renewal_due_on else PartnerStatus.LAPSED


# --- Offers ---------------------------------------------------------------------------------


@transaction.atomic
def approve_offer(*, offer: Offer, by: User | None, reason: str = "") -> Offer:
    """Let the offer be seen with its organisation.

    Raises:
        CannotPublish: one of the six facts is missing.
    """
    offer = locked(offer)
    missing = missing_facts(offer)
    if missing:
        raise CannotPublish(
            f"{offer.title} cannot be published yet. Add {get_text_list(missing, 'and')}."
        )
    return set_offer_state(offer, OfferState.APPROVED, by, reason)


@transaction.atomic
def withdraw_offer(*, offer: Offer, by: User | None, reason: str = "") -> Offer:
    """Take the offer out of the directory."""
    return set_offer_state(locked(offer), OfferState.WITHDRAWN, by, reason)


def missing_facts(offer: Offer) -> list[str]:
    """Those of the six facts that an offer does not state yet, in words."""
    facts = {
        "key stages or ages": offer.key_stages.exists(),
        "art forms": offer.art_forms.exists(),
        "curriculum links": offer.curriculum_links.strip() or offer.themes.exists(),
        "learning outcomes": offer.learning_outcomes.strip(),
        "required resources": offer.required_resources.strip(),
    }
    return [name for name, given in facts.items() if not given]


# --- How each is done -----------------------------------------------------------------------


def locked[Row: models.Model](row: Row) -> Row:
    """The row as it is now, which nobody else changes until the transaction ends."""
    rows = type(row)._default_manager.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=row.pk)


def _check_complete(organisation: Organisation) -> None:
    if organisation.merged_into_id:
        raise CannotPublish(f"{organisation.name} was merged into another organisation.")
    missing = lacking(organisation)
    if missing:
        raise CannotPublish(
            f"{organisation.name} cannot be published yet. Add {get_text_list(missing, 'and')}."
        )


def set_listing_state(
    organisation: Organisation, state: ListingState, by: User | None, reason: str
) -> Organisation:
    """Write the state of a locked row, on record, and what follows from it."""
    before, organisation.listing_state = organisation.listing_state, state
    organisation.save(update_fields=["listing_state", "updated_at"])
    record(organisation, "listing_state", before, state, by, reason)
    apply_partner_status(organisation, by, reason)
    return organisation


def set_offer_state(offer: Offer, state: OfferState, by: User | None, reason: str) -> Offer:
    """Write the state of a locked row, on record."""
    before, offer.state = offer.state, state
    if OfferState.APPROVED in {before, state} and offer.first_approved_at is None:
        offer.first_approved_at = timezone.now()
    offer.save(update_fields=["state", "first_approved_at", "updated_at"])
    record(offer, "state", before, state, by, reason)
    return offer


def _set_moment(
    organisation: Organisation,
    field: str,
    wanted: bool,
    by: User | None,
    reason: str,
    also: str = "updated_at",
) -> Organisation:
    before = getattr(organisation, field)
    if wanted == (before is not None):
        return organisation
    after = timezone.now() if wanted else None
    setattr(organisation, field, after)
    organisation.save(update_fields={field, "updated_at", also})
    record(organisation, field, before, after, by, reason)
    return organisation


def apply_partner_status(organisation: Organisation, by: User | None, reason: str) -> None:
    """Write the status that follows for a locked row, on record."""
    today = timezone.localdate()
    status = partner_status_of(organisation)
    before, organisation.partner_status = organisation.partner_status, status
    if status == PartnerStatus.ACTIVE:
        organisation.partner_since = organisation.partner_since or today
        organisation.renewal_due_on = organisation.renewal_due_on or months_after(
            today, settings.PARTNERSHIP_MONTHS
        )
    organisation.save(
        update_fields=["partner_status", "partner_since", "renewal_due_on", "updated_at"]
    )
    record(organisation, "partner_status", before, status, by, reason)
