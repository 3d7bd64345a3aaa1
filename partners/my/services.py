"""What members do to their organisation's standing: accept, submit, take back, hide."""

from datetime import timedelta
from typing import Protocol

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.utils import timezone

from accounts.models import StatusChange, User
from partners import emails, images, services
from partners.choices import ListingState, OfferState
from partners.models import (
    CodeAcceptance,
    CodeOfPractice,
    Offer,
    Organisation,
    OrganisationImage,
)
from partners.my.steps import missing
from partners.revisions import services as revisions

# While staff read it, nobody writes it; what is listed is changed by `partners.revisions`.
WRITABLE = (ListingState.DRAFT, ListingState.RETURNED)
# Whom schools reach, and when, is corrected at once, whatever staff are doing.
ALWAYS_OPEN = "contact"
_PRESSED_AGAIN = timedelta(seconds=30)


class CheckedPicture(Protocol):
    """A form whose picture was decoded and built anew."""

    def save(self) -> OrganisationImage: ...


class CannotDrop(Exception):
    """Why not, worded for the member."""


class CannotSubmit(Exception):
    """What is missing, worded for the member."""


class LacksFacts(CannotSubmit):
    """An offer does not state yet what every offer states."""


class TooManyPictures(Exception):
    """An organisation has only so many."""


def may_write(organisation: Organisation) -> bool:
    return organisation.listing_state in WRITABLE


def may_change(organisation: Organisation, step: str) -> bool:
    """Whether a step of what is listed, or being read by staff, may be changed all the same."""
    return organisation.listing_state == ListingState.APPROVED or step == ALWAYS_OPEN


def locked_for_writing(organisation: Organisation) -> Organisation:
    """The row as it is now, which nobody else saves until the transaction ends."""
    return services.locked(organisation)


def reason_of_decision(organisation: Organisation) -> str:
    """What staff wrote when they returned, rejected or archived it; empty if that is over."""
    state = organisation.listing_state
    if state not in (ListingState.RETURNED, ListingState.REJECTED, ListingState.ARCHIVED):
        return ""
    kind = ContentType.objects.get_for_model(organisation)
    changes = StatusChange.objects.filter(content_type=kind, object_id=organisation.pk)
    decided = changes.filter(field="listing_state", after=state).order_by("-at", "-pk")
    return decided.values_list("reason", flat=True).first() or ""


def why_not_now(organisation: Organisation) -> str:
    """Why members cannot write it as it stands, and what they can do about that."""
    if organisation.listing_state == ListingState.SUBMITTED:
        return "It cannot be changed while staff read it. Take it back first."
    whom = organisation.led_by or "national staff"
    if organisation.listing_state == ListingState.REJECTED:
        return f"It was not accepted, so it cannot be changed here. Write to {whom} about it."
    return f"It is archived: out of use, and kept as it was. To use it again, write to {whom}."


@transaction.atomic
def add_picture(*, organisation: Organisation, form: CheckedPicture, by: User) -> None:
    """Keep a picture that was checked; counted under a lock.

    The first picture of what is listed waits for staff; the others are live at once.

    Raises:
        TooManyPictures: there are ten already.
        PictureRefused: there is no room for its files.
    """
    organisation = services.locked(organisation)
    if OrganisationImage.every.filter(organisation=organisation).count() >= images.MAX_PICTURES:
        raise TooManyPictures(
            f"An organisation has {images.MAX_PICTURES} pictures at the most. Remove one first."
        )
    picture = form.save()
    if may_write(organisation):
        return
    if organisation.images.exclude(pk=picture.pk).exists():
        services.record(organisation, "pictures", "", "one added", by)
        revisions.note_picture_at_once(organisation=organisation, picture=picture, by=by)
    else:
        revisions.keep_picture_waiting(organisation=organisation, picture=picture, by=by)


@transaction.atomic
def remove_picture(*, picture: OrganisationImage, by: User) -> None:
    """At once, and for good: whoever is in it may have asked for it."""
    organisation, came_with = services.locked(picture.organisation), picture.revision
    images.delete_picture(picture)
    services.record(organisation, "pictures", "", "one removed", by)
    if came_with:
        revisions.drop_if_empty(revision=came_with, by=by)


@transaction.atomic
def accept_code(*, organisation: Organisation, code: CodeOfPractice, name: str, by: User) -> None:
    """Accept a version for an organisation. Twice: the first stays."""
    organisation = services.locked(organisation)
    CodeAcceptance.objects.get_or_create(
        organisation=organisation, code=code, defaults={"by": by, "name": name}
    )
    before = organisation.code_accepted_on
    organisation.code_accepted_on = timezone.localdate()
    organisation.save(update_fields=["code_accepted_on", "updated_at"])
    services.record(organisation, "code_accepted_on", before, organisation.code_accepted_on, by)
    services.recompute_partner_status(organisation=organisation, by=by)


@transaction.atomic
def submit(*, organisation: Organisation, by: User) -> None:
    """Hand the profile and its complete offers to staff.

    Raises:
        CannotSubmit: something is missing, or it was submitted already.
    """
    organisation = services.locked(organisation)
    if not may_write(organisation):
        raise CannotSubmit("It was submitted already.")
    if words := missing(organisation):
        raise CannotSubmit(f"Still needed: {', '.join(words)}.")
    services.set_listing_state(organisation, ListingState.SUBMITTED, by, "")
    revisions.settle_notes(organisation)
    for offer in Offer.objects.filter(organisation=organisation, state=OfferState.DRAFT):
        if not services.missing_facts(offer):
            services.set_offer_state(offer, OfferState.SUBMITTED, by, "")
            revisions.settle_notes(offer)
    emails.post_submitted(organisation, to=by)


@transaction.atomic
def submit_offer(*, offer: Offer, by: User) -> None:
    """Hand in an offer of an organisation that is listed already.

    Raises:
        CannotSubmit: its profile is not approved, it is no draft, or facts are missing.
    """
    organisation, offer = services.locked(offer.organisation), services.locked(offer)
    if organisation.listing_state != ListingState.APPROVED:
        raise CannotSubmit("It goes to staff together with your profile.")
    if offer.state != OfferState.DRAFT:
        raise CannotSubmit("It was handed in already.")
    if words := services.missing_facts(offer):
        raise LacksFacts(f"Still needed: {', '.join(words)}.")
    services.set_offer_state(offer, OfferState.SUBMITTED, by, "")
    revisions.settle_notes(offer)


@transaction.atomic
def take_back_offer(*, offer: Offer, by: User) -> bool:
    """Go on writing an offer that was handed in by itself; false once staff decided."""
    organisation, offer = services.locked(offer.organisation), services.locked(offer)
    by_itself = organisation.listing_state == ListingState.APPROVED
    if not by_itself or offer.state != OfferState.SUBMITTED:
        return False
    services.set_offer_state(offer, OfferState.DRAFT, by, "Taken back by its owner.")
    return True


@transaction.atomic
def withdraw(*, offer: Offer, by: User) -> None:
    """Take an offer out of the directory, and what waits of it off the desk of staff."""
    revisions.take_back(target=offer, by=by)
    services.withdraw_offer(offer=offer, by=by, reason="By a member.")


@transaction.atomic
def take_back(*, organisation: Organisation, by: User) -> None:
    """Go on writing: staff no longer see it as waiting. Does nothing once staff decided."""
    organisation = services.locked(organisation)
    if organisation.listing_state == ListingState.SUBMITTED:
        services.set_listing_state(organisation, ListingState.DRAFT, by, "Taken back by its owner.")
        submitted = Offer.objects.filter(organisation=organisation, state=OfferState.SUBMITTED)
        for offer in submitted:
            services.set_offer_state(offer, OfferState.DRAFT, by, "")


def was_begun_by_its_owner(organisation: Organisation) -> bool:
    """And not by staff or an import, to whom it belongs until somebody hands it in."""
    kind = ContentType.objects.get_for_model(organisation)
    changes = StatusChange.objects.filter(content_type=kind, object_id=organisation.pk)
    return changes.filter(field="listing_state", before="", by__isnull=False).exists()


@transaction.atomic
def drop(*, organisation: Organisation, by: User) -> None:
    """Let a draft go: delete it if its owner began it, else leave it to staff again.

    Raises:
        CannotDrop: it is no draft, schools once saw it, or `by` is no owner.
    """
    organisation = services.locked(organisation)
    if not Organisation.objects.owned_by(by).filter(pk=organisation.pk).exists():
        raise CannotDrop("Only an owner drops it.")
    kept = organisation.was_listed or organisation.merged_from.exists()
    if organisation.listing_state != ListingState.DRAFT or kept:
        raise CannotDrop("Only a draft that schools never saw can be dropped.")
    if was_begun_by_its_owner(organisation):
        images.remove_files_on_commit(OrganisationImage.every.filter(organisation=organisation))
        organisation.delete()
        return
    organisation.members.all().delete()
    organisation.claimed_at = None
    organisation.save(update_fields=["claimed_at", "updated_at"])
    services.record(organisation, "member", "owner", "let it go", by)


@transaction.atomic
def duplicate_offer(*, offer: Offer) -> Offer:
    """A draft with the same words, lists and price, for another year; its dates are left out.

    Pressed again at once, the same draft.
    """
    offer = services.locked(offer)
    title = f"{offer.title} (copy)"[: Offer._meta.get_field("title").max_length]
    lately = timezone.now() - _PRESSED_AGAIN
    copies = offer.organisation.offers.filter(title=title, state=OfferState.DRAFT)
    if just_made := copies.filter(created_at__gt=lately).order_by("-pk").first():
        return just_made
    lists = {
        field.name: list(getattr(offer, field.name).all()) for field in offer._meta.many_to_many
    }
    copy = Offer.objects.get(pk=offer.pk)
    copy.pk = None
    copy._state.adding = True
    copy.title = title
    copy.state, copy.first_approved_at = OfferState.DRAFT, None
    copy.available_from = copy.available_to = None
    copy.save()
    for name, rows in lists.items():
        getattr(copy, name).set(rows)
    return copy
