"""Phrases for reference data. Every order ends in the primary key."""

import re
from collections.abc import Iterable
from typing import Any, Self

from django.db import models
from django.db.models import Case, Max, Min, When

from reference.positions import GridPoint


class LookupQuerySet(models.QuerySet):
    def active(self) -> Self:
        """What may be chosen now, in the order in which it is shown."""
        return self.filter(is_active=True).in_order()

    def in_order(self) -> Self:
        return self.order_by("sort_order", "label", "pk")


class AreaQuerySet(models.QuerySet):
    def in_order(self) -> Self:
        return self.order_by("sort_order", "name", "pk")


class AuthorityQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True).in_order()

    def in_order(self) -> Self:
        return self.order_by("name", "pk")

    def with_areas(self) -> Self:
        """With region and county, for pages that name them."""
        return self.select_related("region", "county")


class BridgeQuerySet(models.QuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True).in_order()

    def in_order(self) -> Self:
        return self.order_by("name", "pk")

    def readable_by(self, user: Any) -> Self:
        """For staff: those that they work for."""
        return self if user.is_superuser else self.filter(pk__in=user.bridges)

    def writable_by(self, user: Any) -> Self:
        return self.readable_by(user)

    def of_region(self, region: int) -> Self:
        """Those in use that look after an authority of the region."""
        return self.active().filter(authorities__region=region).distinct()


class PositionedQuerySet(models.QuerySet):
    def in_square(self, middle: GridPoint, half: float) -> Self:
        """Those no further than `half` metres west, east, south or north of the middle."""
        easting, northing = middle
        return self.filter(
            position__easting__range=(easting - half, easting + half),
            position__northing__range=(northing - half, northing + half),
        )


class PlaceQuerySet(PositionedQuerySet):
    def active(self) -> Self:
        return self.filter(is_active=True).biggest_first()

    def biggest_first(self) -> Self:
        return self.order_by("-population", "name", "pk")

    def english_beginning_with(self, key: str) -> Self:
        """Those in use in England whose names, compared as `names.name_key` does, begin so."""
        return self.active().filter(nation="E", main_key__startswith=key)

    def english_in_region(self, slug: str) -> Self:
        return self.active().filter(nation="E", authority__region__slug=slug)

    def with_a_word_of(self, words: Iterable[str]) -> Self:
        """Those with one of these words, as `names.name_key` writes them, in their name."""
        return self.filter(main_key__regex=rf"(^| )({'|'.join(map(re.escape, words))})( |$)")

    def corners(self) -> tuple[GridPoint, GridPoint] | None:
        """South-west and north-east of all of them; none where there are none. One query."""
        east, north = "position__easting", "position__northing"
        ends = self.aggregate(w=Min(east), s=Min(north), e=Max(east), n=Max(north))
        if ends["w"] is None:
            return None
        return GridPoint(*map(int, (ends["w"], ends["s"]))), GridPoint(
            int(ends["e"]), int(ends["n"])
        )

    def nearest_the_wish(self, key: str, region: str) -> Self:
        """First those in the region, then that very name, then the biggest."""
        is_it = Case(When(main_key=key, then=0), default=1)
        in_region = Case(When(authority__region__slug=region, then=0), default=1)
        return self.order_by(in_region, is_it, "-population", "name", "pk")
