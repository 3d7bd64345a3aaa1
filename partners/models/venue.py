"""The places that an organisation runs."""

from django.contrib.postgres.indexes import GistIndex
from django.db import models

from partners.models.organisation import Organisation
from partners.validators import validate_postcode
from reference.fields import GridPointField
from reference.models import LocalAuthority


class Venue(models.Model):
    """A place under an organisation, with its own position: the nearest counts in a search."""

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(max_length=160)
    address = models.CharField(max_length=300, blank=True)
    postcode = models.CharField(max_length=8, validators=[validate_postcode])
    position = GridPointField(null=True, blank=True, editable=False)
    authority = models.ForeignKey(
        LocalAuthority,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="venues_based_here",
    )
    receives_visits = models.BooleanField(default=True, help_text="Schools visit them here.")

    class Meta:
        indexes = (GistIndex(fields=["position"], name="venue_position"),)
        constraints = (
            models.UniqueConstraint(
                fields=["organisation", "name"],
                name="venue_name_unique",
                violation_error_message="This organisation has a venue of that name already.",
            ),
        )

    def __str__(self) -> str:
        return self.name
