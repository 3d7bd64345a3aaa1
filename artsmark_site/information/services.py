"""Loads the shipped pages, again and again, without undoing what staff wrote."""

from collections import Counter

from django.db import transaction
from django.utils import timezone

from artsmark_site.information.models import InformationPage
from artsmark_site.information.shipped import SHIPPED_PAGES, changed_at
from reference.services import load_shipped


@transaction.atomic
def load_information() -> Counter[str]:
    """Bring the pages up to what the files say; a title or text that staff changed stays theirs.

    Returns how many pages were read, created, updated, unchanged and skipped (staff's).
    """
    before = {page.slug: page.texts for page in InformationPage.objects.published()}
    counts = load_shipped(SHIPPED_PAGES)
    shipped = SHIPPED_PAGES.rows()
    for page in InformationPage.objects.published():
        if page.texts != before.get(page.slug):
            as_shipped = page.texts == tuple(shipped[page.slug].values())
            page.updated_at = changed_at(page.slug) if as_shipped else timezone.now()
            page.save(update_fields=["updated_at"])
    return counts
