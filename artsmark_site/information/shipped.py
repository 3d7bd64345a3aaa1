"""The texts that come with the project: one Markdown file a page, with a few lines at its head."""

from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from django.utils import timezone

from artsmark_site.information.contents import SLUGS
from artsmark_site.information.models import InformationPage
from reference.shipped_files import ShippedTable, Values

PAGES = Path(__file__).parent / "pages"


@dataclass(frozen=True)
class ShippedPages(ShippedTable):
    """Title and summary stand in the lines above the first empty one, the text below it."""

    def rows(self) -> dict[str, Values]:
        return {slug: self.row(slug) for slug in SLUGS}

    def row(self, slug: str) -> Values:
        return self._values(read(slug))


SHIPPED_PAGES = ShippedPages(InformationPage, "pages", ("title", "summary", "body"))


def read(slug: str) -> dict[str, Any]:
    """The file of one page: what its head says by name, and `body`."""
    head, _, body = (PAGES / f"{slug}.md").read_text(encoding="utf-8").partition("\n\n")
    lines = (line.partition(":") for line in head.splitlines())
    return {name.strip(): text.strip() for name, _, text in lines} | {"body": body.strip()}


def changed_at(slug: str) -> datetime:
    """The day that the file says its words last changed, as it began in London."""
    day = date.fromisoformat(read(slug)["updated"])
    return timezone.make_aware(datetime.combine(day, time()))
