"""The places that an organisation runs."""

from django.contrib.postgres.indexes import GistIndex
from django.db import models

from accounts.history import kept
from partners.models.organisation import Organisation
from partners.shown_position import shown
from partners.validators import validate_no_email, validate_postcode
from reference.fields import GridPointField
from reference.models import LocalAuthority
from reference.positions import GridPoint


@kept(derived=("position",), private=("address", "postcode"), of="organisation")
class Venue(models.Model):
    """A place under an organisation, with its own position: the nearest counts in a search.

    A row is live as soon as its organisation is. What waits for staff (a new venue, a move) is no
    row: `partners.revisions.venues` keeps it in the change.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="venues")
    name = models.CharField(max_length=160, validators=[validate_no_email])
    address = models.CharField(max_length=300, blank=True, validators=[validate_no_email])
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

    @property
    def shown_position(self) -> GridPoint | None:
        """Where a public map may show it; where the street is hidden, to a kilometre."""
        return shown(self.position, hide_street=self.organisation.hide_street)
