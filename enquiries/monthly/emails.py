"""The letter itself: written when it is sent, from the figures as they are then."""

from datetime import date

from django.conf import settings
from django.urls import reverse

from accounts.models import MailRecord
from artsmark_site.mail import Letter, post, writes
from enquiries.monthly.figures import first_gap, month_of
from enquiries.monthly.links import token_for
from partners.models import Membership
from reference.calendar_months import months_after

FIGURES = "enquiries.monthly_figures"


def once(month: date, membership: int | str) -> str:
    """The name under which one member's letter about a month is posted."""
    return f"{FIGURES} {month:%Y-%m} {membership}"


def post_figures(membership: Membership, month: date) -> MailRecord | None:
    return post(
        FIGURES,
        to=membership.user.email,
        about=membership,
        facts={"month": month.isoformat()},
        once=once(month, membership.pk),
    )


@writes(FIGURES)
def write_figures(record: MailRecord) -> Letter | None:
    """Not to somebody who has left, or wants it no longer."""
    membership = record.about
    if not isinstance(membership, Membership) or not membership.gets_figures:
        return None
    organisation = membership.organisation
    first = date.fromisoformat(record.facts["month"])
    month = month_of(organisation, first)
    path = reverse("monthly:off", args=[membership.pk, token_for(membership)])
    off = settings.SITE_ADDRESS + path
    tasks = reverse("my-organisation:tasks", args=[organisation.pk])
    figures = reverse("monthly:figures", args=[organisation.pk])
    return Letter(
        subject=f"How often {organisation.name} was seen in {month.name}",
        template="emails/monthly_figures.txt",
        context={
            "organisation": organisation.name,
            "month": month,
            "before": month_of(organisation, months_after(first, -1)),
            "gap": first_gap(organisation) if month.is_empty else "",
            "figures": settings.SITE_ADDRESS + figures,
            "tasks": settings.SITE_ADDRESS + tasks,
            "off": off,
        },
        off=off,
    )
