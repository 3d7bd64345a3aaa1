"""`/sitemap.xml` and `/robots.txt`: every page to know, and when it last changed.

An index of one section for each kind of page, each in files of a size that is quickly made. A
further kind of page is one more class in `SECTIONS`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.sitemaps import Sitemap
from django.contrib.sitemaps import views as of_django
from django.db.models import Max, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.views.decorators.http import conditional_page, require_safe

from artsmark_site.information.models import InformationPage
from partners.landing import landing_addresses
from partners.models import Offer, Organisation
from partners.search.current import current
from training.models import TrainingSession

PAGES_A_FILE = 5_000


class Section(Sitemap):
    """Its addresses are those of SITE_URL, whatever host was asked."""

    limit = PAGES_A_FILE
    protocol = settings.SITE_URL.scheme

    def get_domain(self, site: object = None) -> str:
        return settings.SITE_URL.netloc


class OfTheDirectory(Section):
    """Pages that change with every partner: their last change is that of any of them."""

    @cached_property
    def _changed_at(self) -> datetime | None:
        offers = Offer.objects.once_listed().aggregate(at=Max("updated_at"))["at"]
        partners = Organisation.objects.once_listed().aggregate(at=Max("updated_at"))["at"]
        return max(filter(None, [offers, partners]), default=None)

    def lastmod(self, item: Any) -> datetime | None:
        return self._changed_at


class WaysIn(OfTheDirectory):
    """Home and the search."""

    def items(self) -> list[str]:
        """Before the site opens both say when it does, and are not to be listed."""
        return ["home", "partners:search"] if current().openings.any_open else []

    def location(self, item: Any) -> str:
        return reverse(item)


class Landing(OfTheDirectory):
    """Regions, and art forms in them."""

    def items(self) -> list[str]:
        return landing_addresses()

    def location(self, item: Any) -> str:
        return item


class Information(Section):
    def items(self) -> Any:
        return InformationPage.objects.published().without_texts().order_by("slug")

    def lastmod(self, item: Any) -> datetime:
        return item.updated_at


class Organisations(Section):
    """A profile shows its offers, too: it changed when one of them did."""

    def items(self) -> Any:
        offers = Offer.objects.public().filter(organisation=OuterRef("pk")).order_by()
        newest = offers.values("organisation").annotate(at=Max("updated_at")).values("at")
        changed = Greatest("updated_at", Subquery(newest))
        rows = Organisation.objects.public().annotate(changed_at=changed)
        return rows.only("slug", "updated_at").order_by("pk")

    def lastmod(self, item: Any) -> datetime:
        return item.changed_at


class Offers(Section):
    """An offer's page names its organisation: it changed when that did."""

    def items(self) -> Any:
        changed = Greatest("updated_at", "organisation__updated_at")
        rows = Offer.objects.public().select_related("organisation").annotate(changed_at=changed)
        return rows.only("title", "organisation__slug").order_by("pk")

    def lastmod(self, item: Any) -> datetime:
        return item.changed_at


class Training(Section):
    """Sessions to come, and their list; not before the site opens anywhere."""

    def items(self) -> Any:
        if not current().openings.any_open:
            return []
        sessions = TrainingSession.objects.listed(timezone.now())
        return [reverse("training:list"), *(one.get_absolute_url() for one in sessions)]

    def location(self, item: Any) -> str:
        return item


SECTIONS: dict[str, type[Sitemap]] = {
    "ways-in": WaysIn,
    "landing": Landing,
    "information": Information,
    "partners": Organisations,
    "offers": Offers,
    "training": Training,
}


@login_not_required
@require_safe
@conditional_page
def index(request: HttpRequest) -> HttpResponse:
    """The addresses of the sections' files."""
    files = [
        {"location": f"{settings.SITE_ADDRESS}{reverse('sitemap-section', args=[name])}{page}"}
        for name, of_kind in SECTIONS.items()
        for page in _pages(of_kind)
    ]
    return render(request, "sitemap_index.xml", {"sitemaps": files}, "application/xml")


def _pages(kind: type[Sitemap]) -> list[str]:
    return ["", *(f"?p={number}" for number in range(2, kind().paginator.num_pages + 1))]


@login_not_required
@require_safe
@conditional_page
def section(request: HttpRequest, section: str) -> HttpResponseBase:
    return of_django.sitemap(request, dict(SECTIONS), section=section).render()


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """Everything public may be read.

    Filtered searches say themselves that they are not to be listed: a robot must be let in to see.
    """
    lines = (
        "User-agent: *",
        "Disallow: /admin/",
        "",
        f"Sitemap: {settings.SITE_ADDRESS}{reverse('sitemap')}",
        "",
    )
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
