"""What can be said about organisations and offers: first of all, who may be seen."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import MD5, Cast, Concat
from django.utils import timezone

from partners.choices import CostBand, ListingState, OfferState, PartnerStatus

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from partners.models.image import OrganisationImage  # noqa: F401
    from partners.models.offer import Offer  # noqa: F401
    from partners.models.organisation import Organisation

PARTNER_STATUSES_LISTED = (PartnerStatus.ACTIVE, PartnerStatus.RENEWAL_DUE)


def _listed(prefix: str = "") -> Q:
    return Q(
        **{
            f"{prefix}listing_state": ListingState.APPROVED,
            f"{prefix}partner_status__in": PARTNER_STATUSES_LISTED,
            f"{prefix}hidden_at__isnull": True,
            f"{prefix}suspended_at__isnull": True,
        }
    )


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def public(self) -> OrganisationQuerySet:
        """Those that visitors see: approved, active or renewal due, neither hidden nor suspended.

        Every page, count, feed and export starts here.
        """
        return self.filter(_listed())

    def once_listed(self) -> OrganisationQuerySet:
        """Those that the public sees or once saw: their addresses are kept."""
        return self.filter(Q(first_listed_at__isnull=False) | _listed())

    def note_first_listing(self) -> int:
        """Stamp those of them that are public for the first time; how many there were.

        `Organisation.save` does it; for rows that are written without.
        """
        fresh = self.public().filter(first_listed_at__isnull=True)
        return fresh.update(first_listed_at=timezone.now())

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


class OfferQuerySet(models.QuerySet["Offer"]):
    def public(self, on: date | None = None) -> OfferQuerySet:
        """Approved offers of public organisations, on a London date within their own dates.

        An offer without a first or last day is open at that end.
        """
        on = on or timezone.localdate()
        return self.filter(
            _listed("organisation__"),
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
    def visible_to(self, user: User | AnonymousUser) -> ImageQuerySet:
        """Pictures of public organisations; to staff, all."""
        return self if user.is_staff else self.filter(_listed("organisation__"))
