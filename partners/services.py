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
from partners import emails, offer_needs
from partners.choices import ListingState, OfferState, PartnerStatus
from partners.listing_needs import lacking
from partners.models import Offer, Organisation
from reference.calendar_months import months_after

RENEWAL_NOTICE = timedelta(days=60)

# What staff may decide: the state that follows, and those it may follow upon. Only members hand in
# (`partners.my.services`), so nothing is approved that nobody who answers for it has confirmed.
# Hiding and suspending are no states: they may be set and undone in every one of these.
LISTING_DECISIONS = {
    ListingState.APPROVED: {ListingState.SUBMITTED},
    ListingState.RETURNED: {ListingState.SUBMITTED},
    ListingState.REJECTED: {ListingState.SUBMITTED},
    ListingState.SUBMITTED: {ListingState.APPROVED},  # the approval is undone
    ListingState.ARCHIVED: set(ListingState) - {ListingState.ARCHIVED},
    ListingState.DRAFT: {ListingState.REJECTED, ListingState.ARCHIVED},  # it is taken up again
}
OFFER_DECISIONS = {
    OfferState.APPROVED: {OfferState.SUBMITTED},
    OfferState.DRAFT: {OfferState.SUBMITTED},  # it goes back to its owners
    OfferState.WITHDRAWN: set(OfferState),
}
# What schools come for: one of these goes live along with the profile, or is being read.
_STANDS_BEHIND_A_PROFILE = (OfferState.SUBMITTED, OfferState.APPROVED)


class CannotPublish(Exception):
    """What is missing or in the way, worded for the person who tried."""


class ChangedMeanwhile(CannotPublish):
    """It is not what was read any more."""


# --- The listing ----------------------------------------------------------------------------


@transaction.atomic
def approve_listing(
    *, organisation: Organisation, by: User | None, reason: str = ""
) -> Organisation:
    """Let the profile be listed; it is seen once its partner status is active, too.

    Raises:
        CannotPublish: nobody handed it in, or something that every listing needs is missing.
    """
    organisation = locked(organisation)
    check_decision(organisation, ListingState.APPROVED)
    _check_complete(organisation)
    organisation = set_listing_state(organisation, ListingState.APPROVED, by, reason)
    emails.post_decision(organisation, emails.APPROVED)
    return organisation


@transaction.atomic
def return_listing(*, organisation: Organisation, by: User | None, reason: str) -> Organisation:
    """Send the profile back to its owner with the reason; it is not listed meanwhile.

    Offers that were handed in with it can be changed, too: they are drafts again.

    Raises:
        CannotPublish: it does not wait for a decision.
    """
    organisation = locked(organisation)
    check_decision(organisation, ListingState.RETURNED)
    organisation = set_listing_state(organisation, ListingState.RETURNED, by, reason)
    _let_offers_be_changed(organisation, by)
    emails.post_decision(organisation, emails.RETURNED, reason=reason)
    return organisation


@transaction.atomic
def reject_listing(*, organisation: Organisation, by: User | None, reason: str) -> Organisation:
    """Say that it will not be listed, and why; what was written stays.

    Raises:
        CannotPublish: it does not wait for a decision.
    """
    organisation = locked(organisation)
    check_decision(organisation, ListingState.REJECTED)
    organisation = set_listing_state(organisation, ListingState.REJECTED, by, reason)
    emails.post_decision(organisation, emails.REJECTED, reason=reason)
    return organisation


@transaction.atomic
def undo_approval(*, organisation: Organisation, by: User | None, reason: str) -> Organisation:
    """Take an approval back: the profile waits for staff again, and nobody sees it.

    Its owners read the reason.

    Raises:
        CannotPublish: it is not approved.
    """
    organisation = locked(organisation)
    check_decision(organisation, ListingState.SUBMITTED)
    organisation = set_listing_state(organisation, ListingState.SUBMITTED, by, reason)
    emails.post_decision(organisation, emails.UNAPPROVED, reason=reason)
    return organisation


@transaction.atomic
def archive_listing(*, organisation: Organisation, by: User | None, reason: str) -> Organisation:
    """Take the profile out of the directory for good, and keep its history.

    Raises:
        CannotPublish: it is archived already.
    """
    organisation = locked(organisation)
    check_decision(organisation, ListingState.ARCHIVED)
    organisation = set_listing_state(organisation, ListingState.ARCHIVED, by, reason)
    emails.post_decision(organisation, emails.ARCHIVED, reason=reason)
    return organisation


@transaction.atomic
def take_up_listing(*, organisation: Organisation, by: User | None, reason: str) -> Organisation:
    """Make a draft again of what was rejected or archived: its owners go on where they were.

    Raises:
        CannotPublish: it is neither rejected nor archived, or it was merged.
    """
    organisation = locked(organisation)
    check_decision(organisation, ListingState.DRAFT)
    organisation = set_listing_state(organisation, ListingState.DRAFT, by, reason)
    _let_offers_be_changed(organisation, by)
    emails.post_decision(organisation, emails.TAKEN_UP, reason=reason)
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

    Raises:
        CannotPublish: it was merged.
    """
    organisation = locked(organisation)
    _check_not_merged(organisation)
    organisation.hidden_because = because
    return _set_moment(organisation, "hidden_at", hidden, by, reason, also="hidden_because")


@transaction.atomic
def set_suspended(
    *, organisation: Organisation, suspended: bool, by: User | None, reason: str
) -> Organisation:
    """Suspend the profile at once, or reinstate it; the reason stays private.

    Raises:
        CannotPublish: it was merged.
    """
    organisation = locked(organisation)
    _check_not_merged(organisation)
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
        CannotPublish: nobody handed it in, or one of the six facts is missing.
    """
    offer = locked(offer)
    check_decision(offer, OfferState.APPROVED)
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
    """What an offer does not state yet, of the six facts and of all else that is chosen."""
    return [need.words for need in offer_needs.lacking(offer)]


# --- How each is done -----------------------------------------------------------------------


def locked[Row: models.Model](row: Row) -> Row:
    """The row as it is now, which nobody else changes until the transaction ends."""
    rows = type(row)._default_manager.select_for_update(of=("self",), no_key=True)
    return rows.get(pk=row.pk)


def _check_not_merged(organisation: Organisation) -> None:
    """Decisions are about the entry that it was merged into."""
    if organisation.merged_into_id:
        raise CannotPublish(f"{organisation} was merged into another organisation.")


def check_decision(row: Organisation | Offer, follows: ListingState | OfferState) -> None:
    """Of a locked row: whether this may be decided about it as it stands.

    Raises:
        CannotPublish: it stands otherwise; the sentence says how.
    """
    if isinstance(row, Organisation):
        _check_not_merged(row)
    state: ListingState | OfferState
    if isinstance(row, Organisation):
        state = ListingState(row.listing_state)
        fits = set(map(str, LISTING_DECISIONS[ListingState(follows)]))
    else:
        state = OfferState(row.state)
        fits = set(map(str, OFFER_DECISIONS[OfferState(follows)]))
    if state in fits:
        return
    how = state.label.lower()
    if fits == {"submitted"}:
        how = "a draft that nobody handed in" if state == "draft" else how
        raise CannotPublish(f"{row} does not wait for a decision: it is {how}. Nothing was done.")
    raise CannotPublish(f"{row} is {how}: nothing was done.")


def _check_complete(organisation: Organisation) -> None:
    missing = lacking(organisation)
    if not organisation.offers.filter(state__in=_STANDS_BEHIND_A_PROFILE).exists():
        missing.append("an offer that was handed in")
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


def _let_offers_be_changed(organisation: Organisation, by: User | None) -> None:
    for offer in organisation.offers.filter(state=OfferState.SUBMITTED).order_by("pk"):
        set_offer_state(offer, OfferState.DRAFT, by, "")


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
