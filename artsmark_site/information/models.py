"""The texts of the information pages."""

from django.core.validators import MaxLengthValidator
from django.db import models
from django.urls import reverse
from django.utils import timezone

from artsmark_site.information.contents import INDEX
from artsmark_site.information.querysets import InformationPageQuerySet

LONGEST_BODY = 30_000


class InformationPage(models.Model):
    """A page of the site's own, such as the glossary: its address is code's, its words are staff's.

    `updated_at` is when its words last changed; a page that is as it came with the site has the
    day that its file gives.
    """

    slug = models.SlugField("address", max_length=60, unique=True)
    title = models.CharField(max_length=80)
    summary = models.CharField(
        max_length=200,
        help_text="One sentence: below the heading, in lists of pages and in search engines.",
    )
    body = models.TextField(
        "text",
        validators=[
            MaxLengthValidator(
                LONGEST_BODY,
                "This text has %(show_value)s characters; a page has %(limit_value)s at the most.",
            )
        ],
    )
    updated_at = models.DateTimeField("last changed", default=timezone.now)

    objects = InformationPageQuerySet.as_manager()

    class Meta:
        verbose_name = "page"

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        if self.slug == INDEX:
            return reverse("information:index")
        return reverse("information:page", args=[self.slug])

    @property
    def texts(self) -> tuple[str, str, str]:
        return self.title, self.summary, self.body
