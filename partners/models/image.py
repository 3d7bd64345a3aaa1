"""Pictures of an organisation's work."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.history import kept
from partners.models.organisation import Organisation
from partners.querysets import ImageQuerySet
from partners.validators import validate_no_email

# The first is for cards: as wide as a phone draws them, in its finest pixels.
WIDTHS = (160, 352, 704, 1408)


class LiveImages(models.Manager):
    """Leaves out the pictures that wait for staff."""

    def get_queryset(self) -> models.QuerySet:
        return super().get_queryset().filter(is_waiting=False)


@kept(derived=("width", "height", "uploaded_at"), private=("name", "credit"), of="organisation")
class OrganisationImage(models.Model):
    """A picture, kept as WebP in up to four widths that were rebuilt from its pixels.

    `name` is random, so that nobody guesses the address of a picture not yet approved. `width`
    and `height` are those of the widest copy, in pixels.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="images")
    name = models.CharField(max_length=32, unique=True, editable=False)
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    alt_text = models.CharField(
        "description for people who cannot see it",
        max_length=250,
        help_text="What the picture shows, without names of people.",
        validators=[validate_no_email],
    )
    permission_confirmed = models.BooleanField(
        "everybody in it, or their parents, agreed to its use here", default=False
    )
    credit = models.CharField(max_length=120, blank=True, validators=[validate_no_email])
    position_in_list = models.PositiveSmallIntegerField(default=0)
    uploaded_at = models.DateTimeField(auto_now_add=True)
    is_waiting = models.BooleanField(
        default=False,
        db_default=False,
        editable=False,
        help_text="Until staff approve the change it came with.",
    )
    revision = models.ForeignKey(
        "partners.Revision",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="pictures",
        help_text="The change that it came with.",
    )

    # The first one is what every list, page and count of pictures begins with.
    objects: ClassVar = LiveImages.from_queryset(ImageQuerySet)()
    every: ClassVar = ImageQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(is_waiting=False) | Q(revision__isnull=False),
                name="image_waits_in_a_change",
            ),
            models.CheckConstraint(
                condition=~Q(alt_text=""),
                name="image_alt_text_given",
                violation_error_message="Say what the picture shows.",
            ),
            models.CheckConstraint(
                condition=Q(permission_confirmed=True),
                name="image_permission_confirmed",
                violation_error_message="Confirm that everybody in the picture agreed to its use.",
            ),
        )

    def __str__(self) -> str:
        return self.alt_text

    @property
    def widths(self) -> list[int]:
        """The widths that exist, in pixels: a small original is not blown up."""
        return [width for width in WIDTHS if width < self.width] + [self.width]

    def file_name(self, width: int) -> str:
        """The file of one width, relative to the media folder and address."""
        return f"pictures/{self.name}-{width}.webp"

    def url(self, width: int) -> str:
        return f"{settings.MEDIA_URL}{self.file_name(width)}"

    @property
    def src(self) -> str:
        return self.url(self.widths[0])

    @property
    def srcset(self) -> str:
        return ", ".join(f"{self.url(width)} {width}w" for width in self.widths)
