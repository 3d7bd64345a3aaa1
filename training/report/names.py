"""The names behind a figure, within somebody's own area alone."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.models import User
from partners.models import Organisation
from training.models import Booking, InterestRegistration, TrainingSession


class Name(NamedTuple):
    """What a row is called; without a text if it was erased."""

    text: str
    detail: str = ""
    address: str = ""


# Rows by number, for somebody; those that are not theirs to know are left out.
type Finder = Callable[[Collection[int], User], dict[int, Name]]


def of_organisations(numbers: Collection[int], user: User) -> dict[int, Name]:
    """Those that their own body leads."""
    rows = _own(user).filter(pk__in=numbers).select_related("authority").defer("position")
    page = "admin:partners_organisation_change"
    return {
        row.pk: Name(
            row.name,
            f"{row.get_type_display()}, {row.authority or 'no authority'}",
            reverse(page, args=[row.pk]),
        )
        for row in rows
    }


def of_people(numbers: Collection[int], user: User) -> dict[int, Name]:
    """Of organisations that their own body leads, wherever the session was."""
    own = _own(user).values("pk")
    rows = Booking.objects.filter(pk__in=numbers, organisation__in=own)
    return {
        row.pk: Name(row.name, f"{row.organisation.name}: {row.session}")
        for row in rows.select_related("organisation", "session")
    }


def of_sessions(numbers: Collection[int], user: User) -> dict[int, Name]:
    """Sessions of their own body."""
    rows = TrainingSession.objects.readable_by(user).filter(pk__in=numbers)
    return {
        row.pk: Name(str(row), f"{row.get_kind_display()}, {row.get_format_display().lower()}")
        for row in rows
    }


def of_interest(numbers: Collection[int], user: User) -> dict[int, Name]:
    """Of authorities of their own area."""
    rows = InterestRegistration.objects.readable_by(user).filter(pk__in=numbers)
    return {
        row.pk: Name(" of ".join(filter(None, (row.name, row.organisation_name))), _since(row))
        for row in rows.select_related("authority")
    }


def _since(row: InterestRegistration) -> str:
    day = date_format(timezone.localtime(row.confirmed_at), "j F Y") if row.confirmed_at else ""
    return ", ".join(filter(None, (str(row.authority), day)))


def _own(user: User) -> QuerySet[Organisation]:
    rows = Organisation.objects.all()
    return rows if user.is_superuser else rows.led_by(user.bridges)
