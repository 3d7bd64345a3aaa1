"""What an import last wrote, so that the next one can tell people's changes from its own."""

from django.db import models

from partners.models.organisation import Organisation


class ImportedOrganisation(models.Model):
    """The values that an import last set on an organisation, by field."""

    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="imported", primary_key=True
    )
    values = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"Import of {self.organisation}"
