"""Whose shortlist is whose."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from accounts.models import User
    from settings_schools.models import Shortlist, ShortlistItem  # noqa: F401


class ShortlistQuerySet(models.QuerySet["Shortlist"]):
    def of(self, user: User | None, key: str) -> ShortlistQuerySet:
        """The account's own; without an account, that of a browser's cookie.

        A key never opens the list of an account: the next person at a shared computer has it, too.
        """
        return self.filter(user=user) if user else self.of_browser(key)

    def of_browser(self, key: str) -> ShortlistQuerySet:
        return self.filter(key=key, user=None)

    def of_either(self, user: User, key: str) -> ShortlistQuerySet:
        """Both, at the moment in which somebody signs in."""
        return self.filter(Q(user=user) | Q(key=key, user=None))

    def keeping(self, organisation: int) -> ShortlistQuerySet:
        return self.filter(items__organisation=organisation)

    def unused_since(self, moment: datetime) -> ShortlistQuerySet:
        return self.filter(used_at__lt=moment)

    def locked(self) -> ShortlistQuerySet:
        """In the order of their numbers, so that two who lock several do not wait in a ring."""
        return self.select_for_update(of=("self",), no_key=True).order_by("pk")


class ShortlistItemQuerySet(models.QuerySet["ShortlistItem"]):
    def of(self, shortlist: Shortlist | None) -> ShortlistItemQuerySet:
        """As they were saved."""
        return self.filter(shortlist=shortlist).in_order()

    def of_organisation(self, organisation: int) -> ShortlistItemQuerySet:
        """On whosever list."""
        return self.filter(organisation=organisation).in_order()

    def in_order(self) -> ShortlistItemQuerySet:
        return self.select_related("organisation").order_by("saved_at", "pk")
