"""What can be said about organisations and offers: first of all, who may be seen."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Case, Exists, F, Func, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import MD5, Cast, Coalesce, Concat
from django.utils import timezone

from partners.choices import (
    OUT_FOR_GOOD,
    CostBand,
    JoinKind,
    JoinState,
    ListingState,
    MemberRole,
    OfferState,
    PartnerStatus,
)
from reference.models import LocalAuthority
from reference.working_days import working_days_before

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from partners.models.code_of_practice import CodeOfPractice
    from partners.models.image import OrganisationImage  # noqa: F401
    from partners.models.membership import Invitation, JoinRequest, Membership  # noqa: F401
    from partners.models.offer import Offer  # noqa: F401
    from partners.models.organisation import Organisation
    from partners.models.staff_note import StaffNote  # noqa: F401

INVITATION_LASTS = timedelta(days=14)
OWNERS_HAVE = 5  # working days to answer who asks to join; then it is for staff
PARTNER_STATUSES_LISTED = (PartnerStatus.ACTIVE, PartnerStatus.RENEWAL_DUE)


# What decides whether somebody is listed, beside the date.
_STANDING = {"listing_state", "partner_status", "hidden_at", "suspended_at", "authority"}


def is_ready(prefix: str = "") -> Q:
    """That somebody is public once the directory is open for them; of a row of history, was."""
    return Q(
        **{
            f"{prefix}listing_state": ListingState.APPROVED,
            f"{prefix}partner_status__in": PARTNER_STATUSES_LISTED,
            f"{prefix}hidden_at__isnull": True,
            f"{prefix}suspended_at__isnull": True,
        }
    )


def _open(prefix: str, on: date) -> Q:
    """By the date of the region that they are based in; where it has none, by the national.

    One array of authorities, which PostgreSQL makes once for a query: for a subquery behind IN
    it reckons with making it again for every row, and reads all organisations instead.
    """
    launches = apps.get_model("partners", "Launch")._default_manager
    national = launches.filter(region__isnull=True)
    of_region = launches.filter(region=OuterRef("region"))
    opens_on = Coalesce(
        Subquery(of_region.values("opens_on")), Subquery(national.values("opens_on"))
    )
    opened = LocalAuthority.objects.alias(opens_on=opens_on).filter(opens_on__lte=on).order_by()
    nowhere = Q(Exists(national.filter(opens_on__lte=on)), **{f"{prefix}authority__isnull": True})
    among_them = Func(
        F(f"{prefix}authority"),
        ArraySubquery(opened.values("pk")),
        template="%(expressions)s)",
        arg_joiner=" = ANY (",
        output_field=models.BooleanField(),
    )
    return Q(among_them) | nowhere


def _listed(prefix: str = "", on: date | None = None) -> Q:
    return is_ready(prefix) & _open(prefix, on or timezone.localdate())


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def public(self, on: date | None = None) -> OrganisationQuerySet:
        """Those that visitors see on a London date, where the directory is open by then.

        Approved, active or renewal due, neither hidden nor suspended. Every page, count, feed and
        export starts here.
        """
        return self.filter(_listed(on=on))

    def ready(self) -> OrganisationQuerySet:
        """Those that are public from the day on which the directory opens for them."""
        return self.filter(is_ready())

    def once_listed(self) -> OrganisationQuerySet:
        """Those that the public sees or once saw: their addresses are kept."""
        return self.filter(Q(first_listed_at__isnull=False) | _listed())

    def note_first_listing(self) -> int:
        """Stamp those of them that are public for the first time; how many there were.

        Whom a date made public was written by nobody: so this is done before a write, too, that
        may take them off. `Organisation.save`, `update` and `Launch.save` do it.
        """
        fresh = self.public().filter(first_listed_at__isnull=True)
        return fresh.update(first_listed_at=timezone.now())

    def update(self, **values: Any) -> int:
        if not _STANDING.isdisjoint(values):
            self.note_first_listing()
        return super().update(**values)

    def joinable(self) -> OrganisationQuerySet:
        """Those that somebody may ask to look after: neither merged nor out for good."""
        return self.filter(merged_into__isnull=True).exclude(listing_state__in=OUT_FOR_GOOD)

    def trained(self) -> OrganisationQuerySet:
        """Those of which somebody was trained, as `Organisation.is_trained` says of one."""
        return self.exclude(trained_on=None, training_source="")

    def reachable(self) -> OrganisationQuerySet:
        """Those with somebody to write to: a member, or a contact that staff know."""
        members = apps.get_model("partners", "Membership").objects.filter(
            organisation=OuterRef("pk")
        )
        return self.filter(~Q(contact_email="") | Exists(members))

    def of_member(self, user: User) -> OrganisationQuerySet:
        """Those whose pages they look after."""
        return self.filter(members__user=user)

    def owned_by(self, user: User) -> OrganisationQuerySet:
        """Those in which they also decide who else looks after them."""
        return self.filter(members__user=user, members__role=MemberRole.OWNER)

    def only_owned_by(self, user: User) -> OrganisationQuerySet:
        """Those that nobody else could go on with; what is out for good needs nobody."""
        owners = apps.get_model("partners", "Membership").objects.acting_owners()
        others = owners.filter(organisation=OuterRef("pk")).exclude(user=user)
        return self.joinable().owned_by(user).exclude(Exists(others))

    def led_by(self, bridges: Collection[int]) -> OrganisationQuerySet:
        """Those that a regional body looks after: by name, or else by where they are based."""
        return self.filter(_led_by(bridges))

    def readable_by(self, user: User) -> OrganisationQuerySet:
        """For staff: those of their own area, and those that are led elsewhere but work in it."""
        if user.is_superuser:
            return self
        return self.filter(Q(pk__in=_working_for(user)) | _led_by(user.bridges))

    def writable_by(self, user: User) -> OrganisationQuerySet:
        """For staff: those of their own area. Nobody decides about one that they belong to."""
        own = self if user.is_superuser else self.led_by(user.bridges)
        return own.exclude(members__user=user)

    def with_heir(self) -> OrganisationQuerySet:
        """All, with whom they were merged into: to say what became of somebody."""
        return self.select_related("merged_into", "authority")

    def for_profile(self) -> OrganisationQuerySet:
        """With all that a profile shows beside its offers, in a fixed number of queries."""
        return self.select_related(
            "authority__region", "authority__bridge", "lead_bridge"
        ).prefetch_related(
            "art_forms", "access", "venues", "images", "covered_authorities", "covered_regions"
        )

    def for_open_data(self) -> OrganisationQuerySet:
        """With all that other programs are told of each, in a fixed number of queries."""
        return self.select_related("authority__region", "authority__county").prefetch_related(
            "art_forms", "access", "covered_authorities", "covered_regions"
        )


def _led_by(bridges: Collection[int], prefix: str = "") -> Q:
    by_place = Q(
        **{
            f"{prefix}lead_bridge__isnull": True,
            f"{prefix}authority__bridge__in": bridges,
        }
    )
    return Q(**{f"{prefix}lead_bridge__in": bridges}) | by_place


def _working_for(user: User) -> models.QuerySet:
    """Ids of the organisations that work in an authority of their area, wherever they are based."""
    here = LocalAuthority.objects.filter(bridge__in=user.bridges).values_list("pk", flat=True)
    searched = apps.get_model("search", "SearchedOrganisation")._default_manager
    return searched.filter(authorities__overlap=list(here)).values("pk")


class OfferQuerySet(models.QuerySet["Offer"]):
    def of_member(self, user: User) -> OfferQuerySet:
        """Those of the organisations whose pages they look after."""
        return self.filter(organisation__members__user=user)

    def readable_by(self, user: User) -> OfferQuerySet:
        """For staff: those of organisations that they may read."""
        if user.is_superuser:
            return self
        working = Q(organisation__in=_working_for(user))
        return self.filter(working | _led_by(user.bridges, "organisation__"))

    def writable_by(self, user: User) -> OfferQuerySet:
        """For staff: those of organisations that they may change."""
        led = Q() if user.is_superuser else _led_by(user.bridges, "organisation__")
        return self.filter(led).exclude(organisation__members__user=user)

    def led_by(self, bridges: Collection[int]) -> OfferQuerySet:
        return self.filter(_led_by(bridges, "organisation__"))

    def public(self, on: date | None = None) -> OfferQuerySet:
        """Approved offers of public organisations, on a London date within their own dates.

        An offer without a first or last day is open at that end.
        """
        on = on or timezone.localdate()
        return self.ready(on).filter(_listed("organisation__", on))

    def not_withdrawn(self) -> OfferQuerySet:
        """Those that are there or are to come: what a member previews."""
        return self.exclude(state=OfferState.WITHDRAWN)

    def ready(self, on: date | None = None) -> OfferQuerySet:
        """Those that are public as soon as their organisation is."""
        on = on or timezone.localdate()
        return self.filter(
            Q(available_from__isnull=True) | Q(available_from__lte=on),
            Q(available_to__isnull=True) | Q(available_to__gte=on),
            state=OfferState.APPROVED,
        )

    def of(self, organisation: Organisation) -> OfferQuerySet:
        return self.filter(organisation=organisation)

    def free(self) -> OfferQuerySet:
        """Those that cost a school nothing, if only while funding lasts."""
        return self.filter(cost_band=CostBand.FREE)

    def of_the_day(self, day: date) -> OfferQuerySet:
        """By chance, the same all day; with what a link to an offer says."""
        order = MD5(Concat(Value(day.isoformat()), Cast("pk", models.TextField())))
        return (
            self.select_related("organisation").prefetch_related("key_stages").order_by(order, "pk")
        )

    def once_listed(self, on: date | None = None) -> OfferQuerySet:
        """Offers that are or were to be seen: approved once, and begun by that London date."""
        on = on or timezone.localdate()
        return self.filter(
            Q(first_approved_at__isnull=False) | Q(state=OfferState.APPROVED),
            Q(available_from__isnull=True) | Q(available_from__lte=on),
        )

    def for_profile(self) -> OfferQuerySet:
        """With all that an offer states, in a fixed number of queries."""
        return (
            self.select_related("offer_type", "organisation")
            .prefetch_related(
                "key_stages",
                "art_forms",
                "themes",
                "setting_types",
                "access",
                "criteria",
                "quality_principles",
                "smsc_strands",
            )
            .order_by("title", "pk")
        )


class ImageQuerySet(models.QuerySet["OrganisationImage"]):
    def of(self, organisation: Organisation) -> ImageQuerySet:
        """Its pictures in their order."""
        return self.filter(organisation=organisation).order_by("position_in_list", "pk")

    def visible_to(self, user: User | AnonymousUser) -> ImageQuerySet:
        """Pictures of public organisations; others to their members and to staff of the area."""
        public = _listed("organisation__") & Q(is_waiting=False)
        if user.is_anonymous:
            return self.filter(public)
        if user.is_superuser:
            return self
        own = Q(organisation__members__user=user) | _led_by(user.bridges, "organisation__")
        return self.filter(public | own).distinct()


class MembershipQuerySet(models.QuerySet["Membership"]):
    def of(self, organisation: Organisation) -> MembershipQuerySet:
        """Its people: owners first, then who came first."""
        owners_first = Case(When(role=MemberRole.OWNER, then=0), default=1)
        people = self.filter(organisation=organisation).select_related("user")
        return people.order_by(owners_first, "since", "pk")

    def acting_owners(self) -> MembershipQuerySet:
        """Owners who can sign in: whose account staff closed decides nothing any more."""
        return self.filter(role=MemberRole.OWNER, user__is_active=True)

    def acting_owners_of(self, organisation: Organisation) -> MembershipQuerySet:
        return self.acting_owners().filter(organisation=organisation)

    def of_user(self, user: User) -> MembershipQuerySet:
        """Theirs, by the organisation's name."""
        return (
            self.filter(user=user)
            .select_related("organisation")
            .order_by("organisation__name", "pk")
        )


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime) -> InvitationQuerySet:
        """Those that are not two weeks old yet."""
        return self.filter(invited_at__gt=now - INVITATION_LASTS)


class OfAreas[Row: models.Model](models.QuerySet[Row]):
    """Rows that belong to an organisation, for staff of its area."""

    def led_by(self, bridges: Collection[int]) -> Any:
        return self.filter(_led_by(bridges, "organisation__"))

    def readable_by(self, user: User) -> Any:
        led = _led_by(user.bridges, "organisation__")
        return self if user.is_superuser else self.filter(led)

    def writable_by(self, user: User) -> Any:
        """The same; nobody decides about an organisation that they belong to."""
        return self.readable_by(user).exclude(organisation__members__user=user)


class JoinRequestQuerySet(OfAreas["JoinRequest"]):
    def waiting(self) -> JoinRequestQuerySet:
        waiting = self.filter(state=JoinState.WAITING)
        return waiting.select_related("user", "organisation").order_by("asked_at", "pk")

    def for_staff(self, today: date) -> JoinRequestQuerySet:
        """Claims, what no owner can answer, and what owners left unanswered for their days."""
        owners = apps.get_model("partners", "Membership").objects.acting_owners()
        has_owner = Exists(owners.filter(organisation=OuterRef("organisation")))
        turn = working_days_before(today, OWNERS_HAVE)
        theirs = Q(kind=JoinKind.CLAIM) | Q(asked_at__date__lte=turn) | ~has_owner
        return self.filter(theirs)


class StaffNoteQuerySet(OfAreas["StaffNote"]):
    def readable_by(self, user: User) -> Any:
        """Not for those who belong to the organisation, whoever else they are."""
        return super().readable_by(user).exclude(organisation__members__user=user)

    def of(self, organisation: Organisation) -> StaffNoteQuerySet:
        """The newest first."""
        theirs = self.filter(organisation=organisation).select_related("by")
        return theirs.order_by("-on", "-pk")

    def to_follow_up(self, today: date) -> StaffNoteQuerySet:
        """Those whose day has come, the longest waiting first."""
        due = self.filter(follow_up_on__lte=today, followed_up_at=None)
        return due.select_related("organisation").order_by("follow_up_on", "pk")


class CodeOfPracticeQuerySet(models.QuerySet["CodeOfPractice"]):
    def current(self, on: date | None = None) -> CodeOfPractice:
        """The version in force on a London date.

        Raises:
            CodeOfPractice.DoesNotExist: none is in force yet.
        """
        in_force = self.filter(from_on__lte=on or timezone.localdate())
        newest = in_force.order_by("-from_on").first()
        if newest is None:
            raise self.model.DoesNotExist
        return newest
