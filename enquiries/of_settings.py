"""What a setting's page says about the enquiries of its people."""

from __future__ import annotations

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from artsmark_site.http import person
from enquiries.asked import how_it_stands
from enquiries.models import EnquiryRecipient
from partners.launch import in_words
from settings_schools.models import EducationSetting

MOST_SHOWN = 20


def rows_of(setting: EducationSetting, request: HttpRequest) -> list[tuple[str, str, str]]:
    """Whom they asked, when, and how it stands, the newest first.

    What was written is read by its sender alone: others get no link.
    """
    user = person(request)
    asked = EnquiryRecipient.objects.of_people_of(setting).order_by("-enquiry__sent_at", "-pk")
    rows = []
    for one in asked[:MOST_SHOWN]:
        is_own = one.enquiry.by_id == user.pk
        address = reverse("enquiries:asked", args=[one.enquiry_id]) if is_own else ""
        day = in_words(timezone.localdate(one.enquiry.sent_at))
        who = "you" if is_own else one.enquiry.by
        rows.append(
            (str(one.organisation), address, f"Asked by {who} on {day}. {how_it_stands(one)}.")
        )
    return rows


def address_of(setting: EducationSetting) -> str:
    """Where one's own are."""
    return reverse("enquiries:inbox")
