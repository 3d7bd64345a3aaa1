"""Merging duplicates, in one transaction: what was the one's is the other's from then on."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Exists, Min, Model, OuterRef, QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.services import record
from partners import images
from partners.choices import JoinKind, ListingState, MemberRole, RevisionState
from partners.figures.daily import hand_over
from partners.members.services import let_ask
from partners.merging import emails
from partners.merging.signals import about_to_merge, merged
from partners.models import (
    Addressee,
    Membership,
    Organisation,
    OrganisationImage,
    ReviewNote,
    Revision,
)
from partners.revisions.services import close
from partners.services import recompute_partner_status, set_listing_state

_GONE = (ListingState.REJECTED, ListingState.ARCHIVED)
# What the entry that stays takes from the other where it knows nothing itself.
_TAKEN_OVER = (
    "charity_number",
    "company_number",
    "trained_on",
    "trained_session",
    "training_source",
    "trained_person",
    "code_accepted_on",
    "renewal_due_on",
)
# Where schools end up: not what somebody wrote who has yet to be let in.
_WAYS_TO_REACH = ("website", "phone", "contact_name", "contact_email")
_ASKS = "Began “{}”, which staff merged into this entry."


class CannotMerge(Exception):
    """Why not, worded for the person who tried."""


@transaction.atomic
def merge(
    *,
    organisation: Organisation,
    into: Organisation,
    going: Collection[Membership],
    by: User,
    reason: str,
) -> Organisation:
    """Let an entry go up in another; its addresses lead there.

    Of its members those in `going` look after the other from then on, and whom they invited may;
    the rest ask to join it, so that nobody owns an entry by beginning one that looks like it.
    Offers, venues, pictures, whoever asks, changes of offers, notes and the letters sent go over;
    the record of decisions is read at both. What waited of its own profile is dropped: the
    profile is no more.

    Raises:
        CannotMerge: they are one already, one was merged before or is suspended, or the one
            that stays is out of use.
    """
    about_to_merge.send(sender=Organisation, organisations=(organisation.pk, into.pk))
    gone, stays = _locked_pair(organisation, into)
    _check(gone, stays)
    members = [m.user for m in Membership.objects.filter(organisation__in=[gone.pk, stays.pk])]
    alone = [one.pk for one in (gone, stays) if not one.members.exists()]
    waiting = _move_members(gone, stays, {membership.pk for membership in going})
    _move_offers(gone, stays, by)
    _move_pictures(gone, stays)
    hand_over(gone=gone, stays=stays)
    gone.staff_notes.update(organisation=stays)
    _move_letters(gone, stays)
    _take_over_facts(gone, stays, _TAKEN_OVER if waiting else (*_WAYS_TO_REACH, *_TAKEN_OVER))
    gone = set_listing_state(gone, ListingState.ARCHIVED, by, reason)
    gone.merged_into = stays
    gone.save(update_fields=["merged_into", "updated_at"])
    record(gone, "merged into", "", stays.name, by, reason)
    record(stays, "merged with", "", gone.name, by, reason)
    merged.send(sender=Organisation, gone=gone, stays=stays, alone=alone)
    stays = recompute_partner_status(organisation=stays, by=by, reason=reason)
    for user in set(members):
        emails.post_merged(gone, to=user)
    return stays


def _locked_pair(one: Organisation, other: Organisation) -> tuple[Organisation, Organisation]:
    """Both, in the order of their numbers, so that two who merge at once do not wait in a ring."""
    rows = Organisation.objects.select_for_update(of=("self",), no_key=True)
    found = {row.pk: row for row in rows.filter(pk__in=[one.pk, other.pk]).order_by("pk")}
    return found[one.pk], found[other.pk]


def _check(gone: Organisation, stays: Organisation) -> None:
    if gone.pk == stays.pk:
        raise CannotMerge("Choose another entry than this one.")
    for row in (gone, stays):
        if row.merged_into_id:
            raise CannotMerge(f"{row} was merged into another entry already.")
    if gone.suspended_at and not stays.suspended_at:
        raise CannotMerge(f"{gone} is suspended: decide about that first.")
    if stays.listing_state in _GONE:
        state = stays.get_listing_state_display().lower()
        raise CannotMerge(f"{stays} is {state}: the entry that stays must be one in use.")


def _move_members(gone: Organisation, stays: Organisation, going: set[int]) -> list[User]:
    """Whoever goes keeps the stronger role of two; returns those who ask instead.

    What is there already is not doubled.
    """
    goes = list(gone.members.filter(pk__in=going))
    for membership in goes:
        there = stays.members.filter(user=membership.user_id)
        if membership.role == MemberRole.OWNER:
            there.update(role=MemberRole.OWNER)
        if not there.exists():
            membership.organisation = stays
            membership.save(update_fields=["organisation"])
    if goes and gone.claimed_at and not stays.claimed_at:
        stays.claimed_at = gone.claimed_at
    waiting = [one.user for one in gone.members.exclude(pk__in=going).select_related("user")]
    gone.members.all().delete()
    _move_invitations(gone, stays, [membership.user_id for membership in goes])
    _move_requests(gone, stays)
    accepted = stays.code_acceptances.values("code")
    gone.code_acceptances.exclude(code__in=accepted).update(organisation=stays)
    asking = [user for user in waiting if not stays.members.filter(user=user).exists()]
    for user in asking:
        let_ask(organisation=stays, user=user, message=_ASKS.format(gone))
    return waiting


def _move_invitations(gone: Organisation, stays: Organisation, by: list[int]) -> None:
    for invitation in gone.invitations.filter(invited_by__in=by):
        if not stays.invitations.filter(email__iexact=invitation.email).exists():
            gone.invitations.filter(pk=invitation.pk).update(organisation=stays)
    gone.invitations.all().delete()


def _move_requests(gone: Organisation, stays: Organisation) -> None:
    """Who claimed an entry of nobody's asks to join one that has owners."""
    asking = stays.join_requests.waiting().values("user")
    moved = gone.join_requests.exclude(state="waiting", user__in=asking)
    if Membership.objects.acting_owners_of(stays).exists():
        moved.filter(state="waiting").update(kind=JoinKind.JOIN)
    moved.update(organisation=stays)
    gone.join_requests.all().delete()


def _move_letters(gone: Organisation, stays: Organisation) -> None:
    """Whoever got one letter about both stands in its list once."""
    same = Addressee.objects.filter(
        organisation=stays, mailing=OuterRef("mailing"), email__iexact=OuterRef("email")
    )
    letters = Addressee.objects.filter(organisation=gone)
    letters.filter(Exists(same)).exclude(email="").delete()
    letters.update(organisation=stays)


def _move_offers(gone: Organisation, stays: Organisation, by: User) -> None:
    for revision in Revision.objects.of(gone).open():
        for picture in revision.pictures_that_came():
            images.delete_picture(picture)
        close(revision, RevisionState.TAKEN_BACK, by, "Its entry was merged into another.")
    profile_notes = ReviewNote.objects.filter(organisation=gone, offer=None)
    profile_notes.filter(settled_at=None).update(settled_at=timezone.now())
    _hand_over(gone.offers.all(), stays)
    _hand_over(Revision.objects.filter(organisation=gone, offer__isnull=False), stays)
    _hand_over(ReviewNote.objects.filter(organisation=gone, offer__isnull=False), stays)
    taken = set(stays.venues.values_list("name", flat=True))
    for venue in gone.venues.order_by("pk"):
        if venue.name in taken:
            venue.name = f"{venue.name} ({gone.name})"[: venue._meta.get_field("name").max_length]
        venue.organisation = stays
        venue.save()


def _hand_over[Row: Model](rows: QuerySet[Row], stays: Organisation) -> None:
    rows.update(organisation=stays)


def _move_pictures(gone: Organisation, stays: Organisation) -> None:
    """As many as there is room for; the others stay with the entry that nobody sees."""
    already = OrganisationImage.every.filter(organisation=stays).count()
    room = max(0, images.MAX_PICTURES - already)
    pictures = gone.images.order_by("position_in_list", "pk")[:room]
    for number, picture in enumerate(pictures, already):
        picture.organisation = stays
        picture.position_in_list = number
        picture.save(update_fields=["organisation", "position_in_list"])


def _take_over_facts(gone: Organisation, stays: Organisation, names: tuple[str, ...]) -> None:
    """A partner since the earlier of the two; else only what the other has left empty."""
    for name in names:
        if not getattr(stays, name):
            setattr(stays, name, getattr(gone, name))
    both = Organisation.objects.filter(pk__in=[gone.pk, stays.pk])
    stays.partner_since = both.aggregate(first=Min("partner_since"))["first"]
    stays.save()
