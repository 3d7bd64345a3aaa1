"""An information page as visitors see it: also before it is saved."""

from typing import Any

from django.conf import settings

from artsmark_site.information.contents import GROUPS, INDEX
from artsmark_site.information.markdown import rendered
from artsmark_site.information.models import InformationPage
from artsmark_site.information.placeholders import fill, fill_markdown

TEMPLATE = "information/page.html"
_FEWEST_SECTIONS_LISTED = 4


def context_of(page: InformationPage) -> dict[str, Any]:
    """All that the template shows. The first of all pages lists the others."""
    text = rendered(fill_markdown(page.body))
    return {
        "page": page,
        "title": fill(page.title),
        "summary": fill(page.summary),
        "text": text.html,
        "sections": text.sections if len(text.sections) >= _FEWEST_SECTIONS_LISTED else (),
        "groups": _groups() if page.slug == INDEX else [],
        "canonical": f"{settings.SITE_ADDRESS}{page.get_absolute_url()}",
    }


def _groups() -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Heading, and of each page below it: title, address, summary."""
    pages = {page.slug: page for page in InformationPage.objects.published().without_texts()}
    return [
        (
            heading,
            [
                (fill(page.title), page.get_absolute_url(), fill(page.summary))
                for slug in slugs
                if (page := pages.get(slug))
            ],
        )
        for heading, slugs in GROUPS
    ]
