"""Who was listed in a time that is over, by the history of rows."""

from datetime import datetime, timedelta
from typing import Any

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils import timezone

from partners.models import Organisation
from partners.querysets import is_ready


def listed_within(start: datetime, end: datetime) -> Any:
    """Organisations that are public now, and were at some moment from `start` up to `end`.

    Either they were as `start` came, or became so before `end`; and the directory was open for
    them by then. The first event of a row is older than its history where that began later.
    """
    events = apps.get_model("partners", "OrganisationEvent")._default_manager
    before = events.filter(pgh_obj=OuterRef("pk"), pgh_created_at__lt=start)
    last = before.order_by("-pgh_created_at", "-pgh_id").values("pgh_id")[:1]
    was = events.filter(is_ready(), pgh_id=OuterRef("last_before"))
    became = events.filter(
        is_ready(), pgh_obj=OuterRef("pk"), pgh_created_at__gte=start, pgh_created_at__lt=end
    )
    last_day = timezone.localdate(end - timedelta(seconds=1))
    open_by_then = Organisation.objects.public(on=last_day)
    public = Organisation.objects.public().filter(pk__in=open_by_then.values("pk"))
    listed = public.filter(first_listed_at__lt=end).alias(last_before=Subquery(last))
    return listed.filter(Q(Exists(was)) | Q(Exists(became)))
