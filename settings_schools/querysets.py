"""Whose shortlist is whose, which settings there are, and who belongs to them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Case, Count, Q, When

from reference.calendar_months import months_after
from reference.names import name_key
from settings_schools.choices import LIVE, TEACHING, ConnectionState, SettingRole, SettingStatus
from settings_schools.retention import ANSWER_WITHIN, ASKED_AGAIN_MONTHS, FORTNIGHT

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from accounts.models import User
    from settings_schools.models import (  # noqa: F401
        ArtsmarkJourney,
        DigestReader,
        EducationSetting,
        SavedSearch,
        SettingDomain,
        SettingMembership,
        Shortlist,
        ShortlistItem,
    )


def search_words(name: str, town: str) -> str:
    """What people's spellings of a setting are compared with."""
    return name_key(f"{name} {town}")


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

    def read_by(self, setting: EducationSetting) -> ShortlistQuerySet:
        """Those that people of a setting let each other read, with how many are on each."""
        shared = self.filter(setting=setting).with_numbers().select_related("user")
        return shared.order_by("-used_at", "pk")

    def with_numbers(self) -> ShortlistQuerySet:
        return self.annotate(number=Count("items"))

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


class EducationSettingQuerySet(models.QuerySet["EducationSetting"]):
    def active(self) -> EducationSettingQuerySet:
        """Those that teach now, and that staff or the register vouch for."""
        return self.filter(status__in=TEACHING, checked_at__isnull=False)

    def to_check(self) -> EducationSettingQuerySet:
        """Added by somebody, and not yet looked at by staff; the longest waiting first."""
        return self.filter(checked_at=None).order_by("created_at", "pk")

    def like(self, setting: EducationSetting, user: User) -> EducationSettingQuerySet:
        """Of the same name in the same place: of those known to all, and those that they added."""
        known = Q(checked_at__isnull=False) | Q(added_by=user)
        same = self.filter(known, search_words=search_words(setting.name, setting.town))
        return same.filter(Q(postcode=setting.postcode) | Q(authority=setting.authority_id))

    def led_by(self, bridges: Collection[int]) -> EducationSettingQuerySet:
        return self.filter(authority__bridge__in=bridges)

    def readable_by(self, user: User) -> EducationSettingQuerySet:
        """For staff: those of authorities of their own area."""
        return self if user.is_superuser else self.led_by(user.bridges)

    def writable_by(self, user: User) -> EducationSettingQuerySet:
        return self.readable_by(user)

    def of_member(self, user: User | AnonymousUser) -> EducationSettingQuerySet:
        """Those whose pages somebody may open: confirmed, and not ended."""
        confirmed = Q(people__user=user.pk, people__state=ConnectionState.CONFIRMED)
        return self.filter(confirmed).select_related("authority", "setting_type")

    def joinable(self, user: User) -> EducationSettingQuerySet:
        """Those that somebody may ask to join: not closed, and checked or added by themselves."""
        known = Q(checked_at__isnull=False) | Q(added_by=user)
        return self.filter(known).exclude(status=SettingStatus.CLOSED).select_related("authority")

    def locked(self) -> EducationSettingQuerySet:
        return self.select_for_update(of=("self",), no_key=True)

    def in_order(self) -> EducationSettingQuerySet:
        return self.order_by("name", "town", "pk")


class ArtsmarkJourneyQuerySet(models.QuerySet["ArtsmarkJourney"]):
    def current(self) -> ArtsmarkJourneyQuerySet:
        return self.filter(is_current=True)

    def readable_by(self, user: User) -> ArtsmarkJourneyQuerySet:
        """For staff: those of settings of their own area."""
        if user.is_superuser:
            return self
        return self.filter(setting__authority__bridge__in=user.bridges)

    def writable_by(self, user: User) -> ArtsmarkJourneyQuerySet:
        return self.readable_by(user)


class SettingMembershipQuerySet(models.QuerySet["SettingMembership"]):
    def live(self) -> SettingMembershipQuerySet:
        """Those that stand or wait."""
        return self.filter(state__in=LIVE)

    def confirmed(self) -> SettingMembershipQuerySet:
        return self.filter(state=ConnectionState.CONFIRMED)

    def waiting(self) -> SettingMembershipQuerySet:
        """Those that ask, who came first first."""
        asked = self.filter(state=ConnectionState.ASKED)
        return asked.select_related("user", "setting").order_by("asked_at", "pk")

    def to_decide(self, user: User) -> SettingMembershipQuerySet:
        """Those that ask where somebody leads."""
        led = self.model._default_manager.leads().filter(user=user).order_by()
        return self.waiting().filter(setting__in=led.values("setting"))

    def leads(self) -> SettingMembershipQuerySet:
        """Of those confirmed, who decide about their colleagues."""
        return self.confirmed().filter(role=SettingRole.LEAD).select_related("user")

    def waiting_for_staff(self, turn: date) -> SettingMembershipQuerySet:
        """Those that ask where nobody leads, or asked by that day and had no answer."""
        unled = ~Q(setting__in=self._led()) | Q(asked_at__date__lte=turn)
        return self.waiting().filter(unled)

    def without_a_lead(self) -> SettingMembershipQuerySet:
        """Those confirmed of settings in which none of them may decide about the others."""
        people = self.confirmed().exclude(setting__in=self._led())
        return people.select_related("user", "setting").order_by("confirmed_at", "pk")

    def _led(self) -> models.QuerySet:
        """Ids of the settings in which somebody leads."""
        return self.model._default_manager.leads().order_by().values("setting")

    def ended_before(self, day: date) -> SettingMembershipQuerySet:
        return self.filter(state=ConnectionState.ENDED, ended_at__date__lt=day)

    def of(self, setting: EducationSetting) -> SettingMembershipQuerySet:
        """Its people: who leads first, then who came first."""
        leads_first = Case(When(role=SettingRole.LEAD, then=0), default=1)
        people = self.confirmed().filter(setting=setting).select_related("user")
        return people.order_by(leads_first, "confirmed_at", "pk")

    def of_user(self, user: User) -> SettingMembershipQuerySet:
        """Theirs that stand or wait, by the setting's name."""
        own = self.live().filter(user=user).select_related("setting__authority")
        return own.order_by("setting__name", "pk")

    def led_by(self, bridges: Collection[int]) -> SettingMembershipQuerySet:
        return self.filter(setting__authority__bridge__in=bridges)

    def readable_by(self, user: User) -> SettingMembershipQuerySet:
        """For staff: those of settings of their own area."""
        if user.is_superuser:
            return self
        return self.filter(setting__authority__bridge__in=user.bridges)

    def writable_by(self, user: User) -> SettingMembershipQuerySet:
        """The same; nobody decides about their own."""
        return self.readable_by(user).exclude(user=user)


class SettingDomainQuerySet(models.QuerySet["SettingDomain"]):
    def readable_by(self, user: User) -> SettingDomainQuerySet:
        """For staff: those of settings of their own area."""
        if user.is_superuser:
            return self
        return self.filter(setting__authority__bridge__in=user.bridges)

    def writable_by(self, user: User) -> SettingDomainQuerySet:
        return self.readable_by(user)


class DigestReaderQuerySet(models.QuerySet["DigestReader"]):
    def due(self, today: date) -> DigestReaderQuerySet:
        """Who may be told today: nobody who was within the last fortnight."""
        rested = Q(told_on=None) | Q(told_on__lte=today - FORTNIGHT)
        return self.filter(rested, user__is_active=True)

    def to_ask_again(self, today: date) -> DigestReaderQuerySet:
        """Who said yes twelve months ago, and was not asked since."""
        year_ago = months_after(today, -ASKED_AGAIN_MONTHS)
        return self.filter(asked_again_on=None, said_yes_on__lte=year_ago, user__is_active=True)

    def unanswered(self, today: date) -> DigestReaderQuerySet:
        """Who was asked, and did not answer in time."""
        return self.filter(asked_again_on__lte=today - ANSWER_WITHIN)

    def locked(self) -> DigestReaderQuerySet:
        return self.select_for_update(of=("self",), no_key=True)


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, user: User) -> SavedSearchQuerySet:
        return self.filter(reader__user=user).in_order()

    def in_order(self) -> SavedSearchQuerySet:
        return self.select_related("reader__user").order_by("saved_at", "pk")
