"""What the database itself refuses of an organisation, whoever writes it."""

from django.db import models
from django.db.models import Q

from partners.choices import ListingState, OtherNation, PartnerStatus, TrainingSource

CONSTRAINTS = (
    models.CheckConstraint(
        condition=~Q(name=""),
        name="organisation_name_given",
        violation_error_message="Enter the organisation's name.",
    ),
    models.CheckConstraint(
        condition=Q(travel_miles__isnull=True) | Q(travel_miles__range=(1, 250)),
        name="organisation_travel_miles_possible",
        violation_error_message="Enter a distance from 1 to 250 miles.",
    ),
    models.CheckConstraint(
        condition=Q(nation="") | Q(nation__in=OtherNation.values, authority__isnull=True),
        name="organisation_nation_or_authority",
        violation_error_message="Outside England there is no local authority.",
    ),
    models.CheckConstraint(
        condition=Q(closed_from__isnull=True, closed_to__isnull=True)
        | Q(closed_from__isnull=False, closed_to__isnull=False)
        & Q(closed_from__lte=models.F("closed_to")),
        name="organisation_closed_season_ordered",
        violation_error_message="The closed season needs a start and a later end.",
    ),
    models.CheckConstraint(
        condition=Q(working_days__contained_by=[1, 2, 3, 4, 5, 6, 7]),
        name="organisation_working_days_exist",
        violation_error_message="Working days run from 1 (Monday) to 7 (Sunday).",
    ),
    models.CheckConstraint(
        condition=Q(merged_into__isnull=True) | ~Q(listing_state="approved"),
        name="organisation_merged_not_listed",
        violation_error_message="A merged organisation cannot be listed itself.",
    ),
    models.CheckConstraint(
        condition=Q(merged_into__isnull=True) | ~Q(merged_into=models.F("id")),
        name="organisation_not_merged_into_itself",
        violation_error_message="An organisation cannot be merged into itself.",
    ),
    models.UniqueConstraint(
        fields=["source", "external_id"],
        condition=~Q(external_id=""),
        name="organisation_external_id_unique",
    ),
    models.CheckConstraint(
        condition=Q(hidden_because="") | Q(hidden_at__isnull=False),
        name="organisation_hidden_for_a_reason",
    ),
    models.CheckConstraint(
        condition=Q(training_source__in=["", *TrainingSource.values]),
        name="organisation_training_source_known",
    ),
    models.CheckConstraint(
        condition=Q(listing_state__in=ListingState.values),
        name="organisation_listing_state_known",
    ),
    models.CheckConstraint(
        condition=Q(partner_status__in=PartnerStatus.values),
        name="organisation_partner_status_known",
    ),
)
